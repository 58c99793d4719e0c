# SPDX-License-Identifier: GPL-2.0-only
# desc: a load that fails or is killed at any system call leaves nothing, or what unload cleans; never half an enforcement
# suite: check-all
# vm: shared
# timeout: 1800
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

drop "$PROBES/hello" /tmp/dropped
at_end rm -f /tmp/dropped
at_end "driftbolt unload 2>/dev/null"
baseline "dropped" "$PROBES/tryexec" exec /tmp/dropped
load() { driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"; }
# inject SYSCALL FAULT NUMBER: load, with a fault at the NUMBERth call; tells if it came to that.
inject() {
	strace -f -qq -o "$W/trace" -e "trace=$1" -e "inject=$1:$2:when=$3" driftbolt load --name machine --mode enforce \
		--scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest" >"$W/out" 2>&1
	status=$?
	output=$(cat "$W/out")
	grep -q INJECTED "$W/trace" || [ "$2" = signal=KILL ]
}

# A successful load, to know how many calls there are.
need strace -qq -o "$W/calls" -e trace=bpf,mkdir driftbolt load --name machine "$MANIFESTS/payload.manifest"
need driftbolt unload
calls=$(grep -c '^bpf(' "$W/calls")
first=$(grep '^bpf(' "$W/calls" | grep -n 'BPF_PROG_LOAD.*"db_' | head -n 1 | cut -d: -f1)
echo "# $calls calls of bpf(), the first of our programs at $first"
[ "$first" -gt 0 ] && [ "$calls" -gt "$first" ] || { fail "the calls of a load are known"; exit 1; }

# Refused calls. Before the first program libbpf asks what the kernel has, and may do without.
sampled=0
step=${LOAD_STEP:-36}
at=$((first - 6))
while [ "$at" -le "$calls" ]; do
	inject bpf error=ENOMEM "$at"
	if [ "$status" = 0 ]; then
		case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
		need driftbolt unload
	elif [ "$status" = 1 ] || [ "$status" = 77 ]; then
		sampled=$((sampled + 1))
		case $output in
		*'
'*) fail "ENOMEM at call $at: one sentence"; explain_failure ;;
		'driftbolt: "'*) ;;
		*) fail "ENOMEM at call $at: a sentence"; explain_failure ;;
		esac
		nothing_left "ENOMEM at call $at"
	else
		fail "ENOMEM at call $at: status $status"; explain_failure
	fi
	at=$((at + step))
done
[ "$sampled" -gt 3 ] || fail "refused calls made loads fail: $sampled"
for call in mkdir:1 mkdir:3 fsmount:1 pipe2:1 pipe2:2; do
	inject "${call%:*}" error=ENOSPC "${call#*:}" || fail "$call was not called"
	[ "$status" = 1 ] || [ "$status" = 77 ] || { fail "ENOSPC at $call: status $status"; explain_failure; }
	nothing_left "ENOSPC at $call"
done

# Killed loaders: what they leave is nothing, or something that says so and that unload cleans.
at=$first
halves=0
while [ "$at" -le "$calls" ]; do
	inject bpf signal=KILL "$at"
	if [ -e /sys/fs/bpf/driftbolt ]; then
		halves=$((halves + 1))
		for command in load "driftbolt status" "driftbolt mode audit"; do
			attempt $command
			case $status:$output in
			"1:driftbolt: \"/sys/fs/bpf/driftbolt\": incomplete"*"'driftbolt unload'"*) pass "killed at call $at: $command says what to do" ;;
			*) fail "killed at call $at: $command says what to do"; explain_failure ;;
			esac
		done
		case_ok "killed at call $at: unload cleans" driftbolt unload
	fi
	nothing_left "killed at call $at"
	at=$((at + step))
done
[ "$halves" -gt 2 ] || fail "killed loaders left halves: $halves"

need load
case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
need driftbolt unload
