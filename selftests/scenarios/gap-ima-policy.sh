# SPDX-License-Identifier: GPL-2.0-only
# desc: with an IMA policy from the command line digests may be of older bytes: check and load say no
# cmdline: ima_policy=tcb
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

gap "ima_policy=tcb" ima_policy= '*older bytes: boot without ima_policy=*'
