# SPDX-License-Identifier: GPL-2.0-only
# desc: the same attacks from a privileged container, with all capabilities, the host's devices and a writable /sys
# suite: check-all
# vm: shared
# timeout: 400
kind=privileged
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container-layers.sh
