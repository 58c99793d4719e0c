# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: all of container-layers and container-layers-privileged. $kind says which.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/container.sh
layers=yes
[ "$kind" = plain ] || C_MOUNTS+=',{ "destination": "/host-dev", "type": "bind", "source": "/dev", "options": ["rbind"] }'
. /driftbolt/scenarios/lib/container-attacks.sh
. /driftbolt/scenarios/lib/container-code.sh
RUN=inside S=/tmp/good
. /driftbolt/scenarios/lib/secure-exec.sh

need driftbolt load --mode audit --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
# personality(READ_IMPLIES_EXEC) by itself is container-memory's; here it is a way to map.
need driftbolt set ct executable-stack=off
phase=audited
container_config "$kind" "$W/audited"
container_start crun
all_attacks
code_attacks
need driftbolt set ct executable-stack=default
stack_attacks
need driftbolt set ct executable-stack=off
container_stop
cp -f "$hello" lower-prog

enforce ct
container_config "$kind" "$W/enforced"
container_start crun
[ "$kind" = plain ] || case_output "it has all capabilities there are" "$(grep CapEff: /proc/self/status)" inside grep CapEff: /proc/self/status
all_attacks
code_attacks
need driftbolt set ct executable-stack=default
stack_attacks
secure_exec ct
container_stop
