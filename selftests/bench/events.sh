# SPDX-License-Identifier: GPL-2.0-only
# desc: guest instructions of what a finding costs all programs together: recorded, repeated, and set off; 5 000 are the bound
# kernels: 6.12 7
# guest: icount
# timeout: 600
# vm: own
. /driftbolt/scenarios/lib.sh

bound=5000 number=50 rounds='1 2 3'
need sysctl -qw kernel.bpf_stats_enabled=1
for round in $rounds; do
	mkdir -p "/tmp/new/$round"
	for i in $(seq $number); do
		cp /driftbolt/scenarios/quit "/tmp/new/$round/$i"
		printf x >>"/tmp/new/$round/$i" # of a size that the image has not
	done
done

# What the programs have run so far, in nanoseconds, which are instructions here. A reading's own share is in all of them alike.
ran() {
	bpftool --json prog show | python3 -c 'import json, sys
print(sum(each.get("run_time_ns", 0) for each in json.load(sys.stdin) if each.get("name", "").startswith("db_")))'
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
# The lowest of the rounds: an interrupt that comes while a program runs is counted to it.
lowest() { printf '%s\n' "$@" | sort -n | head -n 1; }
recorded() { # NAME COST...
	local name=$1 least
	shift
	least=$(lowest "$@")
	echo "event $name $least ($*)"
	case_status "$name: an event costs no more than $bound instructions ($least)" 0 [ "$least" -le "$bound" ]
	case_status "$name: and something" 0 [ "$least" -gt 0 ]
}
events() { driftbolt events --json | grep -c "\"reason\":\"$1\".*$2" || :; }

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
case_output "an event for each" $((3 * number)) events inline-code '"args":"sh'
# shellcheck disable=SC2086
recorded inline-code $costs

for round in $rounds; do cost refused "$round"; done # every file is known from here on
case_output "refused: an event for each" $((3 * number)) events unknown-size
sleep 61 # so long are repeats counted
costs=
for round in $rounds; do
	cost refused "$round"; new=$cost
	cost refused "$round"; costs+=" $((new - cost))"
done
case_output "a minute later: another for each, and none for its repeat" $((6 * number)) events unknown-size
# shellcheck disable=SC2086
recorded refused $costs
