# SPDX-License-Identifier: GPL-2.0-only
# desc: a failure in a subshell, whose counters are lost, and exit 0
# vm: shared
. /driftbolt/scenarios/lib.sh
pass "one"
(fail "two"; trap - EXIT)
