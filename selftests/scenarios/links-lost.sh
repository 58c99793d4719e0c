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
need driftbolt load --name host --mode enforce --scope host $both
case_ok "mended" driftbolt status
case_denied "dropped, after mending" EPERM "$PROBES/tryexec" exec "$W/dropped"
cp "$PROBES/hello" allowed
control "an allowed copy" "$PROBES/tryexec" exec "$W/allowed"
