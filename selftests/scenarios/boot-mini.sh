# SPDX-License-Identifier: GPL-2.0-only
# desc: the small root: busybox on the initramfs, with the debian root at hand as /dev/vda
# root: mini
. /driftbolt/scenarios/lib.sh

case_output "the root is the initramfs" '*' grep -Eq '^(rootfs|none|tmpfs) / (rootfs|tmpfs|ramfs) ' /proc/mounts
case_output "bpf is among the security modules" '*,bpf*' cat /sys/kernel/security/lsm
case_ok "bpffs is mounted" grep -q ' /sys/fs/bpf bpf ' /proc/mounts
mkdir "$W/root"
at_end umount "$W/root"
case_ok "the debian root can be mounted" mount -t ext4 /dev/vda "$W/root"
case_ok "it is Debian" test -e "$W/root/etc/debian_version"
