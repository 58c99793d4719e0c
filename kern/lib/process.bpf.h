/* SPDX-License-Identifier: GPL-2.0-only */
/* Who is whose child: a debugger may do to its own what nobody may do to others. */
#ifndef DB_LIB_PROCESS_BPF_H
#define DB_LIB_PROCESS_BPF_H

#include "setting.bpf.h"

#define ANCESTORS_MAX 16 /* a debugger's shell between it and what it debugs; deeper is no child */

static __always_inline bool descends_from(struct task_struct *task, struct task_struct *ancestor)
{
	int tgid = BPF_CORE_READ(ancestor, tgid);

	for (int i = 0; i < ANCESTORS_MAX; i++) {
		task = BPF_CORE_READ(task, real_parent);
		if (!task || BPF_CORE_READ(task, pid) <= 1)
			return false;
		if (BPF_CORE_READ(task, tgid) == tgid)
			return true;
	}
	return false;
}

/* In the very scope of the container whose task asks: the same binding or root, not only the same image. */
static __always_inline bool in_scope(struct task_struct *task, const struct scope *scope)
{
	const struct db_task *entry = task_entry(address_of(task));
	const struct db_config *cfg = loader_config();
	struct kept kept;

	if (!entry || !cfg)
		return false;
	if (scope->root)
		return entry->root == scope->root;
	kept = kept_in(entry);
	refresh_container(cfg, &kept);
	return !kept.root && kept.image == scope->image && kept.cgroup_id == scope->cgroup_id;
}

/* The finding of reaching into the memory of `task`, which is not the current one. */
static __always_inline int judge_reach(const struct scope *scope, struct task_struct *task,
				       struct file *file)
{
	struct inode *inode = file ? file->f_inode : NULL;
	struct dentry *dentry = file ? file->f_path.dentry : NULL;

	if (descends_from(task, bpf_get_current_task_btf()))
		return judge_act(scope, DB_MOMENT_PROCESS, DB_REASON_CHILD_MEMORY, inode, NULL,
				 dentry);
	return judge_act(scope, DB_MOMENT_PROCESS, DB_REASON_OTHER_MEMORY, inode, NULL, dentry);
}

#endif
