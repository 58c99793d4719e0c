// SPDX-License-Identifier: GPL-2.0-only
/*
 * The write lock: what makes a remembered digest true.
 *
 *	file_open		opens for writing, of the data inode on every route through overlays, of what the kernel acts on, by lib/kernel_file.bpf.h, and of the
 *				host's namespaces, by lib/namespace.bpf.h
 *	inode_setattr		truncation by path, which opens nothing
 *	inode_free_security	forgets inodes of db_inodes (Linux before 7.2)
 *
 * Every way to change a file's bytes needs a descriptor open for writing (write, splice,
 * copy_file_range, fallocate, FICLONE, io_uring), a truncation, or pages pinned through a shared
 * writable mapping, which mmap.bpf.c notes. What lies under a file system is guarded as far as lib/ground
 * and lib/device reach. Not guarded: dirty pages thrown away (MADV_HWPOISON), which has no hook.
 */
#include "lib/device.bpf.h"
#include "lib/kernel_file.bpf.h"
#include "lib/namespace.bpf.h"
#include "lib/process.bpf.h"
#include "kern/core/decide_write.h"

/* A mapping of any kind, executable or not: the tree of i_mmap is not empty. */
static __always_inline bool is_mapped(struct inode *inode)
{
	return BPF_CORE_READ(inode, i_mapping, i_mmap.rb_root.rb_node) != NULL;
}

/* The images that rely on a file system on a loop device on this file. */
static __always_inline __u64 relied_below_loop(struct inode *inode)
{
	const struct db_ground *ground = ground_state();
	struct db_backing *backing;
	__u64 key = (__u64)inode;

	if (!ground || !DB_READ_ONCE(ground->backings))
		return 0;
	backing = backing_of(inode);
	if (!backing)
		return 0;
	if (backs_a_loop_device(inode))
		return DB_READ_ONCE(backing->relied);
	bpf_map_delete_elem(&db_backing, &key);
	return 0;
}

static __always_inline int judge_write(struct inode *inode, __u32 moment, struct path *path,
				       struct dentry *dentry)
{
	struct db_code_facts facts = { .moment = moment };
	struct finding found = {
		.sleeps = CANNOT_SLEEP,
		.level = DB_LEVEL_COUNT,
		.decided = DB_EVENT_BY_WRITE,
		.facts = &facts,
		.inode = inode,
	};
	struct db_content *record;
	struct scope scope = {};
	struct db_digest digest;
	__u64 below;

	record = known_record(inode);
	below = relied_below_loop(inode);
	if (!record && !below)
		return 0; /* no scope ever looked at these bytes */

	facts.flags = db_write_facts((record ? DB_READ_ONCE(record->relied) : 0) | below,
				     enforcing_now());
	if (record && DB_READ_ONCE(record->flags) >= DB_CONTENT_HASHING)
		facts.flags |= DB_FACT_BEING_HASHED;
	if (below || is_mapped(inode))
		facts.flags |= DB_FACT_MAPPED;
	found.reason = db_decide_write(&facts);
	found.verdict = db_write_verdict_of(found.reason);
	if (found.reason != DB_REASON_NONE) {
		/* The writer may be in no scope: the event then has none, the lock holds anyway. */
		if (!current_scope(&scope))
			scope = (struct scope){ .mode = found.verdict == DB_VERDICT_DENY
								? DB_MODE_ENFORCE
								: DB_MODE_AUDIT };
		found.scope = &scope;
		if (record && remembered_digest(record, &digest)) {
			found.digest = &digest;
			facts.flags |= DB_FACT_HASHED | DB_FACT_REMEMBERED;
		}
		record_finding(&found, path, dentry);
	}
	if (found.verdict == DB_VERDICT_DENY)
		return DB_REFUSE;
	if (below)
		forget_all();
	if (!record)
		return 0;
	/* Whatever was remembered is forgotten, and who is hashing right now will notice. */
	if (record->digest_at)
		count_tally(DB_TALLY_FORGOTTEN);
	__sync_fetch_and_add(&record->writes, 1);
	return 0;
}

/*
 * /proc/PID/mem: written there, read-only pages of text change too, one's own as well. Of another's the kernel
 * asks ptrace_access_check later, and would turn its errno into EACCES. Names in proc are the kernel's, so they
 * tell what a file is.
 */
static __always_inline int judge_proc(struct file *file)
{
	static const char mem[] = "mem";
	struct task_struct *task;
	struct proc_inode *proc;
	struct scope scope;
	char name[4] = {};
	void *first;

	bpf_probe_read_kernel(name, sizeof(name), BPF_CORE_READ(file, f_path.dentry, d_name.name));
	if (__builtin_memcmp(name, mem, sizeof(mem)))
		return judge_kernel_file(file, DB_KERNEL_FS_PROC);
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	proc = (void *)file->f_inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
	first = BPF_CORE_READ(proc, pid, tasks[0].first);
	if (!first)
		return 0; /* the process is gone, and its memory with it */
	task = first - bpf_core_field_offset(struct task_struct, pid_links);
	if (BPF_CORE_READ(task, mm) != bpf_get_current_task_btf()->mm)
		return judge_reach(&scope, task, file);
	return judge_act(&scope, DB_MOMENT_PROCESS, DB_REASON_OTHER_MEMORY, file->f_inode,
			 (struct path *)&file->f_path, file->f_path.dentry);
}

/*
 * A block device opened to write: what is on it changes with no further hook. What this goes ahead
 * under, it voids: with an opener beside the holder no first verdict is given (ground.bpf.h), and
 * what was remembered is forgotten.
 */
static __always_inline int judge_device(struct file *file)
{
	struct db_ground *ground = ground_state();
	__u32 number = file->f_inode->i_rdev;
	bool used = device_in_use(number, file->f_inode);
	struct scope scope;

	if (current_scope(&scope) && (used || scope.container) &&
	    judge_act(&scope, DB_MOMENT_DEVICE, DB_REASON_RAW_DEVICE, file->f_inode,
		      (struct path *)&file->f_path, file->f_path.dentry))
		return DB_REFUSE;
	if (ground)
		note_device(ground->opened, number);
	/* Looked at again: a judge that does not see the bit is seen here. */
	if (used || device_in_use(number, file->f_inode))
		forget_all();
	return 0;
}

/*
 * A file that the kernel opened for another one's sake, and that maps it without asking mmap_file for it:
 * FUSE passthrough (Linux 6.9), an overlay of which nothing is known. Which of the two bits says
 * so depends on the kernel, so the path of the other one is what counts: that of no other file looks so.
 */
static __always_inline bool maps_unseen(struct file *file)
{
	struct backing_file *backing = (struct backing_file *)file;
	__u32 magic;

	if (!(file->f_mode & FMODE_BACKING_) || !bpf_core_field_exists(backing->user_path))
		return false;
	magic = BPF_CORE_READ(backing, user_path.dentry, d_sb, s_magic);
	return magic == DB_FS_FUSE || (magic == DB_FS_OVERLAY && !overlay_known());
}

SEC("lsm/file_open")
int HOOK_PROG(db_open, struct file *file, int ret)
{
	__u32 magic;

	if (ret)
		return ret;
	magic = file->f_inode->i_sb->s_magic;
	if (magic == NSFS_MAGIC_)
		return judge_namespace(file);
	if (!(file->f_mode & FMODE_WRITE_))
		return 0;
	if ((file->f_inode->i_mode & S_IFMT_) == S_IFCHR_)
		return judge_character_device(file);
	if ((file->f_inode->i_mode & S_IFMT_) == S_IFBLK_)
		return judge_device(file);
	if ((file->f_inode->i_mode & S_IFMT_) != S_IFREG_)
		return 0; /* no bytes of its own that could be code */
	if (magic == DB_KERNEL_FS_PROC)
		return judge_proc(file);
	if (db_fs_is_kernels(magic))
		return judge_kernel_file(file, magic);
	if (maps_unseen(file) && mark_shared(own_record(file)))
		return -ENOMEM_;
	return judge_write(file->f_inode, DB_MOMENT_WRITE, (struct path *)&file->f_path,
			   BPF_CORE_READ(file, f_path.dentry));
}

static __always_inline int judge_setattr(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;

	if (!(attr->ia_valid & ATTR_SIZE_))
		return 0; /* owner, mode and times leave the bytes alone */
	if (!inode)
		return 0; /* a negative dentry has nothing to truncate */
	return judge_write(inode, DB_MOMENT_TRUNCATE, NULL, dentry);
}

/* Since Linux 6.9 (commit 314a8dc728d0) an idmap comes first; the loader picks the one that fits.
 * The older goes with 6.1 (2028). */
SEC("lsm/inode_setattr")
int HOOK_PROG(db_setattr, struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *attr,
	      int ret)
{
	if (ret)
		return ret;
	return judge_setattr(dentry, attr);
}

SEC("lsm/inode_setattr")
int HOOK_PROG(db_setattr_old, struct dentry *dentry, struct iattr *attr, int ret)
{
	if (ret)
		return ret;
	return judge_setattr(dentry, attr);
}

SEC("lsm/inode_free_security")
int BPF_PROG(db_inode_free, struct inode *inode)
{
	__u64 key = (__u64)inode;

	bpf_map_delete_elem(&db_inodes, &key);
	return 0;
}
