# SPDX-License-Identifier: GPL-2.0-only
# desc: guest instructions per operation: nothing attached, programs that do nothing, driftbolt in audit and in enforce
# guest: icount
# timeout: 1500
# vm: own
. /driftbolt/scenarios/lib.sh

B=/driftbolt/scenarios
echo 0 >/proc/sys/kernel/randomize_va_space
echo 0 >/proc/sys/kernel/watchdog
at_end "driftbolt unload 2>/dev/null"
rounds=${BENCH_ROUNDS:-7}
cp "$B/quit" /tmp/written

# measure SYSTEM MODE: a line "bench SYSTEM MODE WORKLOAD OPS TICKS..." for each workload
measure() {
	while read -r workload ops command; do
		# shellcheck disable=SC2086
		attempt "$B/spawn" "$ops" "$rounds" $command
		if [ "$status" = 0 ]; then
			pass "pass $pass, $1 $2: $workload"
			echo "bench $1 $2 $workload $ops $(echo "$output" | tr '\n' ' ')"
		else
			fail "pass $pass, $1 $2: $workload"; explain_failure
		fi
	done <<EOT
fork+exec-static 100 $B/quit
fork+exec-dynamic 40 /usr/bin/true
open+close-read 400 --open $B/quit
open+close-write 400 --write /tmp/written
map-executable 400 --map $B/quit
EOT
}

# Three times: what a fork costs also depends on what lies where in memory, which differs from one attachment to the next by
# up to a tenth and stays so until the next. `run` takes the lowest.
. "$B/floor.sh"
need bpftool version
for pass in 1 2 3; do
	measure none none
	floor_attach
	measure floor none
	floor_detach

	need driftbolt load --name machine --mode audit --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
	floor_compare
	measure driftbolt audit
	need driftbolt mode enforce machine
	measure driftbolt enforce
	case_status "nothing was refused" 1 sh -c "driftbolt status --json | grep -q deny/"
	need driftbolt unload
done
