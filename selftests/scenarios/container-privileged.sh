# SPDX-License-Identifier: GPL-2.0-only
# desc: a privileged container, in enforce: mounts, namespaces and cgroups of its own making let nothing run that its image did not ship
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
loader=$(readlink -f /lib64/ld-linux-x86-64.so.2)

attacks() {
	need inside_drop "$hello" /tmp/dropped
	attack "a dropped program" EPERM inside tryexec exec /tmp/dropped
	allowed "an allowed program" inside tryexec exec "$hello"

	need inside_sh 'mkdir -p /run/t && mount -t tmpfs t /run/t'
	need inside_drop "$hello" /run/t/dropped
	attack "on a tmpfs of its own" EPERM inside tryexec exec /run/t/dropped
	attack "by a file handle" EPERM inside tryexec handle /run/t/dropped
	need inside cp "$hello" /run/t/copy
	allowed "on a tmpfs of its own, an allowed copy" inside tryexec exec /run/t/copy
	attack "O_TMPFILE" EPERM inside_sh 'cd /run/t && exec tryexec tmpfile dropped'
	attack "from a shared memory mount, unlinked" EPERM inside_sh 'cp /run/t/dropped /run/t/gone; exec tryexec unlinked /run/t/gone'

	# An overlay on tmpfs, and one whose lower layer is the container's own overlay.
	need inside_sh 'cd /run/t && mkdir upper work over && mount -t overlay o -o lowerdir=/usr,upperdir=upper,workdir=work over'
	need inside_drop "$hello" /run/t/over/new
	attack "on an overlay of its own" EPERM inside tryexec exec /run/t/over/new
	allowed "on an overlay of its own, a program of the image" inside tryexec exec /run/t/over/bin/true
	need inside_sh 'printf x >>/run/t/over/bin/id'
	attack "on an overlay of its own, copied up and changed" EPERM inside tryexec exec /run/t/over/bin/id
	# A third layer of overlays is more than the kernel stacks (FILESYSTEM_MAX_STACK_DEPTH).
	case_status "an overlay on that is refused by the kernel" 32 inside_sh \
		'mkdir -p /run/t/upper2 /run/t/work2 && mount -t overlay o -o lowerdir=/run/t/over,upperdir=/run/t/upper2,workdir=/run/t/work2 /mnt'
	need inside umount /run/t/over

	allowed "a program before it is covered" inside tryexec exec /usr/bin/date
	need inside mount --bind /tmp/dropped /usr/bin/date
	attack "covered by a bind mount" EPERM inside tryexec exec /usr/bin/date
	need inside umount /usr/bin/date
	allowed "uncovered" inside tryexec exec /usr/bin/date
	need inside_sh "cp $loader /tmp/ld && printf x >>/tmp/ld && cp /driftbolt/vm/busybox /run/t/busybox && mount --bind /tmp/ld $loader"
	attack "PT_INTERP covered by a bind mount" SIGSEGV inside tryexec exec /bin/true
	need inside /run/t/busybox umount "$loader"
	allowed "PT_INTERP uncovered" inside tryexec exec /bin/true

	attack "in a user namespace" EPERM inside_sh \
		"exec unshare -Urmp -f sh -c 'mount -t tmpfs t /mnt && cp /tmp/dropped /mnt/p && exec tryexec exec /mnt/p'"
	need inside_sh 'mkdir -p /run/t/root && cp /tmp/dropped /driftbolt/probes/tryexec /run/t/root/'
	attack "in a chroot" EPERM inside chroot /run/t/root /tryexec exec /dropped

	# The host's own disk. (Making its node and mounting it are settings, tried by container-kernel.sh.)
	need inside_sh 'mkdir -p /run/t/mnt; mknod /run/t/disk b $(awk "\$4 == \"vda\" { print \$1, \$2 }" /proc/partitions) &&
		mount -t ext4 /run/t/disk /run/t/mnt'
	need inside_drop "$hello" /run/t/mnt/root/dropped
	attack "on the host's disk" EPERM inside tryexec exec /run/t/mnt/root/dropped
	allowed "on the host's disk, a program of the image" inside tryexec exec /run/t/mnt/usr/bin/true
	need inside_sh 'rm /run/t/mnt/root/dropped && umount /run/t/mnt'

	# Out of the cgroup, by a mount of its own: the scope stays.
	need inside_sh 'mkdir -p /run/t/cg && mount -t cgroup2 c /run/t/cg'
	leave='echo $$ >/run/t/cg/cgroup.procs && grep -q "^0::/$\|^0::/[.]" /proc/self/cgroup'
	attack "after leaving the cgroup" EPERM inside_sh "$leave && exec tryexec exec /tmp/dropped"
	allowed "after leaving the cgroup, an allowed program" inside_sh "$leave && exec tryexec exec $hello"
	attack "after leaving the cgroup, a grandchild" EPERM inside_sh "$leave && sh -c 'tryexec exec /tmp/dropped'"
	attack "born into another cgroup" EPERM inside intocgroup /run/t/cg "$PROBES/tryexec" exec /tmp/dropped
	attack "after removing its own cgroup's binding by a new cgroup" EPERM inside_sh \
		'mkdir -p /run/t/cg/elsewhere && echo $$ >/run/t/cg/elsewhere/cgroup.procs && exec tryexec exec /tmp/dropped'
	need inside_sh 'rmdir /run/t/cg/elsewhere && umount /run/t/cg'

	# The host's namespaces do not lead out either. (Its own init is the only process it sees here.)
	attack "in the namespaces of its init" EPERM inside nsenter -t 1 -a "$PROBES/tryexec" exec /tmp/dropped
	allowed "the host runs what it likes" "$PROBES/tryexec" exec "$W/host-dropped"
}

drop "$hello" host-dropped
need driftbolt load --mode audit --name ct "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt set ct device-node=off disk-mount=off
need driftbolt bind ct "cgroup:$C_SCOPE"
phase=audited
container_config privileged "$C_DIR/audited"
container_start crun
attacks
container_stop

enforce ct
container_config privileged "$C_DIR/enforced"
container_start crun
attacks
container_stop
