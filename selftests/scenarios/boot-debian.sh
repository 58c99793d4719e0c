# SPDX-License-Identifier: GPL-2.0-only
# desc: a Debian server boots with systemd from the initramfs that initramfs-tools made, in enforce: it reaches its login with no refusal, and a program planted on its disk is refused
# suite: check-all
# root: boot-initramfs-tools
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/boot.sh

booted_in_enforce
