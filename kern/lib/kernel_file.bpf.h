/* SPDX-License-Identifier: GPL-2.0-only */
/* Opens for writing of the kernel's own files: which of them, by whom, and what that comes to. */
#ifndef DB_LIB_KERNEL_FILE_BPF_H
#define DB_LIB_KERNEL_FILE_BPF_H

#include "compat.bpf.h"
#include "setting.bpf.h"
#include "kern/core/kernel_file.h"

/* Proc, securityfs and the like: no handle leads to their files (they have no s_export_op), so a
 * file has the dentry it was looked up by, and nobody but the kernel renames it. */
static __always_inline void name_by_dentry(struct dentry *dentry, struct db_kernel_file *facts)
{
	for (int i = 0; i < DB_KERNEL_NAMES; i++) {
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent);

		if (parent == dentry)
			return; /* the root: above everything there is no name */
		bpf_probe_read_kernel_str(facts->names[i], DB_KERNEL_NAME_SIZE,
					  BPF_CORE_READ(dentry, d_name.name));
		dentry = parent;
	}
}

/* Opened by a file handle, a file of cgroupfs has a dentry without name or parent; its node has both. */
static __always_inline void name_by_node(struct inode *inode, struct db_kernel_file *facts)
{
	struct kernfs_node *node = BPF_CORE_READ(inode, i_private);

	for (int i = 0; i < DB_KERNEL_NAMES && node; i++) {
		bpf_probe_read_kernel_str(facts->names[i], DB_KERNEL_NAME_SIZE,
					  BPF_CORE_READ(node, name));
		node = kernfs_parent(node);
	}
}

/* What is refused to all (db_refused_to_all): the task may be in no scope, or in one that only audits. */
static __always_inline int judge_for_all(enum hook_context sleeps, struct file *file, __u32 reason)
{
	const struct db_code_facts facts = { .moment = DB_MOMENT_KERNEL };
	struct finding found = {
		.sleeps = sleeps,
		.reason = reason,
		.level = DB_LEVEL_COUNT,
		.verdict = DB_VERDICT_DENY,
		.facts = &facts,
		.inode = file->f_inode,
	};
	struct scope scope = {};

	if (!enforcing_now())
		found.verdict = DB_VERDICT_AUDIT;
	/* The task may be in no scope: the event then has none. */
	if (!current_scope(&scope))
		scope = (struct scope){ .mode = found.verdict == DB_VERDICT_DENY ? DB_MODE_ENFORCE
										 : DB_MODE_AUDIT };
	found.scope = &scope;
	record_finding(&found, (struct path *)&file->f_path, file->f_path.dentry);
	if (found.verdict == DB_VERDICT_DENY)
		return DB_REFUSE;
	return 0;
}

__noinline __u32 kernel_file_reason(const struct db_kernel_file *file)
{
	return file ? db_kernel_file_reason(file) : DB_REASON_KERNEL_HELPER;
}

static __always_inline int judge_kernel_file(struct file *file, __u32 magic)
{
	struct db_kernel_file facts = { .magic = magic };
	struct scope scope;
	bool scoped = current_scope(&scope);
	__u32 reason;

	if (!scoped && magic != DB_KERNEL_FS_SECURITYFS && magic != DB_KERNEL_FS_PROC)
		return 0; /* no scope claims this task, and nothing there is refused to all */
	if (magic == DB_KERNEL_FS_SYSFS || magic == DB_KERNEL_FS_CGROUP_V1)
		name_by_node(file->f_inode, &facts);
	else
		name_by_dentry(file->f_path.dentry, &facts);
	reason = kernel_file_reason(&facts);
	if (db_refused_to_all(reason))
		return judge_for_all(CANNOT_SLEEP, file, reason);
	if (!scoped || reason == DB_REASON_NONE)
		return 0; /* no scope claims this task, or it tells the kernel nothing of that kind */
	return judge_act(&scope, DB_MOMENT_KERNEL, reason, file->f_inode,
			 (struct path *)&file->f_path, file->f_path.dentry);
}

/* Memory and ports ask locked_down, for reading too; a snapshot is written to become the kernel. */
static __always_inline int judge_character_device(struct file *file)
{
	struct scope scope;

	if (file->f_inode->i_rdev != DB_DEVICE_SNAPSHOT)
		return 0; /* a device that is no way to code */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_act(&scope, DB_MOMENT_KERNEL, DB_REASON_KERNEL_IMAGE, file->f_inode,
			 (struct path *)&file->f_path, file->f_path.dentry);
}

#endif
