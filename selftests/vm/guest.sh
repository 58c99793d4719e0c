#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# PID 1 of the guest's root (bash in "debian", busybox in "mini"), or a service of systemd (in "boot"): mounts what a machine has mounted, runs the scenarios of
# /driftbolt/vm/plan one after the other, and tells the host over a virtio-serial port what each did. It decides nothing:
# the host has every scenario down as failed until its "end" line has come.
# Lines for the host start with the mark of this run; everything else there is what the scenarios printed.
# shellcheck disable=SC1091,SC2154,SC1010
PATH=/driftbolt/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH HOME=/root LC_ALL=C
bb=/driftbolt/vm/busybox
. /driftbolt/vm/config

# As process 1 of a root without an init: what a machine has mounted. (A service of systemd finds it.)
if [ $$ = 1 ]; then
	$bb mount -t devpts devpts /dev/pts
	$bb mount -t tmpfs -o mode=1777 tmpfs /dev/shm
	$bb mount -t tmpfs -o mode=0755 tmpfs /run
	$bb mount -t tmpfs -o mode=1777 tmpfs /tmp
	$bb mount -t securityfs securityfs /sys/kernel/security
	$bb mount -t tracefs tracefs /sys/kernel/tracing
	if [ "$cgroup" = v1 ]; then
		$bb mount -t tmpfs cgroup /sys/fs/cgroup
		$bb mkdir /sys/fs/cgroup/pids
		$bb mount -t cgroup -o pids cgroup /sys/fs/cgroup/pids
	else
		$bb mount -t cgroup2 cgroup2 /sys/fs/cgroup
	fi
	[ "$bpffs" = no ] || $bb mount -t bpf -o mode=700 bpf /sys/fs/bpf
	$bb ip link set lo up 2>/dev/null
	$bb hostname guest
fi

if [ -n "$shell" ]; then
	cd /root 2>/dev/null || cd /
	echo "driftbolt is in PATH, probes in /driftbolt/probes; 'exit' powers off"
	$bb setsid $bb cttyhack "$shell" -l </dev/ttyS0 >/dev/ttyS0 2>&1
	exec $bb poweroff -f
fi

# One process keeps the port; a pipe before it, because a port can be opened once only and is reopened by name in many
# a script (/dev/stdout).
$bb mkfifo /run/out
exec 4<>/run/out
for port in /sys/class/virtio-ports/*; do
	port=/dev/${port##*/}
done
$bb cat <&4 4>&- >"$port" &

tell() { echo "$mark $*" >&4; }

tell boot "$($bb cut -d' ' -f1 /proc/uptime)"
while read -r name limit; do
	tell begin "$name"
	echo "<4>driftbolt-vm: begin $name" >/dev/kmsg
	read -r start _ </proc/uptime
	SCENARIO=$name $bb timeout -k 5 "$limit" $interpreter "/driftbolt/scenarios/$name.sh" </dev/null >&4 2>&1 4>&-
	rc=$?
	read -r end _ </proc/uptime
	echo "<4>driftbolt-vm: end $name" >/dev/kmsg
	tell end "$name" "$rc" "$start" "$end"
done </driftbolt/vm/plan
tell done
# The host ends the machine when it has read "done"; poweroff alone would not wait for what is still in the pipe.
exec $bb tail -f /dev/null
