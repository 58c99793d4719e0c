# SPDX-License-Identifier: GPL-2.0-only
# desc: pins without all their programs: status, check and load say so, and unload and load mend it
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh

drop "$PROBES/hello" dropped
baseline "dropped, after mending" "$PROBES/tryexec" exec "$W/dropped"
both="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
# shellcheck disable=SC2086
need driftbolt load --name host $both
at_end driftbolt unload
case_ok "status is content" driftbolt status
case_output "so is check" '*loaded here*' driftbolt check

rm /sys/fs/bpf/driftbolt/links/db_exec
case_status "status fails" 1 driftbolt status
attempt driftbolt status
case $output in *"NOT ENFORCING"*) pass "and says why" ;; *) fail "and says why" ;; esac
case_status "check fails" 77 driftbolt check
# shellcheck disable=SC2086
case_status "load refuses to build on it" 77 driftbolt load --name host --mode enforce --scope host $both

need driftbolt unload
# shellcheck disable=SC2086
need driftbolt load --name host --scope host $both
case_ok "content again" driftbolt status
rm /sys/fs/bpf/driftbolt/recorder/db_mprotect
case_status "a program without the recorder: status fails" 1 driftbolt status
attempt driftbolt status
case $output in *"EVENTS ARE LOST: only"*) pass "and says why" ;; *) fail "and says why" ;; esac
case_status "so does check" 77 driftbolt check
# What is lost is counted, and seen as a gap before the next event.
lost() { driftbolt status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["counters"].get("event-lost", 0))'; }
case_output "nothing is lost so far" 0 lost
case_ok "text becomes writable, in audit" "$PROBES/trymemory" own-text
case_status "its events are lost" 1 [ "$(lost)" = 0 ]
case_ok "a dropped program, in audit" "$PROBES/tryexec" exec "$W/dropped"
case_output "the gap is as large" "$(lost)" sh -c "driftbolt events --json | python3 -c '
import json, sys
print(sum(e[\"count\"] for e in map(json.loads, sys.stdin) if e[\"kind\"] == \"gap\"))'"

need driftbolt unload
# shellcheck disable=SC2086
need driftbolt load --name host --mode enforce --scope host $both
case_ok "mended" driftbolt status
case_denied "dropped, after mending" EPERM "$PROBES/tryexec" exec "$W/dropped"
cp "$PROBES/hello" allowed
control "an allowed copy" "$PROBES/tryexec" exec "$W/allowed"
