# SPDX-License-Identifier: GPL-2.0-only
# desc: 100 000 different copies of an allowed program, 5 000 of them at a time, on an overlay: each runs, no changed one does, and nothing is used up
# suite: soak
# vm: shared
# timeout: 7200
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/copies.sh

copies 100000 5000 "$W/merged"
