# SPDX-License-Identifier: GPL-2.0-only
# desc: the same server with driftbolt=off on the kernel's command line: nothing is loaded, though its configuration says enforce
# suite: check-all
# root: boot-initramfs-tools
# cmdline: driftbolt=off
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/boot.sh

case_ok "the initramfs said so" said_at_boot "off: nothing is judged"
is_up
case_status "nothing is pinned" 1 test -e /sys/fs/bpf/driftbolt
case_ok "the planted program runs" "$PROBES/tryexec" exec /usr/bin/planted
