# SPDX-License-Identifier: GPL-2.0-only
# desc: a container whose image nobody described, in enforce: what is not in its layers is neither executed nor mapped
# vm: shared
# timeout: 180
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
layers=yes
. /driftbolt/scenarios/lib/container-attacks.sh

container_config plain "$W/before"
container_start crun
all_attacks
container_stop
cp -f "$hello" lower-prog

phase=enforced
need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
# personality(READ_IMPLIES_EXEC) by itself is container-memory's; here it is a way to map.
need driftbolt set ct executable-stack=off
container_config plain "$W/enforced"
container_start crun
all_attacks
container_stop
