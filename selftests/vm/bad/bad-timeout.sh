# SPDX-License-Identifier: GPL-2.0-only
# desc: never ends
# vm: shared
# timeout: 1
. /driftbolt/scenarios/lib.sh
pass "one"
tail -f /dev/null
