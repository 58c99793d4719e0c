# SPDX-License-Identifier: GPL-2.0-only
# desc: enforce on trial: a wrong manifest locks the shell out, and without any process of ours audit is back in time; confirmed, it stays
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
cp "$PROBES/hello" relied
drop "$PROBES/hello" "$W/dropped"

# until_runs SECONDS: the shell tries by itself, with nothing but what it has built in.
until_runs() {
	local end=$((SECONDS + $1)) status
	while [ $SECONDS -lt "$end" ]; do
		status=0
		/bin/true 2>/dev/null || status=$?
		[ "$status" != 0 ] || return 0
		[ "$status" = 126 ] || return 2
		read -r -t 0.2 <>pause || :
	done
	return 1
}
need mkfifo pause

# The manifest knows the probes and driftbolt, and nothing of the machine: no shell, no /bin/true.
need driftbolt load --scope host --name wrong "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt load --mode enforce --name steady "$MANIFESTS/payload.manifest"
baseline "the machine's own /bin/true" "$try" exec /bin/true
baseline "dropped, after the time" "$try" exec "$W/dropped"
baseline "to write what is relied on" "$PROBES/trychange" write "$W/relied"
cp "$PROBES/hello" relied
case_status "a time is needed" 2 driftbolt mode enforce --confirm-within
case_status "that is one" 2 driftbolt mode enforce --confirm-within 5x
case_status "audit needs none" 2 driftbolt mode audit --confirm-within 5m
case_status "nothing is to be confirmed" 1 driftbolt confirm
case_output "on trial" "*'wrong': enforce, and audit in 12 seconds*" driftbolt mode enforce --confirm-within 12s wrong
started=$SECONDS
case_denied "the machine's own /bin/true" EPERM "$try" exec /bin/true
control "what the manifest has" "$try" exec "$W/relied"
case_denied "to write what is relied on" EPERM "$PROBES/trychange" write "$W/relied"
case_status "the shell is locked out" 126 /bin/true
case_output "status says until when" '*audit again at 2*' driftbolt status
case_ok "the shell is let in again" until_runs 40
waited=$((SECONDS - started))
if [ "$waited" -ge 11 ] && [ "$waited" -le 30 ]; then pass "in time"; else fail "in time: after $waited s"; fi
case_ok "it is audit" "$try" exec /bin/true
case_output "recorded as such" '*"verdict":"audit"*' driftbolt events --json
case_ok "to write what is relied on" "$PROBES/trychange" write "$W/relied"
case_output "status says so" '*in audit since 2*not confirmed*' driftbolt status
case_output "in JSON, too" '*"mode":"audit"*"confirm_missed"*' driftbolt status --json
case_output "one that enforced before does so still" '*"name":"steady"*"mode":"enforce"*' driftbolt status --json

# Another trial does not bring back the one that was missed.
case_output "who enforces for good is on no trial" "*'steady': enforce already*" driftbolt mode enforce --confirm-within 1h steady
case_ok "nor is who missed one" "$try" exec /bin/true
case_status "nothing waits" 1 driftbolt confirm
case_output "it was put in audit" '*"name":"wrong"*"mode":"audit"*' driftbolt status --json

case_status "a clock of its own is not the kernel's" 1 unshare -Tf --boottime 86400 driftbolt mode enforce --confirm-within 5m wrong

# Confirmed in time.
need driftbolt load --name wrong "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
need driftbolt mode enforce --confirm-within 20 wrong
case_output "another time does not put it off" '*audit in [12][0-9] seconds*' driftbolt mode enforce --confirm-within 1h wrong
case_output "confirmed" '1 image in enforce for good' driftbolt confirm
sleep 21
case_denied "dropped, after the time" EPERM "$try" exec "$W/dropped"
control "what the manifest has" "$try" exec /bin/true

# Too late.
need driftbolt mode audit wrong
need driftbolt mode enforce --confirm-within 1 wrong
sleep 2
case_output "too late" '*too late*' sh -c 'driftbolt confirm 2>&1; [ $? = 1 ]'
case_ok "it is in audit" "$try" exec "$W/dropped"
case_status "a trial that nobody waits for" 1 driftbolt confirm
