# SPDX-License-Identifier: GPL-2.0-only
# desc: runs no case
# vm: shared
. /driftbolt/scenarios/lib.sh
