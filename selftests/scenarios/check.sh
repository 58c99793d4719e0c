# SPDX-License-Identifier: GPL-2.0-only
# desc: check proves enforcement and leaves nothing behind
# check: 6.12
# vm: shared
. /driftbolt/scenarios/lib.sh

case_ok "this kernel enforces" driftbolt check
case_status "nothing is pinned" 1 test -e /sys/fs/bpf/driftbolt
