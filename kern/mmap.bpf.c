// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that becomes executable: files by content, memory without a file only for a jit.
 *
 *	mmap_file	mappings that are executable from the start: text, libraries, PT_INTERP, shared
 *			memory, anonymous memory; of programs being started, their stack as well
 *	file_mprotect	mappings that become executable, or writable as well, later
 *	personality	READ_IMPLIES_EXEC, which makes the heap executable with no further hook
 *
 * Guards pages, not only files: a private page that was written is not what was hashed.
 */
#include "lib/judge.bpf.h"
#include "lib/linker.bpf.h"

/* include/uapi/linux/personality.h */
#define READ_IMPLIES_EXEC_ 0x0400000

/* A mapping of private, writable and executable pages of a file, or one of them changed already. */
static __always_inline int judge_changed_pages(enum hook_context sleeps, const struct scope *scope,
					       struct file *file, __u32 moment)
{
	if (current_program() & DB_CLASS_JIT)
		return 0;
	return judge_act_in(sleeps, scope, moment, DB_REASON_MODIFIED_CODE, file->f_inode, NULL,
			    file->f_path.dentry);
}

static __always_inline int judge_anonymous(enum hook_context sleeps, const struct scope *scope,
					   bool stack)
{
	__u32 program = current_program();

	if (program & DB_CLASS_JIT)
		return 0;
	if (!stack)
		return judge_program_in(sleeps, scope, DB_MOMENT_MEMORY, DB_REASON_ANONYMOUS_CODE);
	if (program & DB_CLASS_EXECSTACK)
		return 0;
	return judge_program_in(sleeps, scope, DB_MOMENT_MEMORY, DB_REASON_EXECUTABLE_STACK);
}

static long note_vm_flags(struct task_struct *task, struct vm_area_struct *vma, void *flags)
{
	*(__u64 *)flags = vma->vm_flags;
	return 0;
}

/*
 * True while a program starts whose stack is executable, or whose every readable mapping will be:
 * by PT_GNU_STACK, by its absence (i386), or inherited from who started it. The manifest has class execstack
 * for the first two. Asked when its text is mapped, behind the point of no return: refused, the
 * process dies before its first instruction.
 */
static __always_inline bool starts_with_executable_stack(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 flags = 0;

	if (task->personality & READ_IMPLIES_EXEC_)
		return true;
	if (!BPF_CORE_READ_BITFIELD(task, in_execve))
		return false;
	bpf_find_vma(task, task->mm->arg_start, note_vm_flags, &flags, 0);
	return flags & VM_EXEC_;
}

/*
 * What the kernel itself maps for an exec is the program, of which the task knows the file, and its PT_INTERP. That one is
 * judged as what it is: whatever of the image could stand there would run with the words and the rights of the program.
 */
static __always_inline __u32 moment_of_mapping(struct file *file)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!BPF_CORE_READ_BITFIELD(task, in_execve) || task->mm->exe_file == file)
		return DB_MOMENT_MAP;
	return DB_MOMENT_LINKER;
}

/*
 * Of all that maps programs only the dynamic linker runs them, when it was started as one: by the setting, before enforce, or
 * in a container judged by its layers, where no class says what it is. An interpreter would not be known as one then, so it is
 * refused. Nobody else maps the program of an interpreter after its own start.
 */
static __always_inline bool maps_interpreter(const struct db_code_facts *facts)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (facts->classes & DB_CLASS_INTERP) && !BPF_CORE_READ_BITFIELD(task, in_execve) &&
	       !linker_looks();
}

SEC("lsm.s/mmap_file")
int BPF_PROG(db_mmap, struct file *file, unsigned long reqprot, unsigned long prot,
	     unsigned long flags, int ret)
{
	bool exec = prot & PROT_EXEC_; /* not reqprot: READ_IMPLIES_EXEC is in prot already */
	bool shared = flags & MAP_SHARED_; /* MAP_SHARED_VALIDATE has the bit too */
	struct db_code_facts facts = {};
	__u64 file_value = 0;
	struct scope scope;
	struct data data = {};
	int r;

	if (ret)
		return ret;
	if (!exec && !shared)
		return 0; /* a private copy of data */
	/*
	 * Linux 6.12 takes the argument for never NULL and drops a test of it; as a number it is
	 * tested. 7.0 and later insist on the second test.
	 */
	if (bpf_get_func_arg(ctx, 0, &file_value))
		return DB_REFUSE; /* cannot happen: argument 0 exists */
	if (!file_value) {
		if (!exec || !current_scope(&scope))
			return 0; /* data, or no scope claims this task */
		return judge_anonymous(MAY_SLEEP, &scope, false);
	}
	if (!file)
		return 0;
	if (shared && (file->f_mode & FMODE_WRITE_)) {
		r = note_shared_mapping(file);
		if (r)
			return -ENOMEM_;
	}
	if (!exec || !current_scope(&scope))
		return 0; /* data, or no scope claims this task */
	facts.moment = moment_of_mapping(file);
	r = judge_code(file, &scope, &facts, &data);
	if (r)
		return r;
	if (maps_interpreter(&facts))
		return judge_act_in(MAY_SLEEP, &scope, DB_MOMENT_MAP, DB_REASON_LOADER_AS_PROGRAM,
				    file->f_inode, (struct path *)&file->f_path,
				    file->f_path.dentry);
	if (prot & PROT_WRITE_) {
		r = judge_changed_pages(MAY_SLEEP, &scope, file, facts.moment);
		if (r)
			return r;
	}
	return starts_with_executable_stack() ? judge_anonymous(MAY_SLEEP, &scope, true) : 0;
}

/*
 * Runs under mmap_lock: it cannot hash. A file that was judged before is judged again from its
 * record; any other is refused. On an overlay vm_file is the layer's file, so its inode is the data
 * inode on every kernel.
 */
SEC("lsm/file_mprotect")
int HOOK_PROG(db_mprotect, struct vm_area_struct *vma, unsigned long reqprot, unsigned long prot,
	      int ret)
{
	struct scope scope;
	struct file *file;
	int r;

	if (ret)
		return ret;
	if (!(prot & PROT_EXEC_))
		return 0; /* not executable */
	if ((vma->vm_flags & VM_EXEC_) && !(prot & PROT_WRITE_))
		return 0; /* it was: nothing can be written that was not already */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	file = vma->vm_file;
	if (!file)
		return judge_anonymous(CANNOT_SLEEP, &scope, vma->vm_flags & VM_GROWSDOWN_);
	if ((prot & PROT_WRITE_) || vma->anon_vma) {
		r = judge_changed_pages(CANNOT_SLEEP, &scope, file, DB_MOMENT_PROTECT);
		if (r)
			return r;
	}
	return judge_mapped(file, &scope);
}

/*
 * personality(2) itself cannot be refused by an LSM, and fmod_ret needs a kernel built for error
 * injection: the process is killed before it returns to its code.
 */
static __always_inline int judge_personality(unsigned long persona)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_MEMORY };
	struct finding found = {
		.sleeps = MAY_SLEEP,
		.reason = DB_REASON_EXECUTABLE_STACK,
		.facts = &facts,
	};
	struct scope scope;

	if ((__u32)persona == 0xffffffff || !(persona & READ_IMPLIES_EXEC_))
		return 0; /* a question, or nothing to do with executable memory */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	if (current_program() & (DB_CLASS_JIT | DB_CLASS_EXECSTACK))
		return 0;
	found.scope = &scope;
	judge_finding(&found);
	if (found.verdict == DB_VERDICT_ALLOW)
		return 0;
	if (found.verdict == DB_VERDICT_DENY) {
		found.verdict = DB_VERDICT_KILL;
		bpf_send_signal(SIGKILL_);
	}
	record_finding(&found, NULL, NULL);
	return 0;
}

SEC("fentry/" DB_SYSCALL_PREFIX "sys_personality")
int BPF_PROG(db_persona, struct pt_regs *regs)
{
	return judge_personality(PT_REGS_PARM1_CORE_SYSCALL(regs));
}

/* int 0x80 and 32-bit programs of x86: the first argument is in ebx. Not loaded elsewhere. */
SEC("fentry/__ia32_sys_personality")
int BPF_PROG(db_persona_ia32, struct pt_regs *regs)
{
#ifdef __TARGET_ARCH_x86
	return judge_personality(BPF_CORE_READ(regs, bx));
#else
	return 0;
#endif
}
