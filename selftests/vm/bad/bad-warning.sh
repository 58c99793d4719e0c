# SPDX-License-Identifier: GPL-2.0-only
# desc: all cases pass, and the kernel complains
# vm: shared
. /driftbolt/scenarios/lib.sh
pass "one"
echo "<4>WARNING: CPU: 0 PID: 1 at a test of the runner" >/dev/kmsg
