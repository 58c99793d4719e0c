# SPDX-License-Identifier: GPL-2.0-only
# desc: a load holds the lock until it has undone itself; it says 'loaded' when it is, and counts the programs it attached
# suite: check-all
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
good=$MANIFESTS/payload.manifest
at_end "driftbolt unload 2>/dev/null"

# The first load fails at its probe and takes its time to undo: the second must find nothing, not half of it.
touch trace
strace -qq -o trace -e trace=mkdir,fsmount,unlink -e inject=mkdir:delay_exit=1 \
	-e inject=unlink:delay_enter=2000000:when=1 -e inject=fsmount:error=ENOSPC -f \
	driftbolt load --name first "$good" >first 2>&1 &
loser=$!
timeout 30 tail -n +1 -f trace | grep -q -m 1 mkdir # it has the lock
case_output "a load that waits for one that fails" "loaded 'second'*" driftbolt load --name second "$good"
wait $loser && fail "the first load failed" || pass "the first load failed"
case_output "and undid itself" '*driftbolt: "canary": *nothing was loaded' cat first
case_output "the second is whole" "*image 'second'*" driftbolt status
need driftbolt unload
nothing_left "after both"
# check attaches for a moment, too: two at once would judge each other's probes.
for i in 1 2 3; do driftbolt check >"check.$i" 2>&1 & done
case_ok "a load amid checks" driftbolt load --name amid "$good"
for job in $(jobs -p); do wait "$job" || fail "a check amid a load"; done
case_output "checks amid a load" '*ok*ok*ok*' cat check.1 check.2 check.3
need driftbolt unload

# One of the last calls of a load fails: it is whole, and expects the programs it attached; or it is gone, and says so once.
need strace -qq -o calls -e trace=bpf driftbolt load "$good"
need driftbolt unload
last=$(grep -c '^bpf(' calls)
for back in 1 2 5 9; do
	attempt strace -qq -o trace -e trace=bpf -e "inject=bpf:error=ENFILE:when=$((last - back))" driftbolt load "$good"
	case $status:$output in
	0:*)
		case_output "call $back from the end fails: all programs are expected" same sh -c "driftbolt status --json |
			python3 -c 'import json, sys; p = json.load(sys.stdin)[\"programs\"]
print(\"same\" if p[\"attached\"] == p[\"expected\"] > 5 else p)'"
		need driftbolt unload
		;;
	*"$newline"*) fail "call $back from the end fails: one sentence"; explain_failure ;;
	1:'driftbolt: "'*"nothing was loaded" | 1:'driftbolt: "'*"nothing changed" | 77:'driftbolt: "'*)
		pass "call $back from the end fails: one sentence"
		nothing_left "call $back from the end failed"
		;;
	*) fail "call $back from the end fails: one sentence"; explain_failure ;;
	esac
done
