# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container in enforce writes no block device, whoever uses it, and hands no disk a command
# check: 6.12
# vm: shared
# timeout: 180
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
need modprobe loop
need modprobe dm_mod
mapper=$(awk '$2 == "device-mapper" { print $1 }' /proc/misc)
truncate -s 4M unused
loop=$(losetup -f --show "$W/unused")
at_end losetup -d "$loop"

attacks() {
	need inside_sh 'mkdir -p /run/t && mount -t tmpfs t /run/t'
	need inside_sh 'mknod /run/t/disk b $(awk "\$4 == \"vda\" { print \$1, \$2 }" /proc/partitions)'
	need inside_sh "mknod /run/t/loop b 7 ${loop#/dev/loop} && mknod /run/t/mapper c 10 $mapper"
	# Byte 12 of the ext4 disk is within its unused boot block.
	attack "the host's disk" EPERM inside trychange rdwr /run/t/disk
	attack "an unused loop device" EPERM inside trychange rdwr /run/t/loop
	attack "a command for the host's disk" EPERM inside trydevice scsi /run/t/disk
	attack "a command for device mapper" EPERM inside trydevice dm /run/t/mapper
	allowed "reading the disk" inside dd if=/run/t/disk of=/dev/null bs=4k count=1
	allowed "a file of its own" inside_sh 'echo x >/root/data'
	allowed "a program of the image" inside tryexec exec /usr/bin/true
}

need driftbolt load --mode audit --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
# It may make nodes here: what it does with them is what is shown.
need driftbolt set ct device-node=off
phase=audited
container_config privileged "$C_DIR/audited"
container_start crun
attacks
container_stop

enforce ct
container_config privileged "$C_DIR/enforced"
container_start crun
attacks
# The host is in no scope here: it writes what it likes.
control "the host writes the loop device" "$PROBES/trychange" rdwr "$loop"
case_output "the reason" '*raw-device*' sh -c 'driftbolt events --json | grep "\"reason\":\"raw-device\"" | tail -n 1'
# A setting lets a container have its disks.
need driftbolt set ct raw-device=alert
control "an unused loop device, where it is allowed" inside trychange rdwr /run/t/loop
container_stop
