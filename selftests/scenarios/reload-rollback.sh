# SPDX-License-Identifier: GPL-2.0-only
# desc: a reload that cannot have its scope, or fails at any call, changes neither digests nor mode nor scope
# suite: check-all
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
cg=/sys/fs/cgroup
mkdir -p $cg/taken $cg/free $cg/second
at_end rmdir $cg/taken $cg/free $cg/second
at_end "driftbolt unload 2>/dev/null"
small=$MANIFESTS/payload.manifest
both="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
# What is loaded and where it holds, without what moves by itself.
loaded() {
	driftbolt status --json | python3 -c '
import json, sys
s = json.load(sys.stdin)
for i in s["images"]: i["scopes"].sort(); print(i)
print(s["programs"])'
	find /sys/fs/bpf/driftbolt | sort
	bpftool map dump pinned /sys/fs/bpf/driftbolt/maps/db_config | grep -v -e last_image -e scopes_kept
	for pin in /sys/fs/bpf/driftbolt/images/*; do bpftool map show pinned "$pin" | head -n 1; done
}
same() { # NAME
	need loaded
	if [ "$output" = "$before" ]; then pass "$1: nothing changed"; else fail "$1: nothing changed"; echo "$before"; explain_failure; fi
}
inside() { (echo $BASHPID >"$cg/$1/cgroup.procs" && shift && exec "$@"); }
drop "$PROBES/hello" dropped
baseline "dropped, in the cgroup" inside second "$PROBES/tryexec" exec "$W/dropped"

# shellcheck disable=SC2086
need driftbolt load --name owner --mode audit --scope cgroup:/taken $both
need driftbolt load --name second --mode audit --scope cgroup:/second "$small"
need loaded
before=$output
for words in "--mode enforce --scope cgroup:/taken" "--scope cgroup:/taken"; do
	# shellcheck disable=SC2086
	case_status "a reload into another's cgroup ($words)" 1 driftbolt load --name second $words "$MANIFESTS/payload.manifest"
	case $output in
	'driftbolt: "'*"image 'owner'"*"nothing changed"*) pass "it says so" ;;
	*) fail "it says so"; explain_failure ;;
	esac
	same "a reload into another's cgroup ($words)"
done
# shellcheck disable=SC2086
case_status "a new image into another's cgroup" 1 driftbolt load --name third --scope cgroup:/taken $both
same "a new image into another's cgroup"

quick() { driftbolt status --json | grep -v -e '"allow"' -e '"hashed"' -e '"remembered"' -e '"events"' -e '"kept"'; }
# Calls after the probe fail, some of them, others for each scope. The probe ends with its two deletions.
step=${RELOAD_STEP:-9} offset=0
put_back() { need driftbolt load --name second --mode audit --scope none "$small"; need driftbolt bind second cgroup:/second; }
for words in "--mode enforce --scope cgroup:/free" "--mode audit --scope host" "--mode enforce --scope none"; do
	reload="driftbolt load --name second $words $small" scope=${words##* }
	# shellcheck disable=SC2086
	need strace -qq -o calls -e trace=bpf $reload
	put_back
	need quick
	now=$output
	need loaded
	before=$output
	first=$(grep '^bpf(' calls | grep -n DELETE_ELEM | sed -n 2p | cut -d: -f1)
	calls=$(grep -c '^bpf(' calls)
	failed=0 at=$((first + 1 + offset)) offset=$((offset + 1))
	while [ "$at" -le "$calls" ]; do
		# shellcheck disable=SC2086
		attempt strace -qq -o trace -e trace=bpf -e "inject=bpf:error=EIO:when=$at" $reload
		case $status:$output in
		0:*) # not needed for what was asked
			put_back
			need quick
			now=$output
			need loaded
			before=$output
			;;
		*"$newline"*) fail "$scope: one sentence at call $at"; explain_failure ;;
		1:*"nothing changed") failed=$((failed + 1)) ;;
		*) fail "$scope: a sentence at call $at"; explain_failure ;;
		esac
		need quick
		[ "$output" = "$now" ] || { fail "$scope: call $at: nothing changed"; tail -n 1 trace; echo "$now"; explain_failure; break; }
		at=$((at + step))
	done
	[ $failed -gt 3 ] && pass "$scope: $failed reloads failed" || fail "$scope: reloads failed: $failed"
	same "$scope: reloads that failed at calls $((first + 1)) to $calls"
done
# shellcheck disable=SC2086
need driftbolt load --name second $both
case_ok "a dropped program runs in audit" inside second "$PROBES/tryexec" exec "$W/dropped"
need driftbolt mode enforce
case_denied "dropped, in the cgroup" EPERM inside second "$PROBES/tryexec" exec "$W/dropped"
control "an allowed program" inside second "$PROBES/tryexec" exec "$PROBES/hello"
