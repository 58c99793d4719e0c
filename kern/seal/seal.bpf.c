// SPDX-License-Identifier: GPL-2.0-only
/*
 * The seal: what would end the enforcement or change what it goes by is refused to everybody, in a scope or in none, until the
 * machine starts again. An object of its own, attached by `driftbolt seal`: who does not seal pays nothing.
 *
 *	inode_unlink, inode_rmdir, inode_rename	the pins, and the mount points that lead to them: in other mount namespaces, where nothing
 *			is mounted there, removing such a directory unmounts it here (detach_mounts())
 *	sb_umount, sb_remount, sb_mount, move_mount, sb_pivotroot, capable	the bpffs that has the pins, and the mounts
 *			below it: gone, moved, hidden, or joined to those of others
 *	bpf_prog	programs of others that use our maps or could reach into the kernel
 *	bpf		iterators, which hand out the values of any map
 *	ptrace_access_check	process 1
 *	kernel_read_file, kernel_load_data	modules that no enforcing scope has judged; other kernels
 *	locked_down, perf_event_alloc, file_open	kernel memory, probes, and files that switch BPF programs off
 *	file_open, file_ioctl, file_ioctl_compat	disks in use
 *
 * That maps are written no more needs no program: they are frozen. Links of tracing and LSM programs can neither be detached nor be
 * updated (bpf_tracing_link_lops has no such operation). Those of our iterators can be pointed at another of ours, which decides nothing.
 *
 * Loops that end before they know refuse.
 */
#include "lib/device.bpf.h"
#include "lib/kernel_act.bpf.h"
#include "lib/kernel_file.bpf.h"
#include "maps/seal.bpf.h"

#define MOUNTS_MAX \
	8 /* from the bpffs down to the root: /sys/fs/bpf, /sys, /; `driftbolt seal` refuses more */
#define PARENTS_MAX   16 /* directories of a path on one mount */
#define PIN_DEPTH     4 /* /driftbolt/images/NAME */
#define USED_MAPS_MAX 64 /* include/linux/bpf_verifier.h: MAX_USED_MAPS */

/* include/uapi/linux/mount.h, ptrace.h (include/linux), capability.h */
enum { MS_REMOUNT_ = 1 << 5, MS_BIND_ = 1 << 12, MS_MOVE_ = 1 << 13, MS_PROPAGATION_ = 0xf << 17 };
enum { PTRACE_MODE_ATTACH_ = 0x2, CAP_SYS_ADMIN_ = 21 };
/* include/uapi/scsi/sg.h, include/scsi/scsi_ioctl.h, include/uapi/linux/major.h */
enum { SG_IO_ = 0x2285, SCSI_IOCTL_SEND_COMMAND_ = 1, SCSI_GENERIC_MAJOR_ = 21 };
/* include/uapi/linux/nvme_ioctl.h: from NVME_IOCTL_ADMIN_CMD on; NVME_IOCTL_ID before it only asks. Others use the letter, too. */
enum { NVME_IOCTL_ = 'N', NVME_IOCTL_FIRST_ = 0x41, NVME_IOCTL_LAST_ = 0x4f };
/* Of every architecture and of 32-bit callers, too: include/uapi/asm-generic/unistd.h */
enum { NR_MOUNT_SETATTR_ = 442, NR_OPEN_TREE_ATTR_ = 467 };
#define X32_SYSCALL_BIT_ 0x40000000U /* arch/x86/include/uapi/asm/unistd.h */

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

/* --- the mounts by which the pins are seen --- */

static __always_inline struct mount *mount_of(const struct vfsmount *mnt)
{
	return (void *)mnt - bpf_core_field_offset(struct mount, mnt);
}

/* The next one down; NULL at the root. */
static __always_inline struct mount *mount_below(struct mount *mount)
{
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);

	return parent == mount ? NULL : parent;
}

/* From the bpffs down. What is not answered within the bound is answered by yes. */
struct mount_walk {
	struct mount *at; /* NULL: past the root */
	struct mount *mount; /* that is looked for */
	struct dentry *dentry; /* that may lead to a mount */
	struct super_block *super; /* of dentry */
	bool found;
};

static long visit_for_mount(__u32 i, struct mount_walk *walk)
{
	if (!walk->at)
		return 1;
	walk->found = walk->at == walk->mount;
	if (!walk->found)
		walk->at = mount_below(walk->at);
	return walk->found;
}

/* Is it the mount of the bpffs, or one of those it is on? */
static __always_inline bool carries_pins(const struct db_seal *seal, struct mount *mount)
{
	struct mount_walk walk = { .at = (struct mount *)seal->mount, .mount = mount };

	bpf_loop(MOUNTS_MAX, visit_for_mount, &walk, 0);
	return walk.found || walk.at;
}

struct path_up {
	struct dentry *at; /* NULL: past the root */
	struct dentry *wanted;
	bool found;
};

static long visit_parent(__u32 i, struct path_up *up)
{
	struct dentry *at = up->at, *parent;

	if (!at)
		return 1;
	up->found = at == up->wanted;
	if (up->found)
		return 1;
	parent = BPF_CORE_READ(at, d_parent);
	up->at = parent == at ? NULL : parent;
	return 0;
}

static __always_inline bool is_above(struct dentry *dentry, struct dentry *below)
{
	struct path_up up = { .at = below, .wanted = dentry };

	bpf_loop(PARENTS_MAX, visit_parent, &up, 0);
	return up.found || up.at;
}

static long visit_for_point(__u32 i, struct mount_walk *walk)
{
	struct mount *at = walk->at, *below;
	struct dentry *point;

	if (!at)
		return 1;
	below = mount_below(at);
	if (!below) {
		walk->at = NULL; /* the root is on nothing */
		return 1;
	}
	point = BPF_CORE_READ(at, mnt_mountpoint);
	walk->found = BPF_CORE_READ(point, d_sb) == walk->super && is_above(walk->dentry, point);
	walk->at = below;
	return walk->found;
}

/* A directory on which one of these mounts is, or above such a one. */
static __always_inline bool leads_to_pins(const struct db_seal *seal, struct dentry *dentry)
{
	struct mount_walk walk = {
		.at = (struct mount *)seal->mount,
		.dentry = dentry,
		.super = BPF_CORE_READ(dentry, d_sb),
	};

	bpf_loop(MOUNTS_MAX, visit_for_point, &walk, 0);
	return walk.found || walk.at;
}

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

/*
 * Whether something mounted there hides the pins from process 1 and whom it starts: on the bpffs itself, or on what leads to it; on the
 * like of that mount, too, if what is mounted there spreads.
 */
static __always_inline bool hides_pins(const struct db_seal *seal, struct mount *mount,
				       struct dentry *dentry)
{
	if (!carries_pins(seal, mount) && !BPF_CORE_READ(mount, mnt_group_id))
		return false;
	return leads_to_pins(seal, dentry) || is_pin(seal, dentry) ||
	       ((__u64)BPF_CORE_READ(dentry, d_sb) == seal->super &&
		BPF_CORE_READ(dentry, d_parent) == dentry);
}

static __always_inline bool in_mounts(const struct db_seal *seal)
{
	return (__u64)bpf_get_current_task_btf()->nsproxy->mnt_ns == seal->mounts;
}

/*
 * That the mount below the bpffs is private is what keeps unmounting elsewhere from reaching it. Should it ever not be, nothing is
 * unmounted anywhere that spreads.
 */
static __always_inline bool spreads_to_pins(const struct db_seal *seal, struct mount *mount)
{
	struct mount *top = (struct mount *)seal->mount, *below = BPF_CORE_READ(top, mnt_parent);

	return (BPF_CORE_READ(below, mnt_group_id) || BPF_CORE_READ(below, mnt_master)) &&
	       BPF_CORE_READ(mount, mnt_parent, mnt_group_id);
}

SEC("lsm/sb_umount")
int BPF_PROG(db_seal_umount, struct vfsmount *mnt, int flags, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *root;

	if (ret)
		return ret;
	if (!seal || !(carries_pins(seal, mount_of(mnt)) || spreads_to_pins(seal, mount_of(mnt))))
		return 0;
	root = BPF_CORE_READ(mnt, mnt_root);
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(root, d_inode), root);
}

/* In the order of path_mount(), fs/namespace.c: the first flag decides what is done. */
static __always_inline bool mount_breaks(const struct db_seal *seal, const struct path *path,
					 unsigned long flags)
{
	if (flags & MS_REMOUNT_)
		return false; /* sb_remount is asked */
	if (!(flags & MS_BIND_) && (flags & MS_PROPAGATION_))
		return carries_pins(seal, mount_of(path->mnt));
	/* What is moved is a name here; nobody may move mounts of this namespace by it. By move_mount(2) it is a path. */
	if (!(flags & MS_BIND_) && (flags & MS_MOVE_) && in_mounts(seal))
		return true;
	return hides_pins(seal, mount_of(path->mnt), path->dentry);
}

SEC("lsm/sb_mount")
int BPF_PROG(db_seal_mount, const char *name, const struct path *path, const char *type,
	     unsigned long flags, void *data, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *dentry = path->dentry;

	if (ret)
		return ret;
	if (!seal || !mount_breaks(seal, path, flags))
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

/* Another root for all whose root this is: process 1 with the rest. */
SEC("lsm/sb_pivotroot")
int BPF_PROG(db_seal_pivot, const struct path *old, const struct path *new, int ret)
{
	const struct db_seal *seal = seal_state();
	struct dentry *dentry = new->dentry;

	if (ret)
		return ret;
	if (!seal || !in_mounts(seal))
		return 0;
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(dentry, d_inode), dentry);
}

/*
 * mount_setattr(2) and open_tree_attr(2) have no hook of their own, and could make a private mount a shared one. What they would do is in
 * memory of the caller's, so nobody does it in this namespace; other namespaces have their own mounts.
 */
SEC("lsm/capable")
int BPF_PROG(db_seal_capable, const struct cred *cred, struct user_namespace *ns, int capability,
	     unsigned int options, int ret)
{
	const struct db_seal *seal;
	struct pt_regs *regs;
	__u32 number;

	if (ret)
		return ret;
	if (capability != CAP_SYS_ADMIN_)
		return 0;
	seal = seal_state();
	if (!seal)
		return 0;
	regs = (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	/* The kernel takes the lower half for the number, in which x32 has a bit of its own: arch/x86/entry/common.c. */
#ifdef __TARGET_ARCH_x86
	number = (__u32)BPF_CORE_READ(regs, orig_ax) & ~X32_SYSCALL_BIT_;
#else
	number = BPF_CORE_READ(regs, syscallno);
#endif
	if ((number != NR_MOUNT_SETATTR_ && number != NR_OPEN_TREE_ATTR_) || is_kernel_thread() ||
	    !in_mounts(seal))
		return 0;
	return refuse(DB_REASON_TAMPER, NULL, NULL);
}

/* --- the pins --- */

static __always_inline int keep_name(struct dentry *dentry)
{
	const struct db_seal *seal = seal_state();

	if (!seal || !(is_pin(seal, dentry) || leads_to_pins(seal, dentry)))
		return 0; /* somebody's file */
	return refuse(DB_REASON_TAMPER, BPF_CORE_READ(dentry, d_inode), dentry);
}

SEC("lsm/inode_unlink")
int BPF_PROG(db_seal_unlink, struct inode *dir, struct dentry *dentry, int ret)
{
	return ret ?: keep_name(dentry);
}

SEC("lsm/inode_rmdir")
int BPF_PROG(db_seal_rmdir, struct inode *dir, struct dentry *dentry, int ret)
{
	return ret ?: keep_name(dentry);
}

/* Of an exchange it is asked twice, once for each order. */
SEC("lsm/inode_rename")
int BPF_PROG(db_seal_rename, struct inode *old_dir, struct dentry *old_dentry,
	     struct inode *new_dir, struct dentry *new_dentry)
{
	if (keep_name(old_dentry))
		return DB_REFUSE;
	return keep_name(new_dentry);
}

/* --- programs of others --- */

#define CONFINED_(name) case BPF_PROG_TYPE_##name:
static __always_inline bool kind_is_confined(__u32 type)
{
	switch (type) {
		DB_SEAL_CONFINED(CONFINED_)
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

/*
 * Asked for each descriptor of a program: a new one is verified by then, knows its maps, and is gone if it gets none. Numbers come
 * round, so one that is noted has to be older than the seal as well.
 */
SEC("lsm/bpf_prog")
int BPF_PROG(db_seal_prog, struct bpf_prog *prog, int ret)
{
	struct bpf_prog_aux *aux = BPF_CORE_READ(prog, aux);
	const struct db_seal *seal = seal_state();
	__u32 id = BPF_CORE_READ(aux, id);

	if (ret)
		return ret;
	if (!seal)
		return 0;
	if (bpf_map_lookup_elem(&db_seal_progs, &id) &&
	    BPF_CORE_READ(aux, load_time) < seal->sealed_ns)
		return 0; /* ours, or one that `driftbolt seal` was told to keep */
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

/* By content, before this. A scope that only audits, or has the setting lower, has let it through, and none has not seen it. */
static __always_inline bool was_judged(void)
{
	struct scope scope = {};

	return current_scope(&scope) && scope.mode == DB_MODE_ENFORCE &&
	       level_of(&scope, DB_SETTING_KERNEL_MODULE) == DB_LEVEL_BLOCK;
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
	/*
	 * No event says so: the first is asked when somebody only looks whether the machine could hibernate; at the second, of a
	 * kernel debugger at a console, the machine stands still.
	 */
	if (what == bpf_core_enum_value(enum lockdown_reason, LOCKDOWN_HIBERNATION) ||
	    what == bpf_core_enum_value(enum lockdown_reason, LOCKDOWN_DBG_WRITE_KERNEL))
		return seal_state() ? DB_REFUSE : 0;
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

static __always_inline int keep_kernel_file(struct file *file, __u32 magic)
{
	struct db_kernel_file facts = { .magic = magic };
	__u32 reason;

	if (!db_fs_is_kernels(magic) || magic == DB_KERNEL_FS_SYSFS ||
	    magic == DB_KERNEL_FS_CGROUP_V1)
		return 0;
	name_by_dentry(file->f_path.dentry, &facts);
	reason = kernel_file_reason(&facts);
	if (!is_off_switch(reason))
		return 0;
	return refuse(reason, file->f_inode, file->f_path.dentry);
}

SEC("lsm/file_open")
int BPF_PROG(db_seal_open, struct file *file, int ret)
{
	__u32 kind = file->f_inode->i_mode & S_IFMT_;

	if (ret)
		return ret;
	/* For reading it makes the image that somebody else writes back. */
	if (kind == S_IFCHR_ && file->f_inode->i_rdev == DB_DEVICE_SNAPSHOT && seal_state())
		return refuse(DB_REASON_KERNEL_IMAGE, file->f_inode, file->f_path.dentry);
	if (!(file->f_mode & FMODE_WRITE_) || !seal_state())
		return 0;
	/* Commands to SCSI disks, by write(2). */
	if ((kind == S_IFBLK_ && device_in_use(file->f_inode->i_rdev, file->f_inode)) ||
	    (kind == S_IFCHR_ && file->f_inode->i_rdev >> 20 == SCSI_GENERIC_MAJOR_))
		return refuse(DB_REASON_RAW_DEVICE, file->f_inode, file->f_path.dentry);
	return keep_kernel_file(file, file->f_inode->i_sb->s_magic);
}

/* --- disks --- */

/* Commands to a disk as they are, which it takes from who may only read. Of the generic nodes nobody can say which disk's they are. */
static __always_inline int keep_disk(struct file *file, unsigned int command)
{
	__u32 kind = file->f_inode->i_mode & S_IFMT_, number = command & 0xff;
	bool nvme = ((command >> 8) & 0xff) == NVME_IOCTL_ && number >= NVME_IOCTL_FIRST_ &&
		    number <= NVME_IOCTL_LAST_;

	if (command != SG_IO_ && !nvme && command != SCSI_IOCTL_SEND_COMMAND_)
		return 0;
	if (kind != S_IFBLK_ && kind != S_IFCHR_)
		return 0; /* no device */
	if (kind == S_IFCHR_ && command == SCSI_IOCTL_SEND_COMMAND_ &&
	    file->f_inode->i_rdev >> 20 != SCSI_GENERIC_MAJOR_)
		return 0; /* one that has another command of that number */
	if (!seal_state() ||
	    (kind == S_IFBLK_ && !device_in_use(file->f_inode->i_rdev, file->f_inode)))
		return 0;
	return refuse(DB_REASON_RAW_DEVICE, file->f_inode, file->f_path.dentry);
}

SEC("lsm/file_ioctl")
int BPF_PROG(db_seal_ioctl, struct file *file, unsigned int command, unsigned long argument,
	     int ret)
{
	return ret ?: keep_disk(file, command);
}

/* Since Linux 6.8; see device.bpf.c. */
SEC("lsm/file_ioctl_compat")
int BPF_PROG(db_seal_ioctl_c, struct file *file, unsigned int command, unsigned long argument,
	     int ret)
{
	return ret ?: keep_disk(file, command);
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
