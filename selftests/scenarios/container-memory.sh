# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container, in enforce: memory that is in no file and other processes' memory, children included, are no way to code
# suite: check
# check: 6.12
# vm: shared
# cmdline: secretmem.enable=1
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
RUN=inside
. /driftbolt/scenarios/lib/memory.sh

need driftbolt load --mode audit --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
phase=audited
container_config privileged "$C_DIR/audited"
container_start crun
userfault_node
memory_attacks
process_attacks other
process_attacks child
container_stop
enforce ct
container_config privileged "$C_DIR/enforced"
container_start crun
userfault_node
memory_attacks
process_attacks other
process_attacks child
container_stop
