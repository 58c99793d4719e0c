/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups by their names, which outlive them in what is recorded: ids say nothing once a cgroup is gone. */
#ifndef DB_LIB_CGROUP_BPF_H
#define DB_LIB_CGROUP_BPF_H

#include "compat.bpf.h"

/* The v2 cgroup of a task. */
static __always_inline struct kernfs_node *cgroup_of(struct task_struct *task)
{
	return BPF_CORE_READ(task, cgroups, dfl_cgrp, kn);
}

/* Its name and those above it. names are zero, and stay so from the root on, whose name is empty. */
static __always_inline void name_cgroups(struct db_cgroup_names *names, struct kernfs_node *node)
{
	for (int i = 0; i < DB_CGROUP_NAMES; i++) {
		if (!node)
			return;
		bpf_probe_read_kernel_str(names->names[i], DB_CGROUP_NAME_SIZE,
					  BPF_CORE_READ(node, name));
		node = kernfs_parent(node);
	}
}

/* Ids of those above it, the nearest first. They are zero before. */
static __always_inline void number_cgroups_above(__u64 above[DB_CGROUP_DEPTH],
						 struct kernfs_node *node)
{
	for (int i = 0; i < DB_CGROUP_DEPTH; i++) {
		node = kernfs_parent(node);
		if (!node)
			return;
		above[i] = BPF_CORE_READ(node, id);
	}
}

/* Names as by name_cgroups() of the current task, by direct loads, which cost a fiftieth. */
static __always_inline void name_current_cgroups(struct db_cgroup_names *names)
{
	struct kernfs_node *node = bpf_get_current_task_btf()->cgroups->dfl_cgrp->kn;

	for (int i = 0; i < DB_CGROUP_NAMES; i++) {
		if (!node)
			return;
		bpf_probe_read_kernel_str(names->names[i], DB_CGROUP_NAME_SIZE, node->name);
		if (bpf_core_field_exists(node->__parent))
			node = node->__parent;
		else
			node = ((struct kernfs_node___6 *)node)->parent;
	}
}

#endif
