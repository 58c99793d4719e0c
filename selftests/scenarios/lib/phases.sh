# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: one list of acts, the same in every phase of a scenario. $phase says which it is:
#
#	before		driftbolt is not loaded: each attack works, which is its baseline
#	audited		loaded in audit: the same, and each is counted as what enforce would refuse
#	enforced	each is refused, after "audited" by driftbolt and for no reason that it was not audited for
#
#	attack NAME ERRNO PROBE...	as case_denied
#	attack_where_possible ...	the same, but skipped for good if it does not work in the first phase
#	allowed NAME COMMAND...		works in all phases; a control under enforcement
#	enforce [IMAGE]			from audited to enforced, without a load
#
# The files of a list are made anew in each phase: what audit has remembered of one, enforce would not have to find out.
# shellcheck shell=bash disable=SC2034,SC2053,SC2154

phase=before
declare -A audited=() impossible=()
audited_acts=0 audited_missing=0 findings_at=

# Asked before and after each act, as repeats are folded into one event, but each is counted; before it only if there was
# another command since.
findings_before() { [ "$findings_at" = "$attempts" ] || findings=" $("$PROBES/counted")"; }

# findings_after PATTERN: $reasons are those of the verdicts since findings_before. What enforce does not let anybody write, audit
# lets be written: the digest is forgotten, and there is an event if it is running code.
findings_after() {
	local word now
	now=" $("$PROBES/counted")"
	reasons=
	for word in $now; do
		[[ $findings != *" $word "* ]] || continue
		word=${word%=*}
		case $word in
		forgotten | audit/code-written) word=audit/write-locked ;;
		# All are bytes that nobody listed; python refuses itself the bytecode that it wrote in audit, of whatever size.
		*/not-in-image | */written-since-load) word=${word%/*}/unknown-size ;;
		esac
		[[ $word != $1/* ]] || reasons+=" ${word#*/}"
	done
	findings=$now findings_at=$attempts
}

# Once: an act may be one that cannot be done twice.
try_unenforced() {
	[ "$phase" = before ] || findings_before
	attempt "$@"
}
# What came of it is the baseline; in audit it must be accounted for, too.
attack_was() {
	name=$1; shift
	baseline_made "$@"
	[ "$phase" = audited ] || return 0
	findings_after audit
	audited[$name]+="$reasons "
	audited_acts=$((audited_acts + 1))
	if [ -z "$reasons" ]; then
		fail "audit: $name is recorded"
		audited_missing=$((audited_missing + 1))
	fi
}

attack() {
	local name=$1 word
	case $phase in
	before | audited)
		try_unenforced "${@:3}"
		attack_was "$name" "${@:3}"
		;;
	*)
		if [ -z "${audited[$name]:-}" ]; then
			case_denied "$@"
			return
		fi
		findings_before
		case_denied "$@"
		findings_after '@(deny|kill)'
		[ -n "$reasons" ] || fail "$name: the refusal is driftbolt's"
		for word in $reasons; do
			[[ ${audited[$name]} = *" $word "* ]] || fail "$name: refused as $word, audited as${audited[$name]}"
		done
		;;
	esac
}

attack_where_possible() {
	local name=$1
	if [ "$phase" = enforced ]; then
		[ -n "${impossible[$name]:-}" ] || attack "$@"
		return
	fi
	try_unenforced "${@:3}"
	if [ "$status" = 0 ]; then
		attack_was "$name" "${@:3}"
	else
		impossible[$name]=yes
		skip_case "$name" "without driftbolt too: $(verdict)"
	fi
}

allowed() {
	case $phase in
	before | audited) need "${@:2}" ;;
	*) control "$@" ;;
	esac
}

# What was counted is in the flight recorder, too: as often.
enforce() {
	local recorded counts
	recorded=$(driftbolt events --json | awk '/"verdict":"audit"/ && match($0, /"count":[0-9]+/) { n += substr($0, RSTART + 8, RLENGTH - 8) } END { print n + 0 }')
	counts=$("$PROBES/counted" | awk -v RS=' ' -F = '/^audit\// { n += $2 } END { print n + 0 }')
	if [ "$audited_acts" = 0 ] || [ "$audited_missing" != 0 ] || [ "$recorded" != "$counts" ]; then
		fail "audit: each act is accounted for: of $audited_acts acts $audited_missing are not; counted $counts times, recorded $recorded times"
	else
		pass "audit: each of $audited_acts acts went ahead and is accounted for; counted and recorded $recorded times"
	fi
	need driftbolt mode enforce "$@"
	phase=enforced
}

# script_refusals PATH: how often interpreters were refused files whose path begins so, or ended for what they had for standard input.
script_refusals() {
	driftbolt events --json | awk -v path="\"path\":\"$1" '/"kind":"(read|exec)"/ && (/"verdict":"kill"/ || /"verdict":"deny"/ && index($0, path)) &&
		match($0, /"count":[0-9]+/) { n += substr($0, RSTART + 8, RLENGTH - 8) } END { print n + 0 }'
}
# refused_since NUMBER PATH: the end of a probe whose code did not run: "EPERM" if there were more of them since.
refused_since() {
	if [ "$(script_refusals "$2")" -gt "$1" ]; then echo EPERM; else echo other; fi
	return 1
}
