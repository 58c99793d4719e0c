// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execution by content.
 *
 *	bprm_creds_for_exec	a file of which an interpreter asks whether it might be executed (AT_EXECVE_CHECK)
 *	bprm_check_security	each program and each script of a #! line, before the point of no return
 *	bprm_committed_creds	the program an exec ended in is the one the task is known by, and events tell of
 */
#include "lib/container.bpf.h"
#include "lib/interpreter.bpf.h"

/* include/uapi/linux/bpf.h */
#define BPF_F_BPRM_SECUREEXEC_ 1

/*
 * Notes what the task will be known by if this exec succeeds: of a #! chain the last step. 0 or
 * -ENOMEM: a program that is not known as an interpreter could read any file as code.
 */
static __always_inline int note_next_program(struct db_task *entry, const struct scope *scope,
					     __u32 program, __u32 family, struct inode *script)
{
	const struct db_task fresh = {}; /* who keeps a scope has an entry */

	if (!entry) {
		if (!program && !script)
			return 0; /* no entry: it is known by nothing */
		entry = make_task_entry(bpf_get_current_task(), &fresh);
		if (!entry) {
			count_tally(DB_TALLY_PROGRAM_LOST);
			return scope->mode == DB_MODE_ENFORCE ? -ENOMEM_ : 0;
		}
	}
	entry->next_program = program;
	entry->next_family = family;
	if (script) {
		entry->listed_inode = (__u64)script;
		entry->listed_number = inode_number(script);
	}
	return 0;
}

/*
 * Asked by AT_EXECVE_CHECK the kernel ends before bprm_check_security (fs/exec.c, bprm_execve): nothing is executed, but who
 * asks will run what the answer allows. Loaded where the kernel has it (Linux 6.14).
 */
SEC("lsm.s/bprm_creds_for_exec")
int BPF_PROG(db_exec_check, struct linux_binprm *bprm, int ret)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_EXEC };
	struct scope scope;
	struct data data = {};

	if (ret) /* another LSM refused already */
		return ret;
	if (!BPF_CORE_READ_BITFIELD(bprm, is_check))
		return 0; /* an exec: bprm_check_security is asked */
	if (!current_scope(&scope))
		return 0; /* no scope claims this task: not ours to judge */
	if (scope.lost)
		facts.flags |= DB_FACT_NO_MEMORY;
	return judge_code(bprm->file, &scope, &facts, &data);
}

SEC("lsm.s/bprm_check_security")
int BPF_PROG(db_exec, struct linux_binprm *bprm, int ret)
{
	struct db_task *entry = task_entry(bpf_get_current_task());
	struct db_code_facts facts = { .moment = DB_MOMENT_EXEC };
	struct scope scope;
	struct data data = {};
	int r;

	if (ret) /* another LSM refused already */
		return ret;
	note_switch_of_root();
	scope_of(entry, &scope);
	/* What an exec that failed has left; behind a `#!` the interpreter is asked for by the same exec. */
	if (entry && BPF_CORE_READ(bprm, interp) == BPF_CORE_READ(bprm, filename))
		entry->reading &= ~(__u32)DB_READING_ENTERS;
	if (enter_container(entry, &scope)) {
		entry = task_entry(bpf_get_current_task());
		if (entry && comes_from_outside(scope.root))
			entry->reading |= DB_READING_ENTERS;
	}
	if (scope.mode == DB_MODE_OFF) {
		if (entry)
			entry->next_program = 0;
		return 0; /* no scope claims this task: not ours to judge */
	}
	if (scope.lost)
		facts.flags |= DB_FACT_NO_MEMORY;
	r = judge_code(bprm->file, &scope, &facts, &data);
	if (r)
		return r;
	if (scope.mode == DB_MODE_ENFORCE &&
	    level_of(&scope, DB_SETTING_SECURE_EXEC) == DB_LEVEL_BLOCK)
		bpf_bprm_opts_set(bprm, BPF_F_BPRM_SECUREEXEC_);
	/* Executed by descriptor, it is read by it: the interpreter is given /dev/fd/N. */
	return note_next_program(entry, &scope, facts.classes & DB_CLASSES_KEPT, data.family,
				 bprm->fdpath && may_be_script(&facts) ? data.inode : NULL);
}

/*
 * The current task keeps nothing, as after a shell's child became something else. Without an entry most hooks end at
 * an array look-up. Who moved it into a bound cgroup meanwhile may have written to the entry that goes: its cgroup is
 * asked again, now that it has none.
 */
static __always_inline void forget_plain_task(void)
{
	const struct db_config *cfg = loader_config();
	struct scope scope;

	forget_task(bpf_get_current_task());
	if (cfg && (cfg->bound_cgroups || cfg->containers_image)) {
		scope_of(NULL, &scope);
		enter_container(NULL, &scope);
	}
}

/* Past the point of no return: what was noted by the last bprm_check_security now runs. */
SEC("lsm.s/bprm_committed_creds")
int BPF_PROG(db_exec_done, struct linux_binprm *bprm)
{
	struct db_task *entry = task_entry(bpf_get_current_task());
	__u64 key = bpf_get_current_task();
	struct scope scope;
	__u32 enters;

	note_process(bprm);
	if (!entry)
		return 0; /* it is known by nothing, and was nothing before */
	if (entry->program & DB_CLASS_INTERP)
		bpf_map_delete_elem(&db_interps, &key);
	entry->program = entry->next_program;
	entry->family = entry->next_family;
	entry->next_program = 0;
	enters = entry->reading & DB_READING_ENTERS;
	entry->reading = 0;
	if ((entry->program & DB_CLASS_INTERP) && scope_of(entry, &scope))
		start_interpreter(&scope, bprm, entry, enters);
	entry->listed_inode = 0;
	if (!entry->program && !entry->image)
		forget_plain_task();
	return 0;
}
