// SPDX-License-Identifier: GPL-2.0-only
/*
 * Containers that are judged by their own layers: found by exec.bpf.c, or here those that run already.
 *
 *	sb_free_security	the super block of a container's root is gone, and its address may come again
 *	iter/task		the loader walks the tasks when containers become a scope
 */
#include "lib/container.bpf.h"
#include "lib/layer.bpf.h"

SEC("lsm/sb_free_security")
int BPF_PROG(db_super_free, struct super_block *super)
{
	__u64 root = 0;

	if (!bpf_get_func_arg(ctx, 0, &root)) /* argument 0 exists */
		bpf_map_delete_elem(&db_containers, &root);
	return 0;
}

/* What its program is known for, by its name in the layer. */
static __always_inline void know_program(struct task_struct *task, __u64 address, __u64 root)
{
	struct dentry *dentry = BPF_CORE_READ(task, mm, exe_file, f_path.dentry);
	struct db_task *entry = task_entry(address);
	__u64 named;

	if (!entry || entry->program || !in_layer(dentry, root))
		return;
	named = named_program(address_of(dentry));
	entry->family = named >> 32;
	entry->program = (__u32)named & DB_CLASSES_KEPT;
}

SEC("iter/task")
int db_contained(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct kept kept = {};
	__u64 address, root;

	if (!task)
		return 0;
	address = address_of(task);
	root = container_root(address);
	/* No room: the task's own next exec finds it again. */
	if (root && keep_of_root(address, root, true, &kept) && keep_scope(address, &kept))
		know_program(task, address, root);
	return 0;
}
