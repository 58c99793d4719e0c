# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh by *-kernel.sh: what the kernel can be asked to do for somebody, one list for all phases. RUN goes before
# each probe ("inside" in a container, nothing on the host); $K is a directory for mounts, the same path there.
# shellcheck shell=bash disable=SC2034,SC2154
RUN=${RUN:-}
kernel=$PROBES/trykernel
K=/run/kernel

# act SETTING NAME PROBE...: in phase "before" it is tried, and what does not work then is skipped for good; in phase "refused"
# it must be refused; in phase "allowed" it must work. "audited" and "enforced" are those of phases.sh.
phase=before
refusal=EPERM
act() {
	local name="$1: $2"
	shift 2
	case $phase in
	audited | enforced)
		attack_where_possible "$name" "$refusal" $RUN "$@"
		return
		;;
	esac
	if [ "$phase" = before ]; then
		attempt $RUN "$@"
		if [ "$status" = 0 ]; then
			baselines="$baselines$name$newline"
			echo "# baseline: $name"
		else
			skip_case "$name" "without driftbolt too: $(verdict)"
		fi
		return
	fi
	case $baselines in
	*"$newline$name$newline"*) ;;
	*) return ;; # skipped
	esac
	case $phase in
	refused) case_denied "$name" "$refusal" $RUN "$@" ;;
	allowed) case_ok "$phase: $name" $RUN "$@" ;;
	esac
}

# Mounts that the acts go through. None of them is refused to anybody.
kernel_mounts() {
	for name in proc sysfs tracefs debugfs binfmt_misc devtmpfs securityfs; do
		need $RUN mkdir -p "$K/$name"
		need $RUN mount -t "$name" none "$K/$name"
	done
	need $RUN mkdir -p "$K/cgroup" "$K/tmpfs" "$K/disk"
	need $RUN mount -t cgroup -o none,name=driftbolt none "$K/cgroup"
	need $RUN touch "$K/file"
	need $RUN mount --bind /proc/sys/kernel/core_pattern "$K/file"
}
kernel_unmount() {
	$RUN sh -c "echo -1 >$K/binfmt_misc/status"
	for name in file cgroup securityfs devtmpfs binfmt_misc debugfs tracefs sysfs proc; do $RUN umount "$K/$name"; done
}

helper_acts() {
	for file in core_pattern modprobe hotplug poweroff_cmd sysrq usermodehelper/bset usermodehelper/inheritable; do
		act kernel-helper "$file" "$kernel" write "/proc/sys/kernel/$file"
	done
	act kernel-helper "core_pattern on a new proc" "$kernel" write "$K/proc/sys/kernel/core_pattern"
	act kernel-helper "core_pattern bound elsewhere" "$kernel" write "$K/file"
	act kernel-helper "sysrq-trigger" "$kernel" write "$K/proc/sysrq-trigger"
	act kernel-helper "uevent_helper" "$kernel" write "$K/sysfs/kernel/uevent_helper"
	for file in power/state power/resume module/firmware_class/parameters/path; do
		act kernel-helper "$file" "$kernel" write "$K/sysfs/$file"
	done
	act kernel-helper "kexec_crash_size" "$kernel" write "$K/sysfs/kernel/kexec_crash_size"
	act kernel-helper "binfmt_misc register" "$kernel" write "$K/binfmt_misc/register"
	act kernel-helper "binfmt_misc status" "$kernel" write "$K/binfmt_misc/status"
	act kernel-helper "binfmt_misc, F" "$kernel" text "$K/binfmt_misc/register" ":db$RANDOM:E::db::$PROBES/hello:F"
	act kernel-helper "release_agent" "$kernel" write "$K/cgroup/release_agent"
	act kernel-helper "release_agent by handle" "$kernel" handle "$K/cgroup/release_agent" "$K/cgroup"
	act kernel-helper "release_agent, a mount option" "$kernel" mount none cgroup "$K/tmpfs" none,name=agent,release_agent=/x
	act kernel-helper "securityfs" "$kernel" write "$K/securityfs/lockdown"
	act kernel-helper "an EFI variable" "$kernel" write /sys/firmware/efi/efivars/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c
}

memory_acts() {
	act kernel-memory "mem" "$kernel" read "$K/devtmpfs/mem"
	act kernel-memory "mem, to write" "$kernel" write "$K/devtmpfs/mem"
	act kernel-memory "port" "$kernel" read "$K/devtmpfs/port"
	act kernel-memory "kcore" "$kernel" read "$K/proc/kcore"
	act kernel-memory "iopl" "$kernel" iopl
	act kernel-memory "ioperm" "$kernel" ioperm
	act kernel-memory "a machine specific register" "$kernel" msr "$K/devtmpfs/cpu/0/msr"
	# Of the host bridge the first bytes, which hold no value that could change.
	act kernel-memory "PCI configuration" "$kernel" text "$K/sysfs/bus/pci/devices/0000:00:00.0/config" xx
}

tracing_acts() {
	for file in kprobe_events uprobe_events dynamic_events set_ftrace_filter current_tracer events/enable; do
		act kernel-tracing "$file" "$kernel" write "$K/tracefs/$file"
	done
	act kernel-tracing "kprobe_events below debugfs" "$kernel" write "$K/debugfs/tracing/kprobe_events"
	act kernel-tracing "debugfs" "$kernel" write "$K/debugfs/clear_warn_once"
	for way in kprobe uprobe; do act kernel-tracing "a $way by perf" "$kernel" "perf-$way"; done
	act kernel-tracing "a tracepoint by perf" "$kernel" perf-tracepoint "$tracepoint"
}

image_acts() {
	act kernel-image "kexec_load" "$kernel" kexec-load
	act kernel-image "kexec_file_load" "$kernel" kexec-file "$PROBES/hello"
	act kernel-image "a hibernation image" "$kernel" write "$K/devtmpfs/snapshot"
}

node_acts() {
	act device-node "a block device" "$kernel" mknod "$K/node" b "$disk_major" "$disk_minor"
	act device-node "mem" "$kernel" mknod "$K/node" c 1 1
	act device-node "kmem" "$kernel" mknod "$K/node" c 1 2
	act device-node "port" "$kernel" mknod "$K/node" c 1 4
	act device-node "snapshot" "$kernel" mknod "$K/node" c 10 231
}

mount_acts() {
	act disk-mount "mount" "$kernel" mount "$K/devtmpfs/vda" ext4 "$K/disk" ''
	act disk-mount "fsmount" "$kernel" fsmount "$K/devtmpfs/vda" ext4
	act disk-mount "a read-only one made writable" "$kernel" remount "$K/squashfs"
}

bpf_acts() {
	act foreign-bpf "a program" "$kernel" bpf-load
	for what in attach link token; do act foreign-bpf "$what" "$kernel" "bpf-$what"; done
}

module_acts() { # what loads no file of the image
	act kernel-module "changed" "$kernel" finit "$K/changed.ko" "$module"
	act kernel-module "from memory" "$kernel" init "$K/listed.ko" "$module"
	act kernel-module "from a memfd" "$kernel" finit-memfd "$K/listed.ko" "$module"
}

# What the scenario tells the acts: a module of the image and its changed copy, the disk, a tracepoint, a read-only file system.
module=tun
kernel_prepare() {
	need modprobe binfmt_misc
	need modprobe loop
	need modprobe squashfs
	modprobe msr 2>/dev/null || :
	read -r disk_major disk_minor <<<"$(awk '$4 == "vda" { print $1, $2 }' /proc/partitions)"
	tracepoint=$(cat /sys/kernel/tracing/events/sched/sched_switch/id)
	need mkdir -p "$K" "$K/squashfs"
	need cp "$PROBES/image.squashfs" "$W/image.squashfs"
	need mount -o loop "$W/image.squashfs" "$K/squashfs"
	at_end umount "$K/squashfs"
	listed=$(modinfo -n "$module")
	modprobe -r "$module" 2>/dev/null || :
}

ordinary() {
	control "mknod null" $RUN "$kernel" mknod "$K/null" c 1 3
	control "mknod tty" $RUN "$kernel" mknod "$K/tty" c 5 0
	control "mknod fuse" $RUN "$kernel" mknod "$K/fuse" c 10 229
	control "mkfifo" $RUN "$kernel" mknod "$K/fifo" p 0 0
	control "mount tmpfs" $RUN "$kernel" mount none tmpfs "$K/tmpfs" size=1m
	control "mount proc" $RUN "$kernel" mount none proc "$K/tmpfs" ''
	control "mount overlay" $RUN "$kernel" mount none overlay "$K/tmpfs" lowerdir=/usr:/etc
	control "mount by fsmount" $RUN "$kernel" fsmount none tmpfs
	control "mount cgroup v1" $RUN "$kernel" mount none cgroup "$K/tmpfs" none,name=ordinary
	control "bind mount" $RUN sh -c "mount --bind /etc $K/tmpfs && mount -o remount,bind,ro $K/tmpfs && umount $K/tmpfs"
	control "unshare" $RUN unshare -mpf --mount-proc true
	control "a user namespace" $RUN unshare -Ur true
	control "ip link" $RUN sh -c 'ip link set lo down && ip link set lo up'
	for file in net/ipv4/ip_forward vm/swappiness vm/drop_caches kernel/threads-max kernel/kexec_load_disabled fs/file-max; do
		control "sysctl $file" $RUN "$kernel" write "/proc/sys/$file"
	done
	control "oom_score_adj" $RUN "$kernel" write /proc/self/oom_score_adj
	for file in sys/kernel/core_pattern sys/kernel/modprobe sys/kernel/ftrace_enabled self/maps self/ns/mnt cmdline; do
		control "reading /proc/$file" $RUN "$kernel" read "/proc/$file"
	done
	for file in power/state block/vda/queue/scheduler class/net/lo/mtu; do
		control "reading /sys/$file" $RUN "$kernel" read "$K/sysfs/$file"
	done
	control "writing a queue's settings" $RUN "$kernel" write "$K/sysfs/block/vda/queue/read_ahead_kb"
	control "uevent of a device" $RUN "$kernel" write "$K/sysfs/block/vda/uevent"
	control "power of a device" $RUN "$kernel" write "$K/sysfs/block/vda/power/control"
	control "binfmt_misc, read" $RUN "$kernel" read "$K/binfmt_misc/status"
	control "cgroup v1 processes" $RUN "$kernel" write "$K/cgroup/cgroup.procs"
	control "notify_on_release" $RUN "$kernel" write "$K/cgroup/notify_on_release"
	control "tracefs, read" $RUN "$kernel" read "$K/tracefs/available_events"
	control "trace_marker" $RUN "$kernel" write "$K/tracefs/trace_marker"
	control "a counter by perf" $RUN "$kernel" perf-counter
	control "a BPF map" $RUN "$kernel" bpf-map
	control "/dev/null" $RUN "$kernel" write "$K/devtmpfs/null"
	control "a program" $RUN "$PROBES/tryexec" exec "$PROBES/hello"
}

# recorded NAME VERDICT REASON...: each is in the flight recorder.
recorded() {
	local name=$1 wanted=$2 events
	shift 2
	events=$(driftbolt events --json)
	for reason; do
		if printf '%s\n' "$events" | grep "\"verdict\":\"$wanted\"" | grep -q "\"reason\":\"$reason\""; then
			pass "$name: $reason"
		else
			fail "$name: $reason"
		fi
	done
}
