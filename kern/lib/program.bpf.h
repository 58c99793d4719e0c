/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a process runs and who started it, for events alone: no verdict depends on it. Noted once, at exec, so that an
 * event is cheap and tells of ancestors that are gone.
 */
#ifndef DB_LIB_PROGRAM_BPF_H
#define DB_LIB_PROGRAM_BPF_H

#include "content.bpf.h"

/* By direct loads: of a pointer that the verifier knows. */
static __always_inline struct db_process_key trusted_process_key(struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	return (struct db_process_key){
		.start_ns = leader->start_boottime,
		.tgid = (__u32)leader->tgid,
	};
}

static __always_inline struct db_process_key process_key(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	return (struct db_process_key){
		.start_ns = BPF_CORE_READ(leader, start_boottime),
		.tgid = BPF_CORE_READ(leader, tgid),
	};
}

static __always_inline struct db_process *process_at(__u32 place)
{
	return bpf_map_lookup_elem(&db_processes, &place);
}

static __always_inline bool is_of(const struct db_process *process,
				  const struct db_process_key *key)
{
	return DB_READ_ONCE(process->start_ns) == key->start_ns &&
	       DB_READ_ONCE(process->program.tgid) == key->tgid;
}

/* 1 + its place; 0 if it is not known, or being written. A function of its own: the verifier reads it once a program. */
__noinline int find_process(__u64 start_ns, __u32 tgid)
{
	const struct db_process_key key = { .start_ns = start_ns, .tgid = tgid };
	__u32 set = db_process_set(&key);

	for (int way = 0; way < DB_PROCESS_WAYS; way++) {
		const struct db_process *process = process_at(set + way);

		if (process && is_of(process, &key))
			return 1 + set + way;
	}
	return 0;
}

static __always_inline struct db_process *known_process(const struct db_process_key *key)
{
	__u32 place = find_process(key->start_ns, key->tgid);

	return place ? process_at(place - 1) : NULL;
}

#define BEING_WRITTEN 1

/*
 * The note of a process to write to, or the one of its set that was asked for longest ago, emptied: 1 + its place; the
 * caller stores start_ns at its end. 0 while another CPU writes it.
 */
__noinline int claim_place(__u64 start_ns, __u32 tgid, __u64 now)
{
	const struct db_process_key key = { .start_ns = start_ns, .tgid = tgid };
	__u32 set = db_process_set(&key), place = 0;
	bool known = false;
	struct db_process *process;
	__u64 was, used = ~0ULL;

	for (int way = 0; !known && way < DB_PROCESS_WAYS; way++) {
		process = process_at(set + way);
		known = process && is_of(process, &key);
		if (process && (known || DB_READ_ONCE(process->used_ns) < used)) {
			used = process->used_ns;
			place = 1 + set + way;
		}
	}
	process = process_at(place - 1);
	if (!process) /* cannot happen: slots of an array */
		return 0;
	was = DB_READ_ONCE(process->start_ns);
	if (was == BEING_WRITTEN || (known && was != start_ns) ||
	    __sync_val_compare_and_swap(&process->start_ns, was, BEING_WRITTEN) != was)
		return 0;
	process->used_ns = now;
	if (!known) {
		__builtin_memset(&process->program, 0, sizeof(process->program));
		process->parent.tgid = 0;
	}
	process->program.tgid = tgid;
	return place;
}

static __always_inline struct db_process *claim_process(const struct db_process_key *key, __u64 now)
{
	__u32 place = claim_place(key->start_ns, key->tgid, now);

	return place ? process_at(place - 1) : NULL;
}

static __always_inline void note_path(struct db_program *program, struct file *file)
{
	program->flags = 0;
	if (bpf_d_path((struct path *)&file->f_path, (char *)program->exe, sizeof(program->exe)) >
	    0)
		return;
	program->flags = DB_PROGRAM_EXE_CUT;
	__builtin_memset(program->exe, 0, sizeof(program->exe));
	bpf_probe_read_kernel_str(program->exe, sizeof(program->exe),
				  BPF_CORE_READ(file, f_path.dentry, d_name.name));
}

/* Keeps of eight bytes what belongs to the words, of which as many as *words are left. */
static __always_inline __u64 keep_words(__u64 text, __s32 *words)
{
	__u64 ends = zero_bytes(text);
	__s32 count = (ends >> 7) * 0x0101010101010101 >> 56;

	if (*words <= 0)
		return 0;
	if (count < *words) {
		*words -= count;
		return text;
	}
	for (int n = 1; n < 8; n++) /* the last word ends here: at the bit that is left */
		if (n < *words)
			ends &= ends - 1;
	*words = 0;
	return text & ((ends & -ends) - 1);
}

#define FIRST_ARGS 4 /* times eight bytes; most command lines have no more */

/*
 * The words lie one behind the other, then the environment, which is nobody's business, then the file's name. Eight bytes
 * at a time: this is the dearest loop of an exec.
 */
__noinline int note_cmdline(struct db_program *program, __u64 at, __u64 size, __s32 words)
{
	__u64 text[DB_ARGS_SIZE / 8] = {}, *to;

	if (!program)
		return 0; /* cannot happen: the caller has one */
	to = (__u64 *)program->cmdline;
	if (size > sizeof(text))
		size = sizeof(text);
	bpf_probe_read_user(text, size < 8 * FIRST_ARGS ? size : 8 * FIRST_ARGS, (void *)at);
	for (int i = 0; i < FIRST_ARGS; i++)
		to[i] = keep_words(text[i], &words);
	if (words > 0 && size > 8 * FIRST_ARGS)
		bpf_probe_read_user(text + FIRST_ARGS, size - 8 * FIRST_ARGS,
				    (void *)(at + 8 * FIRST_ARGS));
	for (int i = FIRST_ARGS; i < DB_ARGS_SIZE / 8; i++)
		to[i] = words > 0 ? keep_words(text[i], &words) : 0;
	return 0;
}

/* Of the current task, with direct loads: TASK_COMM_LEN bytes, padded with NULs (__set_task_comm(), fs/exec.c). */
static __always_inline void note_name(struct db_program *program, const struct task_struct *task)
{
	_Static_assert(sizeof(program->comm) == 16 && sizeof(task->comm) == 16, "two words");

	((__u64 *)program->comm)[0] = ((const __u64 *)task->comm)[0];
	((__u64 *)program->comm)[1] = ((const __u64 *)task->comm)[1];
	program->uid = task->cred->uid.val; /* as in the initial user namespace */
}

/* If somebody judged it. */
static __always_inline void note_digest(struct db_program *program, struct file *file)
{
	struct data data = {};
	struct db_content *record;
	struct db_digest digest;

	__builtin_memset(program->sha256_start, 0, sizeof(program->sha256_start));
	find_data(file, &data);
	record = data.known && !data.moved ? find_record(file, &data, false) : NULL;
	if (record && remembered_digest(record, &digest))
		__builtin_memcpy(program->sha256_start, &digest, sizeof(program->sha256_start));
}

/*
 * Of a process that is not known: the next of those it was forked from that is, if it has executed before: then both run
 * the same. 1 + its place; 0 if that was not seen.
 */
#define FORKS_MAX 4
__noinline int find_program(__u64 at)
{
	struct task_struct *task = (struct task_struct *)at;

	for (int i = 0; i < FORKS_MAX; i++) {
		__u64 forked = BPF_CORE_READ(task, group_leader, start_boottime);
		const struct db_process *known;
		struct db_process_key key;
		__u32 place;

		task = BPF_CORE_READ(task, real_parent);
		key = process_key(task);
		place = find_process(key.start_ns, key.tgid);
		known = place ? process_at(place - 1) : NULL;
		if (known)
			return known->program.exec_ns && known->program.exec_ns < forked ? place
											 : 0;
	}
	return 0;
}

/* False if it was written meanwhile, or is another's by now. `executed`: as it said when the caller decided. */
static __always_inline bool copy_program(struct db_program *program, const struct db_process *of,
					 const struct db_process_key *key, __u64 executed)
{
	*program = of->program;
	return is_of(of, key) && DB_READ_ONCE(of->program.exec_ns) == executed;
}

/* What can be read of a process that has not executed since the load, or since its fork. */
static __always_inline void read_program(struct db_process *process, struct task_struct *task)
{
	struct dentry *exe = BPF_CORE_READ(task, mm, exe_file, f_path.dentry);
	__u64 forked = BPF_CORE_READ(task, group_leader, start_boottime);
	__u32 place = find_program((__u64)task);
	const struct db_process *known = place ? process_at(place - 1) : NULL;
	struct db_program *program = &process->program;
	bool copied = false;

	if (known) {
		struct db_process_key key = { .start_ns = DB_READ_ONCE(known->start_ns),
					      .tgid = known->program.tgid };

		copied = copy_program(program, known, &key, known->program.exec_ns) &&
			 program->exec_ns < forked;
	}
	if (!copied) {
		__builtin_memset(program, 0, sizeof(*program));
		program->flags = DB_PROGRAM_EXE_CUT;
		bpf_probe_read_kernel_str(program->exe, sizeof(program->exe),
					  BPF_CORE_READ(exe, d_name.name));
	}
	program->tgid = BPF_CORE_READ(task, tgid);
	program->uid = BPF_CORE_READ(task, cred, uid.val);
	bpf_probe_read_kernel_str(program->comm, sizeof(program->comm), &task->comm);
}

/*
 * Notes a process that is not known, and those that led to it, up to one that is: before they are gone. `at`: a task, or 0.
 * Whoever forks for long without an exec has ancestors without a record: then the rest is not told.
 */
__noinline int note_lineage(__u64 at)
{
	struct task_struct *task = (struct task_struct *)at;

	for (int i = 0; i < FORKS_MAX; i++) {
		struct db_process_key key = process_key(task);
		struct db_process *process;
		struct file *exe;

		if (!key.tgid || known_process(&key))
			break;
		process = claim_process(&key, bpf_ktime_get_boot_ns());
		if (!process)
			break;
		exe = BPF_CORE_READ(task, mm, exe_file);
		read_program(process, task);
		/* Has it executed meanwhile? Then it could not note that itself, and this is of before. */
		if (BPF_CORE_READ(task, mm, exe_file) != exe)
			key.start_ns = 0;
		task = BPF_CORE_READ(task, real_parent);
		process->parent = process_key(task);
		DB_WRITE_ONCE(process->start_ns, key.start_ns);
	}
	return 0;
}

/*
 * The current process, if it is not known: most have forked and not executed yet, which costs little here. It runs what its
 * parent runs if that executed before the fork, or if both have the same open file of it: fork hands it on, and nothing
 * else makes it the same. 0: that is not so, and note_lineage() has to look further.
 */
__noinline int note_current(void)
{
	struct task_struct *task = bpf_get_current_task_btf(), *parent = task->real_parent;
	struct db_process_key key = trusted_process_key(task);
	struct db_process_key of_parent = trusted_process_key(parent);
	struct db_process *process, *known;
	__u64 now, executed;

	if (known_process(&key))
		return 1;
	known = known_process(&of_parent);
	executed = known ? known->program.exec_ns : 0;
	if (!known ||
	    (executed ? executed >= key.start_ns : task->mm->exe_file != parent->mm->exe_file))
		return 0;
	now = bpf_ktime_get_boot_ns();
	known->used_ns = now; /* so that its place is not the one that is taken */
	process = claim_process(&key, now);
	if (!process)
		return 1; /* another thread is at it, or another process in its place: the event will tell of neither */
	/* If the parent executed meanwhile, or its place went to another, there is no note. */
	if (!copy_program(&process->program, known, &of_parent, executed))
		key.start_ns = 0;
	process->program.tgid = key.tgid;
	note_name(&process->program, task);
	process->parent = of_parent;
	DB_WRITE_ONCE(process->start_ns, key.start_ns);
	return 1;
}

/* The current task has executed a program. */
static __always_inline void note_process(struct linux_binprm *bprm)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct db_process_key key = trusted_process_key(task);
	__u64 now = bpf_ktime_get_boot_ns();
	struct db_process *process = claim_process(&key, now), *parent;

	if (!process) {
		count_tally(DB_TALLY_PROCESS_UNKNOWN);
		return;
	}
	if (!process->parent.tgid) /* its first: who forked it is its parent still */
		process->parent = trusted_process_key(task->real_parent);
	key = process->parent;
	parent = known_process(&key);
	if (parent)
		parent->used_ns = now;
	else
		note_lineage((__u64)BPF_CORE_READ(task, real_parent));
	process->program.exec_ns = now;
	note_name(&process->program, task);
	note_path(&process->program, bprm->file);
	note_cmdline(&process->program, bprm->p, bprm->exec - bprm->p, bprm->argc);
	note_digest(&process->program, bprm->file);
	DB_WRITE_ONCE(process->start_ns, trusted_process_key(task).start_ns);
}

/* A child whose parent is not who forked it (CLONE_PARENT): noted before it runs. */
static __always_inline void note_child(struct task_struct *child, struct task_struct *forked_by)
{
	const struct db_process *known;
	struct db_process_key key, by;
	struct db_process *process;

	if (child->pid != child->tgid || child->real_parent->tgid == forked_by->tgid)
		return; /* a thread; or as most */
	key = trusted_process_key(child);
	by = trusted_process_key(forked_by);
	note_lineage(address_of(forked_by));
	process = claim_process(&key, bpf_ktime_get_boot_ns());
	if (!process)
		return;
	known = known_process(&by);
	if (known && !copy_program(&process->program, known, &by, known->program.exec_ns))
		key.start_ns = 0;
	process->program.tgid = key.tgid;
	process->parent = by;
	DB_WRITE_ONCE(process->start_ns, key.start_ns);
}

#endif
