// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scope is kept for life and inherited.
 *
 *	task_alloc		a child starts with its parent's scope, or not at all
 *	cgroup_attach_task	a task moved into a bound cgroup is in its scope at once
 *	iter/task		the loader walks the tasks a new binding finds in its cgroup
 */
#include "lib/scope.bpf.h"

SEC("lsm/task_alloc")
int BPF_PROG(db_fork, struct task_struct *task, unsigned long clone_flags, int ret)
{
	const struct db_config *cfg = loader_config();
	struct db_task scope = {};

	if (ret)
		return ret;
	if (!cfg || !kept_scope(cfg, &scope))
		return 0; /* nothing to inherit: the host scope needs no storage */
	if (bpf_task_storage_get(&db_task, task, &scope, BPF_LOCAL_STORAGE_GET_F_CREATE))
		return 0;
	/* A child that could leave its scope by moving cgroup is worse than a failed fork. */
	count_tally(DB_TALLY_SCOPE_LOST);
	return -ENOMEM_;
}

/* Gives `task` the scope of the nearest bound ancestor of `cgroup`, unless it keeps one already. */
static __always_inline void scope_by_cgroup(struct task_struct *task, struct cgroup *cgroup)
{
	const struct db_scope *bound = NULL;
	struct db_task scope = {};

	for (int level = 0; level < DB_CGROUP_DEPTH; level++) {
		struct cgroup *ancestor;
		__u64 id;

		if (level > BPF_CORE_READ(cgroup, level))
			break;
		if (bpf_core_read(&ancestor, sizeof(ancestor), &cgroup->ancestors[level]))
			break;
		id = BPF_CORE_READ(ancestor, kn, id);
		bound = bpf_map_lookup_elem(&db_scopes, &id);
		if (bound) {
			scope.image = bound->image;
			scope.cgroup_id = id;
		}
	}
	/* No storage: the task's own next action looks its cgroup up again. */
	if (scope.image)
		bpf_task_storage_get(&db_task, task, &scope, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(db_cgroup_move, struct cgroup *cgroup, const char *path, struct task_struct *task,
	     bool threadgroup)
{
	const struct db_config *cfg = loader_config();

	if (cfg && cfg->bound_cgroups)
		scope_by_cgroup(task, cgroup);
	return 0;
}

SEC("iter/task")
int db_bind_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		scope_by_cgroup(task, BPF_CORE_READ(task, cgroups, dfl_cgrp));
	return 0;
}
