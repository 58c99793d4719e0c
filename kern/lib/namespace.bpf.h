/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Namespaces of the host, opened from a container's scope by another way than /proc/PID/ns (which asks
 * ptrace_access_check): a bind mount, an ioctl on its own (NS_MNT_GET_PREV, 6.12), a file handle (7.3).
 * setns itself asks nobody. Those of other containers are not told from the container's own making.
 */
#ifndef DB_LIB_NAMESPACE_BPF_H
#define DB_LIB_NAMESPACE_BPF_H

#include "setting.bpf.h"

/* include/uapi/linux/magic.h */
#define NSFS_MAGIC_ 0x6e736673

/* X(member of struct nsproxy, its type). User namespaces: entering one takes capabilities in it. */
/* clang-format off */
#define NAMESPACES(X)                                                                              \
	X(mnt_ns, mnt_namespace)                                                                   \
	X(pid_ns_for_children, pid_namespace)                                                      \
	X(net_ns, net)                                                                             \
	X(uts_ns, uts_namespace)                                                                   \
	X(ipc_ns, ipc_namespace)                                                                   \
	X(cgroup_ns, cgroup_namespace)
/* clang-format on */

static __always_inline bool is_in_namespace(struct task_struct *task, const void *namespace)
{
	struct nsproxy *proxy = BPF_CORE_READ(task, nsproxy);

#define IS_(member, type)                                                                    \
	if ((void *)BPF_CORE_READ(proxy, member) + bpf_core_field_offset(struct type, ns) == \
	    namespace)                                                                       \
		return true;
	NAMESPACES(IS_)
#undef IS_
	return false;
}

/* PID 1 of the machine, whose namespaces are the host's: what the initial pid namespace is reaped by. */
static __always_inline struct task_struct *first_process(void)
{
	return BPF_CORE_READ(bpf_get_current_task_btf(), thread_pid, numbers[0].ns, child_reaper);
}

static __always_inline int judge_namespace(struct file *file)
{
	const void *namespace = BPF_CORE_READ(file, f_inode, i_private);
	struct task_struct *first;
	struct scope scope;

	if (!current_scope(&scope) || !scope.container)
		return 0; /* no scope claims this task, or it is at home there */
	if (is_in_namespace(bpf_get_current_task_btf(), namespace))
		return 0; /* its own */
	first = first_process();
	/* Unknown: refused, as it cannot be told that it is not the host's. */
	if (first && !is_in_namespace(first, namespace))
		return 0; /* of the container's making, or of another's */
	return judge_act(&scope, DB_MOMENT_PROCESS, DB_REASON_OUTSIDE_PROCESS, file->f_inode,
			 (struct path *)&file->f_path, file->f_path.dentry);
}

#endif
