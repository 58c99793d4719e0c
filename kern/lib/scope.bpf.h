/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which scope is the current task in? The most specific wins: the scope the task was found in
 * earlier or inherited, then a bound cgroup, then the host.
 *
 * A task found in a bound cgroup keeps that scope for life (db_tasks), so that moving to another
 * cgroup afterwards changes nothing. task.bpf.c hands it to children.
 */
#ifndef DB_LIB_SCOPE_BPF_H
#define DB_LIB_SCOPE_BPF_H

#include "kernel.bpf.h"
#include "count.bpf.h"

struct scope {
	__u32 image; /* 0: not in any scope, nothing to judge */
	__u32 mode;
	__u64 cgroup_id; /* of the binding, 0 for the host scope */
	__u64 enforcing; /* db_config.enforcing */
};

static __always_inline const struct db_config *loader_config(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&db_config, &zero);
}

/* The nearest bound ancestor of the task's cgroup, itself included. */
static __always_inline __u32 bound_image(__u64 *cgroup_id)
{
	__u32 image = 0;

	for (int level = 0; level < DB_CGROUP_DEPTH; level++) {
		__u64 id = bpf_get_current_ancestor_cgroup_id(level);
		const struct db_scope *bound;

		if (!id)
			break;
		bound = bpf_map_lookup_elem(&db_scopes, &id);
		if (bound) {
			image = bound->image;
			*cgroup_id = id;
		}
	}
	return image;
}

static __always_inline struct db_task *scope_entry(struct task_struct *task)
{
	__u64 key = (__u64)task;

	return bpf_map_lookup_elem(&db_tasks, &key);
}

/* False without memory or room. A scope that is there already stays. */
static __always_inline bool keep_scope(struct task_struct *task, const struct db_task *scope)
{
	__u64 key = (__u64)task;

	return !bpf_map_update_elem(&db_tasks, &key, scope, BPF_NOEXIST) ||
	       bpf_map_lookup_elem(&db_tasks, &key);
}

/*
 * The scope this task keeps: found earlier or inherited, else that of its thread group's leader
 * (moving a process tells of the leader only), else that of its bound cgroup. From now on it keeps
 * it. False if there is none; the host scope is not kept.
 */
static __always_inline bool kept_scope(const struct db_config *cfg, struct db_task *scope)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct db_task *kept;

	if (!cfg->scopes_kept)
		return false; /* the host scope is all there is */
	kept = scope_entry(task);
	if (kept) {
		*scope = *kept;
		return true;
	}
	kept = scope_entry(task->group_leader);
	if (kept) {
		*scope = *kept;
	} else {
		if (!cfg->bound_cgroups)
			return false;
		scope->cgroup_id = 0;
		scope->reserved = 0;
		scope->image = bound_image(&scope->cgroup_id);
		if (!scope->image)
			return false;
	}
	/*
	 * Without room the task is judged by leader and cgroup now and again at its next action; a
	 * fork without it fails (task.bpf.c).
	 */
	keep_scope(task, scope);
	return true;
}

/* Fills scope; false when the task is in none or its image is off. */
static __always_inline bool current_scope(struct scope *scope)
{
	const struct db_config *cfg = loader_config();
	struct db_task kept = {};
	const __u32 *mode;

	if (!cfg) /* cannot happen: slot 0 of an array */
		return false;
	scope->enforcing = cfg->enforcing;
	if (!kept_scope(cfg, &kept))
		kept.image = cfg->host_image;
	if (!kept.image)
		return false;
	scope->image = kept.image;
	scope->cgroup_id = kept.cgroup_id;
	mode = bpf_map_lookup_elem(&db_modes, &kept.image);
	/* An id beyond the array can only be damage of db_scopes: judged as enforce. */
	scope->mode = mode ? *mode : DB_MODE_ENFORCE;
	return scope->mode != DB_MODE_OFF;
}

#endif
