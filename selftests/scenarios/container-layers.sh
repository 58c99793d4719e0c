# SPDX-License-Identifier: GPL-2.0-only
# desc: a container whose image nobody described, in enforce: what is not in its layers is neither executed nor mapped
# vm: shared
# timeout: 400
kind=plain
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container-layers.sh
