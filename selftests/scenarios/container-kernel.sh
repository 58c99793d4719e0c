# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container with the host's devices, sysfs and processes, in enforce: the kernel does nothing for it that a container has no business with
# suite: check
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
. /driftbolt/scenarios/lib/kernel.sh
RUN=inside
process=$PROBES/tryprocess

all_acts() {
	helper_acts
	memory_acts
	tracing_acts
	image_acts
	node_acts
	mount_acts
	bpf_acts
	module_acts
	act kernel-module "listed" "$kernel" finit "$K/listed.ko" "$module"
}

outside_acts() {
	# Not environ: on 7.3 CAP_PERFMON is enough to read it, whatever anybody says. What is behind a link in /proc says EACCES.
	for way in root namespace; do
		refusal=EACCES act outside "the host's init: $way" "$process" "$way" 1
	done
	for way in enter getfd mem seize; do
		act outside "the host's init: $way" "$process" "$way" 1
	done
	act outside "the host's mount namespace, by its own" "$kernel" previous-namespaces
	for name in net uts ipc; do
		act outside "the host's $name namespace, bound" "$kernel" setns "$K/host-$name"
	done
}

# What the container starts with: a module's file and a file system that is mounted read-only; namespaces of the host.
prepare() { # DIRECTORY
	container_config privileged "$1" host-pid
	need mkdir -p "$C_ROOT$K/squashfs"
	need mount -o loop "$W/image.squashfs" "$C_ROOT$K/squashfs"
	at_end umount "$C_ROOT$K/squashfs" '2>/dev/null || :'
	need cp "$listed" "$C_ROOT$K/listed.ko"
	drop "$listed" "$C_ROOT$K/changed.ko"
	for name in net uts ipc; do
		need touch "$C_ROOT$K/host-$name"
		need mount --bind "/proc/1/ns/$name" "$C_ROOT$K/host-$name"
	done
	container_start "$2"
	kernel_mounts
}

finish_container() {
	kernel_unmount
	container_stop
	for name in net uts ipc; do need umount "$C_ROOT$K/host-$name"; done
	need umount "$C_ROOT$K/squashfs"
}

kernel_prepare
need driftbolt load --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
phase=audited
prepare "$C_DIR/audited" crun
all_acts
outside_acts
finish_container
recorded "audit" audit kernel-helper kernel-memory kernel-tracing kernel-image kernel-module foreign-bpf device-node disk-mount outside-process

enforce ct
prepare "$C_DIR/enforced" runc
all_acts
outside_acts
ordinary
control "its own namespaces" inside sh -c 'nsenter -t $$ -m -p true'
control "a namespace of its own making" inside unshare -m sh -c 'nsenter -t $$ -m true'
finish_container
recorded "enforce" deny kernel-helper kernel-memory kernel-tracing kernel-image kernel-module foreign-bpf device-node disk-mount outside-process
control "the host does what it likes" "$kernel" write /proc/sys/kernel/core_pattern
control "and loads what it likes" "$kernel" finit "$listed" "$module"
