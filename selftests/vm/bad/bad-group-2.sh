# SPDX-License-Identifier: GPL-2.0-only
# desc: was never run, because the guest died in the one before
# vm: shared
# cmdline: bad.group
. /driftbolt/scenarios/lib.sh
pass "never"
