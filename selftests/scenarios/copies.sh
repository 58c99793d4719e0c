# SPDX-License-Identifier: GPL-2.0-only
# desc: 3 000 different copies of an allowed program, 2 000 of them at a time: each runs, no changed one does, and nothing is used up
# suite: check-all
# vm: shared
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/copies.sh

copies 3000 2000
