// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other processes: whoever writes their memory runs code in them.
 *
 *	ptrace_access_check	attach, process_vm_writev, pidfd_getfd, /proc/PID/mem; and, of processes
 *				outside a container's scope, what needs to look inside them (root,
 *				descriptors, namespaces, setns by pidfd)
 *	ptrace_traceme		a child that asks to be debugged
 *	task_prctl		PR_SET_MM: another /proc/self/exe than exec gave
 *	inode_init_security_anon  userfaultfd and memfd_secret
 *
 * /proc/PID/mem opened for writing is in file.bpf.c: the kernel asks nobody about one's own.
 */
#include "lib/process.bpf.h"

/* include/linux/ptrace.h, include/uapi/linux/prctl.h */
enum { PTRACE_MODE_ATTACH_ = 0x2, PR_SET_MM_ = 35 };
enum { PR_SET_MM_EXE_FILE_ = 13, PR_SET_MM_MAP_ = 14 };

SEC("lsm/ptrace_access_check")
int HOOK_PROG(db_reach, struct task_struct *child, unsigned int mode, int ret)
{
	struct scope scope;

	if (ret)
		return ret;
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	if (mode & PTRACE_MODE_ATTACH_)
		return judge_reach(&scope, child, NULL);
	if (!scope.container || in_scope(child, &scope))
		return 0; /* looking at one's own kind is no way to code */
	return judge_program(&scope, DB_MOMENT_PROCESS, DB_REASON_OUTSIDE_PROCESS);
}

SEC("lsm/ptrace_traceme")
int HOOK_PROG(db_traceme, struct task_struct *parent, int ret)
{
	struct scope scope;

	if (ret)
		return ret;
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_program(&scope, DB_MOMENT_PROCESS, DB_REASON_CHILD_MEMORY);
}

/* Its default is -ENOSYS, for "go on": another value of `ret` is somebody's answer. */
SEC("lsm/task_prctl")
int HOOK_PROG(db_prctl, int option, unsigned long arg2, unsigned long arg3, unsigned long arg4,
	      unsigned long arg5, int ret)
{
	struct scope scope;

	if (option != PR_SET_MM_ || (arg2 != PR_SET_MM_EXE_FILE_ && arg2 != PR_SET_MM_MAP_))
		return 0; /* titles of processes are no way to code */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_program(&scope, DB_MOMENT_PROCESS, DB_REASON_PROGRAM_IDENTITY);
}

/* Names are the kernel's own: fs/userfaultfd.c, mm/secretmem.c. */
static __always_inline bool is_named(const char *name, const char *wanted, __u32 size)
{
	for (__u32 i = 0; i < size; i++)
		if (name[i] != wanted[i])
			return false;
	return true;
}

SEC("lsm/inode_init_security_anon")
int HOOK_PROG(db_anon, struct inode *inode, const struct qstr *name, const struct inode *context,
	      int ret)
{
	static const char userfaultfd[] = "[userfaultfd]", secretmem[] = "[secretmem]";
	char text[16] = {};
	struct scope scope;
	__u32 reason;

	if (ret)
		return ret;
	bpf_probe_read_kernel_str(text, sizeof(text), BPF_CORE_READ(name, name));
	if (is_named(text, userfaultfd, sizeof(userfaultfd)))
		reason = DB_REASON_USERFAULTFD;
	else if (is_named(text, secretmem, sizeof(secretmem)))
		reason = DB_REASON_SECRET_MEMORY;
	else
		return 0; /* no way to code */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_program(&scope, DB_MOMENT_MEMORY, reason);
}
