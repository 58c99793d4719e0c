# SPDX-License-Identifier: GPL-2.0-only
# desc: guest instructions that an event costs all programs together, over the same finding set off, and over a repeat
# kernels: 6.12 7
# guest: icount
# timeout: 1200
# vm: own
. /driftbolt/scenarios/lib.sh

echo 0 >/proc/sys/kernel/randomize_va_space
echo 0 >/proc/sys/kernel/watchdog
number=30
need sysctl -qw kernel.bpf_stats_enabled=1
mkdir /tmp/new
for i in $(seq $number); do
	cp /driftbolt/scenarios/quit "/tmp/new/$i"
	printf x >>"/tmp/new/$i" # of a size that the image has not
done

# What the programs have run so far, in nanoseconds, which are instructions here. A reading's own share is in all of them alike.
# By this shell: another program that is given its code would be a finding, too.
ran() {
	local line total=0
	while read -r line; do
		[[ ! $line =~ name\ db_.*run_time_ns\ ([0-9]+) ]] || total=$((total + BASH_REMATCH[1]))
	done <<<"$(bpftool prog show)"
	echo "$total"
}
refused() { ! "/tmp/new/$1" 2>/dev/null; }
inline() { sh -c ": $1"; }
# Instructions of the programs for each of the steps "STEP 1" to "STEP 30", sorted, in $costs. Each step is measured alone: now and then one
# is interrupted or preempted inside a program, and that time is counted to it. The middle one is not.
cost() {
	local before after i failed=
	before=$(ran)
	for i in $(seq $number); do
		"$1" "$i" || failed+=" $i"
		after=$(ran)
		echo $((after - before))
		before=$after
	done >/tmp/costs
	costs=$(sort -n /tmp/costs)
	[ -z "$failed" ] || fail "$1: steps$failed"
}
of_costs() { sed -n "$1p" <<<"$costs"; } # of_costs NTH
# recorded NAME LESS: the middle step over LESS; a tenth of the steps is below the first, another above the last of those in parentheses
recorded() {
	local middle
	middle=$(($(of_costs $((number / 2))) - $2))
	echo "event $1 $middle ($(($(of_costs $((number / 10))) - $2)) to $(($(of_costs $((number * 9 / 10))) - $2)))"
	case_status "$1: an event costs $middle instructions, which is something" 0 [ "$middle" -gt 0 ]
}
events() { driftbolt events --json | grep -c "\"reason\":\"$1\"" || :; }

need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

need driftbolt set machine inline-code=off
cost inline # every file is remembered from here on
cost inline; off=$(of_costs $((number / 2)))
need driftbolt set machine inline-code=alert
cost inline
case_output "an event for each" $number events inline-code
recorded inline-code "$off"
need driftbolt set machine inline-code=off

cost refused # every file is known from here on
case_output "refused: an event for each" $number events unknown-size
sleep 61 # so long are repeats counted
cost refused; new=$costs
cost refused; repeat=$(of_costs $((number / 2))); costs=$new
case_output "a minute later: another for each, and none for its repeat" $((2 * number)) events unknown-size
recorded refused "$repeat"
