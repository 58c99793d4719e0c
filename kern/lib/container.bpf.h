/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is the current task in a container that nobody described? docs/design/007-containers.md has the rule: its root
 * directory is on an overlay that is not the host's root, in a mount namespace that is not the host's. Found when it
 * executes, kept for life like any scope.
 */
#ifndef DB_LIB_CONTAINER_BPF_H
#define DB_LIB_CONTAINER_BPF_H

#include "namespace.bpf.h"
#include "overlay.bpf.h"
#include "scope.bpf.h"

/* The super block of a task's root if that is a container's, as an address; 0. `at`: the task's. */
__noinline __u64 container_root(__u64 at)
{
	struct task_struct *task = (struct task_struct *)at, *first;
	struct super_block *root = BPF_CORE_READ(task, fs, root.dentry, d_sb);

	if (BPF_CORE_READ(root, s_magic) != DB_FS_OVERLAY)
		return 0;
	first = first_process();
	if (BPF_CORE_READ(first, fs, root.dentry, d_sb) == root ||
	    BPF_CORE_READ(first, nsproxy, mnt_ns) == BPF_CORE_READ(task, nsproxy, mnt_ns))
		return 0;
	return (__u64)root;
}

/*
 * May the current task enter this root? Where the host has an image in enforce it is what keeps a host's program from
 * making itself a container of files that it wrote: a new root is believed if a program of class runtime starts
 * on it.
 */
static __always_inline bool may_enter(const struct db_task *entry, const struct scope *host,
				      __u64 root)
{
	if (host->mode != DB_MODE_ENFORCE || (entry && (entry->program & DB_CLASS_RUNTIME)))
		return true;
	return bpf_map_lookup_elem(&db_containers, &root) != NULL;
}

static const struct db_container no_container = {};

/* What was noted of this root, now if it was not; NULL without room. */
static __always_inline struct db_container *know_container(__u64 root, struct task_struct *task,
							   bool ran_before)
{
	struct kernfs_node *node = cgroup_of(task);
	struct db_container *known = bpf_map_lookup_elem(&db_containers, &root);

	if (!known) {
		bpf_map_update_elem(&db_containers, &root, &no_container, BPF_NOEXIST);
		known = bpf_map_lookup_elem(&db_containers, &root);
	}
	if (!known || known->boot_ns)
		return known;
	/* Another CPU may be at it, too: of the same container. The first to set the time ends it. */
	name_cgroups(&known->cgroups, node);
	number_cgroups_above(known->above, node);
	DB_WRITE_ONCE(known->cgroup_id, BPF_CORE_READ(node, id));
	DB_WRITE_ONCE(known->ran_before, ran_before);
	__sync_val_compare_and_swap(&known->boot_ns, 0, bpf_ktime_get_boot_ns());
	return known;
}

/* What a task on this root keeps; false without room to note the container. */
static __always_inline bool keep_of_root(__u64 task, __u64 root, bool ran_before, struct kept *kept)
{
	struct db_container *container =
		know_container(root, (struct task_struct *)task, ran_before);
	const struct db_config *cfg = loader_config();

	kept->image = DB_KEPT_CONTAINER | (cfg ? cfg->containers_image : 0);
	kept->root = root;
	if (!container)
		return false;
	kept->cgroup_id = DB_READ_ONCE(container->cgroup_id);
	kept->root_ns = DB_READ_ONCE(container->boot_ns);
	return true;
}

/*
 * Whose root is none: inside, somebody may have mounted or pivoted over it, and the runtime starts a program there. What the
 * first process of its pid namespace keeps holds for it.
 */
static __always_inline bool keep_of_reaper(struct kept *kept)
{
	struct task_struct *reaper = BPF_CORE_READ(bpf_get_current_task_btf(), nsproxy,
						   pid_ns_for_children, child_reaper);
	const struct db_task *entry = task_entry((__u64)reaper);

	if (!entry || !(DB_READ_ONCE(entry->image) & DB_KEPT_CONTAINER))
		return false;
	*kept = kept_in(entry);
	return true;
}

/*
 * Is a runtime starting the current task in the container of this root? A process that ran in it before the load enters
 * its scope by its next exec, too: that one has its parent there, or its program.
 */
static __noinline bool comes_from_outside(__u64 root)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct super_block *program = BPF_CORE_READ(task, mm, exe_file, f_path.dentry, d_sb);

	return root && (__u64)program != root &&
	       container_root((__u64)BPF_CORE_READ(task, real_parent)) != root;
}

/*
 * At an exec of a task that keeps no scope: puts it into the containers scope if that is where it is. `scope` is what
 * scope_of() said, the host's or none. True if it was filled anew.
 */
__noinline int enter_container(const struct db_task *entry, struct scope *scope)
{
	const struct db_config *cfg = loader_config();
	struct kept kept = {};
	bool lost = false;
	__u64 root;

	if (!cfg || !scope || !DB_READ_ONCE(cfg->containers_image) || scope->container)
		return 0;
	root = container_root(bpf_get_current_task());
	if (root) {
		if (!may_enter(entry, scope, root))
			return 0;
		lost = !keep_of_root(bpf_get_current_task(), root, false, &kept);
	} else if (!keep_of_reaper(&kept)) {
		return 0;
	}
	/* Without room to keep it no program starts: it could leave. */
	scope->lost = lost || !keep_scope(bpf_get_current_task(), &kept);
	if (scope->lost)
		count_tally(DB_TALLY_SCOPE_LOST);
	fill_scope(cfg, &kept, scope);
	return 1;
}

#endif
