# SPDX-License-Identifier: GPL-2.0-only
# desc: the guest dies while it runs, and others were to follow in the same guest
# vm: shared
# cmdline: bad.group
. /driftbolt/scenarios/lib.sh
pass "before"
/driftbolt/vm/busybox poweroff -f
