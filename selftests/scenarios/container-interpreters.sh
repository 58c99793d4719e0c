# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container, in enforce: interpreters run the image's scripts and modules and no others, and read data as before
# suite: check-all
# vm: shared
# timeout: 500
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
RUN=inside X=/tmp/x XH=$C_ROOT/tmp/x
. /driftbolt/scenarios/lib/interpreters.sh

container_config privileged "$C_DIR/before"
container_start crun
prepare_scripts
scripts_before
container_stop
need driftbolt load --mode enforce --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
container_config privileged "$C_DIR/after"
container_start crun
prepare_scripts
scripts_refused
data_is_read
inline_is_recorded
inline_in_options_and_variables
container_stop
