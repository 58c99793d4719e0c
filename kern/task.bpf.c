// SPDX-License-Identifier: GPL-2.0-only
/*
 * A scope is kept for life and inherited.
 *
 *	task_alloc		a child starts with its parent's scope and program, or not at all
 *	task_free		what is known of a task goes with it
 *	sched_process_fork	a child made in another cgroup (CLONE_INTO_CGROUP), before it runs
 *	cgroup_attach_task	a task moved into a bound cgroup is in its scope at once
 *	sched_process_exit	whose children will be somebody else's is noted for events
 *	iter/task		the loader walks the tasks that a new scope finds running
 */
#include "lib/program.bpf.h"
#include "maps/images.bpf.h"

SEC("lsm/task_alloc")
int BPF_PROG(db_fork, struct task_struct *task, unsigned long clone_flags, int ret)
{
	const struct db_task *parent = task_entry(bpf_get_current_task());
	const struct db_config *cfg = loader_config();
	struct db_task child = {};
	__u64 address = 0;
	struct kept kept;

	if (ret)
		return ret;
	if (!cfg) /* cannot happen: slot 0 of an array */
		return 0;
	if (bpf_get_func_arg(ctx, 0, &address))
		return -ENOMEM_; /* cannot happen: argument 0 exists */
	/* What an earlier task at this address left, should task_free have missed it. */
	forget_task(address);
	find_kept(cfg, parent, &kept);
	child.image = kept.image;
	child.cgroup_id = kept.cgroup_id;
	child.root = kept.root;
	child.root_ns = kept.root_ns;
	if (parent) {
		child.program = parent->program;
		child.family = parent->family;
		if (clone_flags & CLONE_THREAD_)
			child.reading = parent->reading;
		child.listed_inode = parent->listed_inode;
		child.listed_number = parent->listed_number;
	}
	if (!child.image && !child.program)
		return 0; /* nothing to inherit: the host scope is not kept */
	if (make_task_entry(address, &child))
		return 0;
	/* A child that could leave its scope by moving cgroup is worse than a failed fork. */
	count_tally(DB_TALLY_SCOPE_LOST);
	return -ENOMEM_;
}

SEC("lsm/task_free")
int BPF_PROG(db_exit, struct task_struct *task)
{
	__u64 address = 0;

	if (!bpf_get_func_arg(ctx, 0, &address)) /* argument 0 exists */
		forget_task(address);
	return 0;
}

/* Gives `task` the scope of the nearest bound ancestor of its v2 cgroup, unless it keeps one. */
static __always_inline void scope_by_cgroup(struct task_struct *task)
{
	struct cgroup *cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);
	struct kept kept = {};

	for (int level = 0; level < DB_CGROUP_DEPTH; level++) {
		const struct db_scope *bound;
		struct cgroup *ancestor;
		__u64 id;

		if (level > BPF_CORE_READ(cgroup, level))
			break;
		if (bpf_core_read(&ancestor, sizeof(ancestor), &cgroup->ancestors[level]))
			break;
		id = BPF_CORE_READ(ancestor, kn, id);
		bound = bpf_map_lookup_elem(&db_scopes, &id);
		if (bound) {
			kept.image = bound->image;
			kept.cgroup_id = id;
		}
	}
	/* No room: the task's own next action looks its cgroup up again. */
	if (kept.image)
		keep_scope(address_of(task), &kept);
}

static __always_inline bool cgroups_bound(void)
{
	const struct db_config *cfg = loader_config();

	return cfg && cfg->bound_cgroups;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(db_forked, struct task_struct *parent, struct task_struct *child)
{
	note_child(child, parent);
	if (cgroups_bound())
		scope_by_cgroup(child);
	return 0;
}

/* The cgroup argument may be of a v1 hierarchy, with ids of its own: the task's v2 cgroup is asked. */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(db_cgroup_move, struct cgroup *cgroup, const char *path, struct task_struct *task,
	     bool threadgroup)
{
	if (cgroups_bound())
		scope_by_cgroup(task);
	return 0;
}

/* Of more than this at once the parents of the rest are lost to events. */
#define ORPHANS_MAX 64

SEC("tp_btf/sched_process_exit")
int BPF_PROG(db_exits, struct task_struct *task)
{
	__u64 head, sibling, each, before;

	if (task->children.next == &task->children)
		return 0; /* as most: no children */
	head = address_of(task) + bpf_core_field_offset(struct task_struct, children);
	sibling = bpf_core_field_offset(struct task_struct, sibling);
	each = (__u64)BPF_CORE_READ(task, children.next);
	for (int i = 0; i < ORPHANS_MAX; i++) {
		if (!each || each == head)
			break;
		note_lineage(each - sibling);
		before = each;
		bpf_probe_read_kernel(&each, sizeof(each), (void *)each);
		if (each == before)
			break; /* it was reaped meanwhile */
	}
	return 0;
}

/* What runs when the programs are loaded. */
SEC("iter/task")
int db_running_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task && task->pid == task->tgid)
		note_lineage(address_of(task));
	return 0;
}

SEC("iter/task")
int db_bind_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		scope_by_cgroup(task);
	return 0;
}

/* What the loader found running before there was a scope: known from now on, unless it executed since. */
SEC("iter/task")
int db_present_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	const struct db_allowed *listed;
	struct db_task fresh = {};
	struct db_task *entry;
	__u64 address;
	__u32 tgid;

	if (!task)
		return 0;
	tgid = task->tgid;
	listed = bpf_map_lookup_elem(&db_present, &tgid);
	if (!listed)
		return 0;
	fresh.program = listed->classes & DB_CLASSES_KEPT;
	fresh.family = listed->family;
	address = address_of(task);
	entry = task_entry(address);
	if (!entry) {
		make_task_entry(address, &fresh);
	} else if (!entry->program) {
		entry->family = fresh.family;
		entry->program = fresh.program;
	}
	return 0;
}

/* Whatever scope it inherited from the loader, which may itself be in a bound cgroup. */
static __always_inline void become_canary(struct task_struct *task)
{
	const struct db_task fresh = { .image = DB_IMAGE_CANARY };
	__u64 address = address_of(task);
	struct db_task *entry = task_entry(address);

	if (!entry) {
		make_task_entry(address, &fresh);
		return;
	}
	entry->program = 0;
	entry->cgroup_id = 0;
	entry->root = 0;
	entry->image = DB_IMAGE_CANARY;
}

/*
 * Puts the one task the loader names into the canary's scope. Run at any other time it does nothing.
 * A scope that the task inherited is replaced: the loader may be in a bound cgroup itself.
 */
SEC("iter/task")
int db_canary_task(struct bpf_iter__task *ctx)
{
	const struct db_config *cfg = loader_config();
	struct task_struct *task = ctx->task;

	if (task && cfg && cfg->canary_pid && (__u32)task->pid == cfg->canary_pid)
		become_canary(task);
	return 0;
}
