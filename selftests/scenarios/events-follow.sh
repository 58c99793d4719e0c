# SPDX-License-Identifier: GPL-2.0-only
# desc: --follow shows an event within 200 ms, costs next to nothing when idle, and does not mind another reader's death
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
names='1 2 3 4 5 6 7 8 9 10 11 12 last'
for name in $names; do drop "$PROBES/hello" "$W/$name"; baseline $name "$try" exec "$W/$name"; done
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload

# How long after its event a line is read, by the guest's clock of boot time, in ms: "MS PATH" a line.
late='
import json, sys, time
for line in sys.stdin:
    now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    event = json.loads(line)
    if event.get("verdict") == "deny":
        print((now - event["boot_ns"]) // 1000000, event["path"], flush=True)
'
follow() { driftbolt events --json --follow | python3 -c "$late" >"$1"; }
follow first &
follow second &
at_end 'for pid in $(jobs -p) $followers; do kill $pid; done 2>/dev/null'
# seen FILE NAME: once the line is there; the scenario's time limit ends what never comes.
seen() { until grep -q "/$2\$" "$1"; do sleep 0.1; done; }
case_denied 1 EPERM "$try" exec "$W/1"
need timeout 60 bash -c "$(declare -f seen); seen first 1 && seen second 1"
followers=$(pgrep -f 'driftbolt events --json --follow' | tr '\n' ' ')
case_output "two followers" '* *' echo $followers

for name in 2 3 4 5 6 7 8 9 10 11 12; do
	case_denied $name EPERM "$try" exec "$W/$name"
	need timeout 60 bash -c "$(declare -f seen); seen first $name && seen second $name"
done
sed 's/^/# ms: /' first
# An emulated guest has no time of its own while the machine does something else: of eleven the fastest six.
median() { tail -n 11 "$1" | sort -n | sed -n '6s/ .*//p'; }
for each in first second; do
	ms=$(median $each)
	case_ok "shown within 200 ms: $ms" test "$ms" -le 200
done

# Of 100 ticks a second; emulation makes of each look at the recorder ten times as many.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
for pid in $followers; do
	before=$(ticks "$pid")
	sleep 10
	used=$(($(ticks "$pid") - before))
	case_ok "idle for ten seconds: $used ticks" test "$used" -le 20
done

kill -9 "${followers%% *}"
case_denied last EPERM "$try" exec "$W/last"
case_ok "the other one goes on" timeout 60 bash -c "$(declare -f seen); until grep -q /last\$ first second; do sleep 0.1; done"
control "an allowed program" "$try" exec "$PROBES/hello"
