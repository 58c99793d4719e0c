# SPDX-License-Identifier: GPL-2.0-only
# desc: 100 000 alerts of two CPUs at once: each is told, folded or in a gap, to the last unit, and no refusal of before or meanwhile is lost
# suite: check-all
# vm: shared
# timeout: 900
. /driftbolt/scenarios/lib.sh
ask() { driftbolt events --json | python3 "$D/scenarios/lib/events.py" "$@"; }
try=$PROBES/tryexec
# shellcheck disable=SC2034
COUNT_REFUSALS= # does so by itself, at the end: to ask in the storm takes longer than the storm
refusals=40 # half of them before

# 25 000 named pipes for each CPU, which opens each twice: half of the alerts are repeats, if they are not forgotten by then.
mkdir pipes && mount -t tmpfs -o nr_inodes=60000 tmpfs pipes && at_end umount "$W/pipes"
for cpu in 0 1; do
	mkdir pipes/$cpu
	seq -f "pipes/$cpu/%.0f.py" 0 24999 | xargs mkfifo
done
i=0
while [ $i -lt $refusals ]; do
	drop "$PROBES/hello" $i
	baseline "refusal $i" "$try" exec "$W/$i"
	i=$((i + 1))
done
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

refuse() { # FROM: half of the refusals
	for i in $(seq "$1" $(($1 + refusals / 2 - 1))); do case_denied "refusal $i" EPERM "$try" exec "$W/$i"; done
}
refuse 0
control "an allowed program" "$try" exec "$PROBES/hello"
for cpu in 0 1; do
	taskset -c $cpu python3 "$D/scenarios/lib/events.py" storm "$W/pipes/$cpu" 25000 2 &
	storms="${storms:-} $!"
done
refuse $((refusals / 2))
# A storm that was over by then would show nothing.
# shellcheck disable=SC2086
case_ok "the storm went on meanwhile" kill -0 $storms
for storm in $storms; do
	status=0
	wait "$storm" || status=$?
	case_ok "and ended: $status" test $status = 0
done

case_output "every number is told or in a gap" '[0-9]* [0-9]* [0-9]*' ask account
driftbolt status --json >status
alerts=$(sed -n 's/.*"alert\/inline-code": *\([0-9]*\).*/\1/p' status)
case_ok "100 000 alerts were counted: $alerts" test "$alerts" -ge 100000
case_output "each is told, folded or in a gap" 'told 5462, folded *' ask accounting status
printf '%s\n' "$output" | sed 's/^/# /'
case_output "all refusals are there" "$refusals $refusals" ask count '"verdict":"deny"'
i=0
while [ $i -lt $refusals ]; do
	[ "$(ask count "\"path\":\"$W/$i\"")" = "1 1" ] || fail "refusal $i is told once"
	i=$((i + 10))
done
