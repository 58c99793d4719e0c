// SPDX-License-Identifier: GPL-2.0-only
/*
 * The seal: what would end the enforcement or change what it goes by is refused to everybody, in a scope or in none, until the
 * machine starts again. An object of its own, attached by `driftbolt seal`: who does not seal pays nothing.
 *
 *	inode_unlink, inode_rmdir, inode_rename	the pins
 *	sb_umount, sb_remount, sb_mount, move_mount	the bpffs that has them, and the mounts below it: gone, moved or hidden
 *	bpf_prog	programs of others that use our maps, attach to our programs or could reach into the kernel
 *	bpf		iterators, which hand out the values of any map
 *	ptrace_access_check	process 1
 *	kernel_read_file, kernel_load_data	modules that no enforcing scope has judged; other kernels
 *	locked_down, perf_event_alloc, file_open	kernel memory, probes, and files that switch BPF programs off
 *
 * That maps are written no more needs no program: they are frozen. Links of tracing and LSM programs can neither be detached nor be
 * updated in any kernel (bpf_tracing_link_lops has no such operation).
 */
#include "lib/kernel_act.bpf.h"
#include "lib/kernel_file.bpf.h"
#include "maps/seal.bpf.h"

#define MOUNTS_MAX \
	8 /* from the bpffs down to the root: /sys/fs/bpf, /sys, /; deeper is followed no further */
#define PARENTS_MAX   8 /* directories of a mount point's path */
#define PIN_DEPTH     4 /* /driftbolt/images/NAME */
#define USED_MAPS_MAX 64 /* include/linux/bpf_verifier.h: MAX_USED_MAPS */

/* include/uapi/linux/mount.h, include/linux/ptrace.h */
enum {
	MS_REMOUNT_ = 1 << 5,
	MS_MOVE_ = 1 << 13,
	MS_PROPAGATION_ = 0xf << 17,
	PTRACE_MODE_ATTACH_ = 0x2
};

static __always_inline const struct db_seal *seal_state(void)
{
	__u32 zero = 0;
	const struct db_seal *seal = bpf_map_lookup_elem(&db_seal, &zero);

	return seal && seal->sealed_ns ? seal : NULL;
}

/* What is refused to all, whatever the mode of whose scope; the event says in which the task is. */
static __always_inline int refuse(__u32 reason, struct inode *inode, struct dentry *dentry)
{
	const struct db_code_facts facts = { .moment = DB_MOMENT_SEAL };
	struct finding found = {
		.sleeps = MAY_SLEEP,
		.reason = reason,
		.level = DB_LEVEL_COUNT,
		.verdict = DB_VERDICT_DENY,
		.facts = &facts,
		.inode = inode,
	};
	struct scope scope = {};

	if (!current_scope(&scope))
		scope = (struct scope){ .mode = DB_MODE_ENFORCE };
	found.scope = &scope;
	record_finding(&found, NULL, dentry);
	return DB_REFUSE;
}

/* --- the pins --- */

/* Our directory, or something in it. */
static __always_inline bool is_pin(const struct db_seal *seal, struct dentry *dentry)
{
	if ((__u64)BPF_CORE_READ(dentry, d_sb) != seal->super)
		return false;
	for (int i = 0; i < PIN_DEPTH; i++) {
		if ((__u64)BPF_CORE_READ(dentry, d_inode) == seal->directory)
			return true;
		dentry = BPF_CORE_READ(dentry, d_parent);
	}
	return false;
}

static __always_inline int keep_pin(struct dentry *dentry)
{
	const struct db_seal *seal = seal_state();

	if (!seal || !is_pin(seal, dentry))
		return 0;
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(dentry, d_inode), dentry);
}

SEC("lsm/inode_unlink")
int BPF_PROG(db_seal_unlink, struct inode *dir, struct dentry *dentry, int ret)
{
	return ret ?: keep_pin(dentry);
}

SEC("lsm/inode_rmdir")
int BPF_PROG(db_seal_rmdir, struct inode *dir, struct dentry *dentry, int ret)
{
	return ret ?: keep_pin(dentry);
}

SEC("lsm/inode_rename")
int BPF_PROG(db_seal_rename, struct inode *old_dir, struct dentry *old_dentry,
	     struct inode *new_dir, struct dentry *new_dentry)
{
	int r = keep_pin(old_dentry);

	if (r)
		return DB_REFUSE;
	return keep_pin(new_dentry);
}

/* --- the mounts they are seen by --- */

static __always_inline struct mount *mount_of(const struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* Events on it reach other mount namespaces, and so that of process 1. */
static __always_inline bool is_shared(struct mount *mount)
{
	return BPF_CORE_READ(mount, mnt_group_id) != 0;
}

/*
 * Whether unmounting this ends the bpffs: it is the mount itself or one below it, which takes it along, or its like in another
 * namespace, from where that spreads (propagate_umount() goes by the parent).
 */
static __noinline bool carries_pins(const struct db_seal *seal, struct mount *victim)
{
	struct mount *at = (struct mount *)seal->mount, *parent;
	struct super_block *super = BPF_CORE_READ(victim, mnt.mnt_sb);
	struct dentry *root = BPF_CORE_READ(victim, mnt.mnt_root);
	bool alike = false;

	for (int i = 0; i < MOUNTS_MAX && at; i++) {
		if (at == victim)
			return true;
		if (BPF_CORE_READ(at, mnt.mnt_sb) == super &&
		    BPF_CORE_READ(at, mnt.mnt_root) == root)
			alike = true;
		parent = BPF_CORE_READ(at, mnt_parent);
		if (parent == at)
			break;
		at = parent;
	}
	return alike && is_shared(BPF_CORE_READ(victim, mnt_parent));
}

static __noinline bool is_above(struct dentry *dentry, struct dentry *below)
{
	struct dentry *parent;

	for (int i = 0; i < PARENTS_MAX; i++) {
		if (below == dentry)
			return true;
		parent = BPF_CORE_READ(below, d_parent);
		if (parent == below)
			break;
		below = parent;
	}
	return false;
}

/* Whether something mounted there hides the pins from process 1 and whom it starts. */
static __noinline bool hides_pins(const struct db_seal *seal, struct mount *mount,
				  struct dentry *dentry)
{
	struct mount *at = (struct mount *)seal->mount, *parent;
	struct super_block *super = BPF_CORE_READ(mount, mnt.mnt_sb);
	bool shared = is_shared(mount);

	if (at == mount || (shared && (__u64)super == seal->super)) {
		if ((__u64)BPF_CORE_READ(dentry, d_inode) == seal->directory ||
		    BPF_CORE_READ(dentry, d_parent) == dentry || is_pin(seal, dentry))
			return true;
	}
	for (int i = 0; i < MOUNTS_MAX && at; i++) {
		parent = BPF_CORE_READ(at, mnt_parent);
		if (parent == at)
			break;
		if ((parent == mount || (shared && BPF_CORE_READ(parent, mnt.mnt_sb) == super)) &&
		    is_above(dentry, BPF_CORE_READ(at, mnt_mountpoint)))
			return true;
		at = parent;
	}
	return false;
}

SEC("lsm/sb_umount")
int BPF_PROG(db_seal_umount, struct vfsmount *mnt, int flags, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *root;

	if (ret)
		return ret;
	if (!seal || !carries_pins(seal, mount_of(mnt)))
		return 0;
	root = BPF_CORE_READ(mnt, mnt_root);
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(root, d_inode), root);
}

SEC("lsm/sb_mount")
int BPF_PROG(db_seal_mount, const char *name, const struct path *path, const char *type,
	     unsigned long flags, void *data, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *dentry = path->dentry;

	if (ret)
		return ret;
	if (!seal || (flags & MS_PROPAGATION_))
		return 0; /* nothing is mounted: it stays where it is, to be seen by fewer or by more */
	/* What is moved is a name, and nobody may move mounts of this namespace by it; by move_mount(2) it is a path. */
	if (!(flags & MS_MOVE_ &&
	      (__u64)bpf_get_current_task_btf()->nsproxy->mnt_ns == seal->mounts) &&
	    ((flags & MS_REMOUNT_) || !hides_pins(seal, mount_of(path->mnt), dentry)))
		return 0;
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(dentry, d_inode), dentry);
}

/* Read-only, its pins can be opened by nobody who asks for writing, as older bpftools do just to look. */
SEC("lsm/sb_remount")
int BPF_PROG(db_seal_remount, struct super_block *super, void *options, int ret)
{
	const struct db_seal *seal = seal_state();

	if (ret)
		return ret;
	if (!seal || (__u64)super != seal->super)
		return 0;
	return refuse(DB_REASON_TAMPER, NULL, super->s_root);
}

SEC("lsm/move_mount")
int BPF_PROG(db_seal_move, const struct path *from, const struct path *to, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *dentry = to->dentry;

	if (ret)
		return ret;
	if (!seal || !(carries_pins(seal, mount_of(from->mnt)) ||
		       hides_pins(seal, mount_of(to->mnt), dentry)))
		return 0;
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(dentry, d_inode), dentry);
}

/* --- programs of others --- */

/*
 * Programs of these kinds see packets, sockets, devices of a cgroup and the maps they name: container runtimes and service
 * managers load them for each container. All others can call what reads or writes memory of the kernel or of processes, or
 * replace what programs do.
 */
static __always_inline bool kind_is_confined(__u32 type)
{
	switch (type) {
	case BPF_PROG_TYPE_SOCKET_FILTER:
	case BPF_PROG_TYPE_SCHED_CLS:
	case BPF_PROG_TYPE_SCHED_ACT:
	case BPF_PROG_TYPE_XDP:
	case BPF_PROG_TYPE_CGROUP_SKB:
	case BPF_PROG_TYPE_CGROUP_SOCK:
	case BPF_PROG_TYPE_LWT_IN:
	case BPF_PROG_TYPE_LWT_OUT:
	case BPF_PROG_TYPE_LWT_XMIT:
	case BPF_PROG_TYPE_SOCK_OPS:
	case BPF_PROG_TYPE_SK_SKB:
	case BPF_PROG_TYPE_CGROUP_DEVICE:
	case BPF_PROG_TYPE_SK_MSG:
	case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
	case BPF_PROG_TYPE_LWT_SEG6LOCAL:
	case BPF_PROG_TYPE_LIRC_MODE2:
	case BPF_PROG_TYPE_SK_REUSEPORT:
	case BPF_PROG_TYPE_FLOW_DISSECTOR:
	case BPF_PROG_TYPE_CGROUP_SYSCTL:
	case BPF_PROG_TYPE_CGROUP_SOCKOPT:
	case BPF_PROG_TYPE_SK_LOOKUP:
	case BPF_PROG_TYPE_NETFILTER:
		return true;
	}
	return false;
}

/* Of a map of maps nobody can say which it will hold when the program runs: ours have identifiers, too. */
static __noinline bool uses_our_maps(struct bpf_prog_aux *aux)
{
	struct bpf_map **maps = BPF_CORE_READ(aux, used_maps), *map;
	__u32 count = BPF_CORE_READ(aux, used_map_cnt), id, type;

	for (__u32 i = 0; i < USED_MAPS_MAX; i++) {
		if (i >= count)
			break;
		map = NULL;
		bpf_probe_read_kernel(&map, sizeof(map), &maps[i]);
		type = BPF_CORE_READ(map, map_type);
		if (type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS)
			return true;
		id = BPF_CORE_READ(map, id);
		if (bpf_map_lookup_elem(&db_seal_maps, &id))
			return true;
	}
	return count > USED_MAPS_MAX;
}

/* Asked for each descriptor of a program: a new one is verified by then, knows its maps, and is gone if it gets none. */
SEC("lsm/bpf_prog")
int BPF_PROG(db_seal_prog, struct bpf_prog *prog, int ret)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(prog, aux);
	__u32 id = BPF_CORE_READ(aux, id);

	if (ret)
		return ret;
	if (!seal_state() || bpf_map_lookup_elem(&db_seal_progs, &id))
		return 0; /* it was there before: looked at, no more */
	if (kind_is_confined(BPF_CORE_READ(prog, type)) && !uses_our_maps(aux))
		return 0;
	return refuse(DB_REASON_FOREIGN_BPF, NULL, NULL);
}

SEC("lsm/bpf")
int BPF_PROG(db_seal_bpf, int cmd, union bpf_attr *attr, unsigned int size)
{
	if (cmd != BPF_LINK_CREATE || attr->link_create.attach_type != BPF_TRACE_ITER)
		return 0;
	return seal_state() ? refuse(DB_REASON_FOREIGN_BPF, NULL, NULL) : 0;
}

/* --- the kernel and process 1 --- */

SEC("lsm/ptrace_access_check")
int BPF_PROG(db_seal_reach, struct task_struct *child, unsigned int mode, int ret)
{
	if (ret)
		return ret;
	if (!(mode & PTRACE_MODE_ATTACH_) || child->tgid != 1 || !seal_state())
		return 0;
	return refuse(DB_REASON_OTHER_MEMORY, NULL, NULL);
}

/* By content, before this. A scope that only audits has let it through, and none has not seen it. */
static __always_inline bool was_judged(void)
{
	struct scope scope = {};

	return current_scope(&scope) && scope.mode == DB_MODE_ENFORCE;
}

SEC("lsm/kernel_read_file")
int BPF_PROG(db_seal_read, struct file *file, enum kernel_read_file_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (!seal_state())
		return 0;
	if (reads_module(id) && !was_judged())
		return refuse(DB_REASON_KERNEL_MODULE, file->f_inode, file->f_path.dentry);
	if (READS_(KEXEC_IMAGE) || READS_(KEXEC_INITRAMFS))
		return refuse(DB_REASON_KERNEL_IMAGE, file->f_inode, file->f_path.dentry);
	return 0; /* firmware, certificates; IMA policies are refused to all as it is */
}

SEC("lsm/kernel_load_data")
int BPF_PROG(db_seal_load, enum kernel_load_data_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (!seal_state())
		return 0;
	if (LOADS_(MODULE))
		return refuse(DB_REASON_KERNEL_MODULE, NULL, NULL);
	if (LOADS_(KEXEC_IMAGE) || LOADS_(KEXEC_INITRAMFS))
		return refuse(DB_REASON_KERNEL_IMAGE, NULL, NULL);
	return 0; /* firmware */
}

SEC("lsm/locked_down")
int BPF_PROG(db_seal_lock, enum lockdown_reason what, int ret)
{
	__u32 reason;

	if (ret)
		return ret;
	reason = lockdown_finding(what);
	/* PERF is asked by who counts what the kernel does: that is looking. */
	if (reason == DB_REASON_NONE ||
	    what == bpf_core_enum_value(enum lockdown_reason, LOCKDOWN_PERF) ||
	    is_kernel_thread() || !seal_state())
		return 0;
	return refuse(reason, NULL, NULL);
}

SEC("lsm/perf_event_alloc")
int BPF_PROG(db_seal_perf, struct perf_event *event, int ret)
{
	if (ret)
		return ret;
	if (event->parent || !pmu_probes(event->pmu) || !seal_state())
		return 0;
	return refuse(DB_REASON_KERNEL_TRACING, NULL, NULL);
}

/* Of what the kernel is told by files, this ends or blinds the enforcement itself; for the rest scopes are asked. */
static __always_inline bool is_off_switch(__u32 reason)
{
	return reason == DB_REASON_TAMPER || reason == DB_REASON_IMA_POLICY ||
	       reason == DB_REASON_KERNEL_TRACING;
}

SEC("lsm/file_open")
int BPF_PROG(db_seal_open, struct file *file, int ret)
{
	struct db_kernel_file facts = {};
	__u32 reason;

	if (ret)
		return ret;
	if (!(file->f_mode & FMODE_WRITE_) || !seal_state())
		return 0;
	if ((file->f_inode->i_mode & S_IFMT_) == S_IFCHR_) {
		if (file->f_inode->i_rdev != DB_DEVICE_SNAPSHOT)
			return 0; /* memory and ports ask locked_down */
		return refuse(DB_REASON_KERNEL_IMAGE, file->f_inode, file->f_path.dentry);
	}
	facts.magic = file->f_inode->i_sb->s_magic;
	if (!db_fs_is_kernels(facts.magic) || facts.magic == DB_KERNEL_FS_SYSFS ||
	    facts.magic == DB_KERNEL_FS_CGROUP_V1)
		return 0;
	name_by_dentry(file->f_path.dentry, &facts);
	reason = kernel_file_reason(&facts);
	if (!is_off_switch(reason))
		return 0;
	return refuse(reason, file->f_inode, file->f_path.dentry);
}

/* --- where the pins are, for the loader --- */

/* The task of the loader and its descriptor of DB_PIN_ROOT; set before the object is loaded. */
const volatile __u32 seal_tgid = 0;
const volatile __u32 seal_fd = 0;

SEC("iter/task_file")
int db_seal_place(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;
	struct db_seal_place place = {};
	struct mount *mount;

	if (!task || !file || task->tgid != (int)seal_tgid || task->pid != (int)seal_tgid ||
	    ctx->fd != seal_fd)
		return 0;
	mount = mount_of(BPF_CORE_READ(file, f_path.mnt));
	place.mount = (__u64)mount;
	place.mounts = (__u64)BPF_CORE_READ(mount, mnt_ns);
	place.directory = (__u64)BPF_CORE_READ(file, f_inode);
	place.super = (__u64)BPF_CORE_READ(file, f_inode, i_sb);
	bpf_seq_write(ctx->meta->seq, &place, sizeof(place));
	return 0;
}
