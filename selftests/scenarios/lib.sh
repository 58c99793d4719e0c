# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC3043
# Sourced first by every scenario (". /driftbolt/scenarios/lib.sh"): cases, in TAP, for bash and busybox sh.
# A refusal counts only if it is ours: the same act worked before (baseline), failed with exactly this errno, and an allowed
# neighbour of it still works (control). docs/TESTING.md tells the format.

D=/driftbolt
PROBES=$D/probes
MANIFESTS=$D/manifests
# A directory of this scenario, on the root file system (in "mini": on tmpfs), removed at the end.
W=/root/work.${SCENARIO:-manual}
state=/run/scenario.${SCENARIO:-manual}
cases=0
failures=0
denials=0
attempts=0
controls=0
newline='
'
baselines=$newline
mkdir -p "$W" "$state"
cd "$W" || exit 2

# A scenario ends by itself, by "skip" or by an error; only the first two are no failure.
trap 'finish $?' EXIT
trap 'exit 143' TERM

pass() { cases=$((cases + 1)); echo "ok $cases - $1"; }
fail() { cases=$((cases + 1)); failures=$((failures + 1)); echo "not ok $cases - $1"; }

# Runs a command, its output kept for the log of a failure. The result is in $status and $output.
attempt() {
	attempts=$((attempts + 1))
	output=$("$@" 2>&1 </dev/null) && status=0 || status=$?
}

explain_failure() {
	echo "#   status $status"
	echo "$output" | tail -n 20 | sed 's/^/#   /'
}

# case_ok NAME COMMAND...: exits with 0.
case_ok() {
	name=$1; shift
	attempt "$@"
	if [ "$status" = 0 ]; then pass "$name"; else fail "$name"; echo "#   $*"; explain_failure; fi
}

# case_status NAME STATUS COMMAND...: exits with exactly STATUS.
case_status() {
	name=$1 wanted=$2; shift 2
	attempt "$@"
	if [ "$status" = "$wanted" ]; then pass "$name"; else fail "$name (wanted status $wanted)"; echo "#   $*"; explain_failure; fi
}

# case_output NAME PATTERN COMMAND...: exits with 0 and its output matches the shell pattern.
case_output() {
	name=$1 wanted=$2; shift 2
	attempt "$@"
	# shellcheck disable=SC2254
	case $status:$output in
	0:$wanted) pass "$name" ;;
	*) fail "$name (wanted output '$wanted')"; echo "#   $*"; explain_failure ;;
	esac
}

# The last line of a probe's output is what the kernel said: "ok", or the name of an errno or of the signal that ended it.
# No program is started to find out: the act under test may be one that leaves none able to start.
verdict() { printf '%s\n' "${output##*"$newline"}"; }

# baseline NAME COMMAND...: before enforcement: the act that case_denied NAME will see refused must work.
baseline() {
	name=$1; shift
	case "$*" in
	true | :) fail "baseline: $name: that \"$*\" works proves nothing"; return ;;
	esac
	attempt "$@"
	baseline_made "$@"
}
# The same of an act that was attempted just now.
baseline_made() {
	if [ "$status" = 0 ]; then
		baselines="$baselines$name$newline"
		echo "# baseline: $name"
	else
		fail "baseline: $name"; echo "#   $*"; explain_failure
	fi
}

# case_denied NAME ERRNO[|ERRNO...] PROBE...: a probe (not any program) says one of exactly these, e.g. "EPERM" or, past the
# point of no return, "SIGKILL". Without a baseline of the same name it fails.
case_denied() {
	name=$1 wanted=$2; shift 2
	denials=$((denials + 1))
	count_before
	attempt "$@"
	case $baselines in
	*"$newline$name$newline"*) ;;
	*) fail "$name (no baseline)"; return ;;
	esac
	said=${output##*"$newline"}
	case "|$wanted|:$status" in
	*:0) ;;
	*"|$said|"*)
		if count_after "$name"; then pass "$name"; else fail "$name ($complaint)"; echo "#   $*"; fi
		return
		;;
	esac
	fail "$name (wanted $wanted, got $said)"; echo "#   $*"; explain_failure
}

# With COUNT_REFUSALS=1 on the guest's command line, as in `make check-all`, the flight recorder must tell of the act exactly once, or as
# often as lib/refusals.txt says and why; repeats that were folded count. A digest is that of the file, where it is still there.
# With static programs alone: the act may be one that leaves no other able to start.
static() { "$D/vm/busybox" "$@"; }
recorded_refusals() { # of each: number, count, verdict, reason
	driftbolt events --json >"$state/events"
	static sed -n 's/^{"seq":\([0-9]*\),.*"verdict":"\(deny\|kill\)","reason":"\([^"]*\)","count":\([0-9]*\),.*/\1 \4 \2 \3/p' "$state/events"
}
count_before() {
	counted=
	[ -n "${COUNT_REFUSALS:-}" ] && [ -e /sys/fs/bpf/driftbolt ] || return 0
	recorded_refusals >"$state/before"
	counted=1
}
count_after() { # NAME: false, and why, unless it is told of as it should be
	local told wanted
	[ -n "$counted" ] || return 0
	recorded_refusals >"$state/after"
	static awk 'FILENAME == ARGV[1] { had[$1] = $2; next } $2 > had[$1] + 0 { print $1, $2 - had[$1], $3, $4 }' "$state/before" "$state/after" >"$state/told"
	told=$(static awk '{ n += $2 } END { print n + 0 }' "$state/told")
	wanted=$(static awk -F ' *[|] *' -v scenario="${SCENARIO:-}" -v name="$1" \
		'$2 == name && ($1 == scenario || sub(/[*]$/, "", $1) && index(scenario, $1) == 1) { print $3 }' "$D/scenarios/lib/refusals.txt")
	case " ${wanted:-1} " in
	*" $told "*) ;;
	*) complaint="told of $told times, not ${wanted:-1}: $(static tr '\n' ';' <"$state/told")"; return 1 ;;
	esac
	[ "$told" != 1 ] || check_digest
}
check_digest() {
	local seq digest path file
	read -r seq _ <"$state/told"
	digest=$(static sed -n "s/^{\"seq\":$seq,.*\"sha256\":\"\([0-9a-f]*\)\".*/\1/p" "$state/events")
	path=$(static sed -n "s/^{\"seq\":$seq,.*\"path\":\"\(\/[^\"]*\)\".*/\1/p" "$state/events")
	[ -n "$digest" ] && [ -n "$path" ] || return 0
	complaint=
	# What a container calls so, or the machine.
	for file in "${C_ROOT:-}$path" "$path"; do
		[ -f "$file" ] || continue
		complaint="$file is not $digest"
		[ "$(static sha256sum <"$file")" != "$digest  -" ] || return 0
	done
	[ -z "$complaint" ]
}

# control NAME COMMAND...: the allowed neighbour of a refused act, under enforcement. A scenario with refusals and no control fails.
control() {
	controls=$((controls + 1))
	name=$1; shift
	case_ok "control: $name" "$@"
}

# The rest of the scenario cannot run here: status 77 and why.
skip() { echo "# skip: $*"; exit 77; }

# skip_case NAME REASON
skip_case() { cases=$((cases + 1)); echo "ok $cases - $1 # SKIP $2"; }

# A scenario that prepares and fails ends as failed: "need COMMAND..." is for what is not itself the test.
need() {
	attempt "$@"
	[ "$status" = 0 ] || { fail "preparation: $*"; explain_failure; exit 1; }
}

# drop SOURCE TARGET: a working program that no image shipped: SOURCE with one more byte.
drop() { cp "$1" "$2" && printf x >>"$2" && chmod 755 "$2"; }

# at_end COMMAND: run when the scenario ends, however it does; the last one given first.
at_end_list=
at_end() { at_end_list="$*
$at_end_list"; }

finish() {
	rc=$1
	trap - EXIT
	[ "$denials" = 0 ] || [ "$controls" != 0 ] || [ "$rc" = 77 ] || fail "refusals without a control"
	eval "$at_end_list"
	cd /
	rm -rf "$W" "$state"
	[ "$rc" != 0 ] || [ "$failures" = 0 ] || rc=1
	exit "$rc"
}
