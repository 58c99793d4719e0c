# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container, in enforce: memory that is in no file and other processes' memory, children included, are no way to code
# suite: check
# vm: shared
# cmdline: secretmem.enable=1
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
RUN=inside
. /driftbolt/scenarios/lib/memory.sh

container_config privileged "$C_DIR/before"
container_start crun
userfault_node
memory_before
container_stop
need driftbolt load --mode enforce --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
container_config privileged "$C_DIR/after"
container_start crun
userfault_node
memory_refused
process_refused other
process_refused child
case_denied "child: traceme" EPERM inside "$process" traceme child
container_stop
