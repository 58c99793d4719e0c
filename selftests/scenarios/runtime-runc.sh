# SPDX-License-Identifier: GPL-2.0-only
# desc: runc by itself: containers without a manifest, in enforce, without and with an image of the host, and where the machine is sealed
# suite: check-all
# root: runtimes
# vm: own
# timeout: 1200
runtime=runc
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime-oci.sh
