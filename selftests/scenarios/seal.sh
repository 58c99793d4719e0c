# SPDX-License-Identifier: GPL-2.0-only
# desc: sealed, root with all capabilities can neither end the enforcement nor change what it goes by, and can look at everything
# vm: own
. /driftbolt/scenarios/lib.sh

need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
need drop "$PROBES/hello" "$W/dropped"

case_output "unsealed, there is nothing to test" '*not sealed*' sh -c '! driftbolt seal --self-test 2>&1'
need driftbolt mode audit machine
need driftbolt mode enforce --confirm-within 10m machine
case_output "an image on trial is not sealed in" '*on trial*' sh -c '! driftbolt seal 2>&1'
need driftbolt confirm
case_status "nothing of it is there" 1 test -e /sys/fs/bpf/driftbolt/seal

attempt driftbolt seal
echo "$output" | sed 's/^/# /'
case_status "sealed, and each attempt was refused" 0 [ "$status" = 0 ]
case_status "none is told as failed" 1 sh -c 'echo "$1" | grep FAILED' - "$output"
driftbolt status | head -5 | sed 's/^/# /'
case_output "status says so" '*sealed until it starts again*' driftbolt status
