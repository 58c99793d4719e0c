# SPDX-License-Identifier: GPL-2.0-only
# desc: says that it cannot run here
# vm: shared
. /driftbolt/scenarios/lib.sh
skip "nothing to do"
