# SPDX-License-Identifier: GPL-2.0-only
# desc: passes, then ends with an error
# vm: shared
. /driftbolt/scenarios/lib.sh
pass "one"
exit 3
