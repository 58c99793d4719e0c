# SPDX-License-Identifier: GPL-2.0-only
# desc: the seal holds for tasks in no scope, and where everything is in audit
# vm: own
# check: 6.12
. /driftbolt/scenarios/lib.sh

need driftbolt load --name machine "$MANIFESTS/debian.manifest"
case_output "nobody is judged" '*holds nowhere*' driftbolt status
attempt driftbolt seal
echo "$output" | sed 's/^/# /'
case_status "sealed, and each attempt was refused" 0 [ "$status" = 0 ]
case_status "none is told as failed" 1 sh -c 'echo "$1" | grep FAILED' - "$output"
case_status "unload is refused" 1 driftbolt unload
case_ok "programs run" "$PROBES/tryexec" exec "$PROBES/hello"
case_output "who tried is told" '*"reason":"tamper"*"mode":"enforce"*' sh -c 'driftbolt events --json | grep "\"kind\":\"seal\""'
