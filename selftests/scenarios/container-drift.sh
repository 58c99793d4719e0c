# SPDX-License-Identifier: GPL-2.0-only
# desc: a container on an overlay, in enforce: what its image did not ship is neither executed nor mapped; copied-up files are what their bytes say
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
. /driftbolt/scenarios/lib/container-attacks.sh

need driftbolt load --mode audit --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
# personality(READ_IMPLIES_EXEC) by itself is container-memory's; here it is a way to map.
need driftbolt set ct executable-stack=off
phase=audited
container_config plain "$W/audited"
container_start crun
all_attacks
container_stop
cp -f "$hello" lower-prog

enforce ct
container_config plain "$W/enforced"
container_start crun
all_attacks
container_stop
