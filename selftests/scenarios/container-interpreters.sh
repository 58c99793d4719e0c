# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container, in enforce: interpreters run the image's scripts and modules and no others, and read data as before
# suite: check-all
# vm: shared
# timeout: 500
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
RUN=inside X=/tmp/x XH=$C_ROOT/tmp/x
. /driftbolt/scenarios/lib/interpreters.sh

need driftbolt load --mode audit --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
phase=audited
container_config privileged "$C_DIR/audited"
container_start crun
prepare_scripts
script_attacks
container_stop
enforce ct
container_config privileged "$C_DIR/enforced"
container_start crun
prepare_scripts
script_attacks
scripts_allowed
data_is_read
inline_is_recorded
inline_in_options_and_variables
container_stop
