# SPDX-License-Identifier: GPL-2.0-only
# desc: enforcement without a process, swaps that nobody notices, a recorder that counts its losses, and nothing left after unload
# suite: check-all
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

at_end "driftbolt unload 2>/dev/null"
drop "$PROBES/hello" /tmp/dropped
at_end rm -f /tmp/dropped
baseline "dropped" "$PROBES/tryexec" exec /tmp/dropped
nothing_left "before"
need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_status "no process of driftbolt is left" 1 pgrep driftbolt
case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"

# Stock bpftool shows fields by name.
pins=/sys/fs/bpf/driftbolt
case_output "bpftool: an image has its classes" '*"sha256"*"classes"*' bpftool map dump pinned $pins/images/machine
case_output "bpftool: the configuration" '*"host_image": 1*' bpftool map dump pinned $pins/maps/db_config
case_output "bpftool: the image's description" '*"generation"*"files"*' bpftool map dump pinned $pins/maps/db_imageinfo
case_output "bpftool: an event" '*"reason"*"digest"*"path"*' bpftool map lookup pinned $pins/maps/db_events key 0 0 0 0

# Fifty swaps between two versions; what is in both runs all the time.
sed 's/^generation .*/generation 7/' "$MANIFESTS/payload.manifest" >other
touch running
(
	runs=0 refused=0
	while [ -e running ]; do
		"$PROBES/hello" >/dev/null 2>&1 || refused=$((refused + 1))
		runs=$((runs + 1))
	done
	echo "$runs $refused" >reader
) &
reader=$!
swaps=0
while [ "$swaps" -lt 50 ]; do
	file=other
	[ $((swaps % 2)) = 0 ] || file=$MANIFESTS/payload.manifest
	driftbolt load --name machine "$MANIFESTS/debian.manifest" "$file" >out 2>&1 || { fail "swap $swaps"; sed 's/^/# /' out; }
	swaps=$((swaps + 1))
done
rm running
wait $reader
read -r runs refused <reader
echo "# $runs executions during 50 swaps"
if [ "$runs" -gt 20 ] && [ "$refused" = 0 ]; then pass "no refusal during 50 swaps"; else fail "$refused of $runs refused during 50 swaps"; fi
case_output "a reload keeps mode and scope" "*image 'machine': enforce*holds in host*" driftbolt status
case_output "one version is left, by name" machine ls $pins/images

# The recorder: more refusals than it keeps, with readers at work. They are scripts that no manifest has, started by sh -c.
need driftbolt set machine script-file=off inline-code=off
cat >refusals.py <<'EOT'
import os, sys
refused = 0
os.mkdir("/tmp/many")
for i in range(int(sys.argv[1])):
    name = f"/tmp/many/{i}"
    with open(name, "w") as file:
        file.write("no program")
    os.chmod(name, 0o755)
    for again in range(2):
        try:
            os.execv(name, ["dropped"])
        except PermissionError:
            refused += 1
    os.unlink(name)
print(refused)
EOT
cat >account.py <<'EOT'
import json, sys
# Every sequence number is either an event or in a gap, once and in order.
expected = events = lost = refusals = 0
for line in sys.stdin:
    record = json.loads(line)
    if record.get("kind") == "gap":
        lost += record["count"]
        expected += record["count"]
    else:
        if record["seq"] != expected:
            sys.exit(f"seq {record['seq']} where {expected} was due")
        expected += 1
        events += 1
        refusals += record["verdict"] == "deny"
print(refusals, events, events + lost)
EOT
counters() { driftbolt status --json | python3 -c '
import json, sys
s = json.load(sys.stdin); c = s["counters"]
print(s["recorder"]["events"], sum(n for k, n in c.items() if k.split("/")[0] in ("deny", "audit", "alert", "kill")), c.get("event-lost", 0), c.get("folded", 0))'; }
for i in 1 2 3; do
	driftbolt events --json | python3 account.py >"concurrent.$i" 2>&1 &
done
case_output "7000 files refused, each twice" 14000 python3 refusals.py 7000
for i in 1 2 3; do
	case_output "a reader at work meanwhile accounts for every number" '[0-9]* [0-9]* [0-9]*' sh -c "while [ ! -s concurrent.$i ]; do :; done; cat concurrent.$i"
done
read -r events counted lost folded <<EOT
$(counters)
EOT
echo "# $events events, $counted findings counted, $folded of them repeats, $lost lost"
if [ "$((events + folded))" = "$counted" ] && [ "$lost" = 0 ] && [ "$folded" -ge 7000 ] && [ "$events" -ge 7000 ]; then
	pass "counters and recorder agree"
else
	fail "counters and recorder agree: $events events, $counted counted, $folded repeats, $lost lost"
fi
case_output "the newest 5462 refusals are kept, the gap is exact" "5462 [0-9]* $events" \
	sh -c "driftbolt events --json | python3 account.py"

case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
case_ok "unload" driftbolt unload
nothing_left "after unload"
case_ok "what was refused runs again" "$PROBES/tryexec" exec /tmp/dropped
