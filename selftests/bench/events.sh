# SPDX-License-Identifier: GPL-2.0-only
# desc: guest instructions that an event costs all programs together, over the same finding set off, and over a repeat
# kernels: 6.12 7
# guest: icount
# timeout: 600
# vm: own
. /driftbolt/scenarios/lib.sh

echo 0 >/proc/sys/kernel/randomize_va_space
echo 0 >/proc/sys/kernel/watchdog
number=60 rounds='1 2 3 4 5'
need sysctl -qw kernel.bpf_stats_enabled=1
for round in $rounds; do
	mkdir -p "/tmp/new/$round"
	for i in $(seq $number); do
		cp /driftbolt/scenarios/quit "/tmp/new/$round/$i"
		printf x >>"/tmp/new/$round/$i" # of a size that the image has not
	done
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
refused() { for i in $(seq $number); do ! "/tmp/new/$1/$i" 2>/dev/null || return 1; done; }
inline() { for i in $(seq $number); do sh -c ": $i" || return 1; done; }
# cost COMMAND [WORD]: instructions of the programs for each of its steps, in $cost
cost() {
	local before after status=0
	before=$(ran)
	"$@" || status=$?
	after=$(ran)
	cost=$(((after - before) / number))
	[ "$status" = 0 ] || fail "$*"
}
recorded() { # NAME COST...: the middle one: interrupts that come while a program runs are counted to it
	local name=$1 middle
	shift
	middle=$(printf '%s\n' "$@" | sort -n | sed -n "$(($# / 2 + 1))p")
	echo "event $name $middle ($*)"
	case_status "$name: an event costs $middle instructions, which is something" 0 [ "$middle" -gt 0 ]
}
events() { driftbolt events --json | grep -c "\"reason\":\"$1\"" || :; }

need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

need driftbolt set machine inline-code=off
cost inline # every file is remembered from here on
costs=
for round in $rounds; do
	cost inline; off=$cost
	need driftbolt set machine inline-code=alert
	cost inline; costs+=" $((cost - off))"
	need driftbolt set machine inline-code=off
done
case_output "an event for each" $((5 * number)) events inline-code
# shellcheck disable=SC2086
recorded inline-code $costs

for round in $rounds; do cost refused "$round"; done # every file is known from here on
case_output "refused: an event for each" $((5 * number)) events unknown-size
sleep 61 # so long are repeats counted
costs=
for round in $rounds; do
	cost refused "$round"; new=$cost
	cost refused "$round"; costs+=" $((new - cost))"
done
case_output "a minute later: another for each, and none for its repeat" $((10 * number)) events unknown-size
# shellcheck disable=SC2086
recorded refused $costs
