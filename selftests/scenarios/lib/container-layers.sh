# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: all of container-layers and container-layers-privileged. $kind says which.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/container.sh
layers=yes
[ "$kind" = plain ] || C_MOUNTS+=',{ "destination": "/host-dev", "type": "bind", "source": "/dev", "options": ["rbind"] }'
. /driftbolt/scenarios/lib/container-attacks.sh

container_config "$kind" "$W/before"
container_start crun
all_attacks
container_stop
cp -f "$hello" lower-prog

phase=enforced
need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
# personality(READ_IMPLIES_EXEC) by itself is container-memory's; here it is a way to map.
need driftbolt set ct executable-stack=off
container_config "$kind" "$W/enforced"
container_start crun
all_attacks
container_stop
