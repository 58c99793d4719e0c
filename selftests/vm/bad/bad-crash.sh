# SPDX-License-Identifier: GPL-2.0-only
# desc: the guest dies while it runs
. /driftbolt/scenarios/lib.sh
pass "before"
echo c >/proc/sysrq-trigger
