/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program being started will read as code, from its command line and environment. Only for programs of
 * class interp: nobody else pays for it. kern/core/command_line.h knows how each family takes its program.
 */
#ifndef DB_LIB_INTERPRETER_BPF_H
#define DB_LIB_INTERPRETER_BPF_H

#include "judge.bpf.h"
#include "kern/core/command_line.h"

/* Of words and variables; Linux allows 2 MB of them by default. */
#define CHUNKS_MAX (1 << 17)

static const struct db_interp no_names = {};

/* Rows of a table and what they say. */
struct look_up {
	const struct db_command *command;
	__u32 effects;
};

static long look_up_option(__u32 index, struct look_up *look_up)
{
	if (!look_up->command)
		return 1;
	look_up->effects |= db_long_effects(look_up->command, index);
	return 0;
}

static long look_up_variable(__u32 index, struct look_up *look_up)
{
	if (!look_up->command)
		return 1;
	look_up->effects |= db_variable_effects(look_up->command, index);
	return 0;
}

/* Functions that verifiers look at once, whatever they are called with: see setting.bpf.h. */
__noinline int word_byte(struct db_command *command, __u32 c)
{
	if (!command)
		return 0;
	db_word_byte(command, (__u8)c);
	return 0;
}

__noinline int word_end(struct db_command *command)
{
	struct look_up look_up = { .command = command };

	if (!command)
		return 0;
	if (db_has_effects(command))
		bpf_loop(DB_LONG_OPTION_COUNT, look_up_option, &look_up, 0);
	return db_word_end(command, look_up.effects);
}

/* The name is over: command->effect says what its value means. */
__noinline int variable_named(struct db_command *command)
{
	struct look_up look_up = { .command = command };

	if (!command)
		return 0;
	bpf_loop(DB_VARIABLE_COUNT, look_up_variable, &look_up, 0);
	db_value_start(command, look_up.effects);
	return 0;
}

__noinline int value_byte(struct db_command *command, __u32 c)
{
	if (!command)
		return 0;
	db_value_byte(command, (__u8)c);
	return 0;
}

/* Notes the last part of what is being read as the name of a file of code. */
__noinline int add_name(struct db_interp *interp)
{
	__u32 at;

	/* Class paths are long, and what is in them is mostly known by its name. */
	if (!interp || !interp->command.tail.low ||
	    (interp->command.family == DB_FAMILY_JAVA &&
	     db_java_suffix(db_suffix_of(&interp->command.tail))))
		return 0;
	at = interp->count;
	if (at >= DB_NAMES_MAX) {
		interp->command.flags |= DB_COMMAND_ANY_FILE; /* not known: all are code */
		return 0;
	}
	interp->names[at & (DB_NAMES_MAX - 1)] = interp->command.tail;
	interp->count = at + 1;
	return 0;
}

static long feed_word(__u32 index, struct db_interp **interp)
{
	struct db_interp *at = *interp;
	__u8 c;

	if (!at)
		return 1;
	c = at->chunk[index & (DB_CHUNK_SIZE - 1)];
	if (db_ends_element(&at->command, c))
		add_name(at);
	word_byte(&at->command, c);
	return 0;
}

/* The next piece of a word or variable into interp->chunk; its length with NUL, or <= 0. */
static __always_inline long read_chunk(struct db_interp *interp)
{
	long length = read_user_text(interp->chunk, sizeof(interp->chunk), interp->at);

	if (length <= 0)
		interp->unread = true;
	return length;
}

/* Behind a piece: true if the word or variable is over. */
static __always_inline bool pass_chunk(struct db_interp *interp, long length)
{
	interp->at += length;
	interp->continued = length == DB_CHUNK_SIZE;
	if (interp->continued)
		interp->at--; /* the NUL is the helper's */
	else
		interp->left--;
	return !interp->continued;
}

static long walk_word(__u32 index, struct db_interp **context)
{
	struct db_interp *interp = *context;
	long length;

	if (!interp || !interp->left)
		return 1;
	length = read_chunk(interp);
	if (length <= 0)
		return 1;
	if (!interp->continued)
		db_word_start(&interp->command);
	if (!(interp->command.flags & DB_COMMAND_DONE))
		bpf_loop(length - 1, feed_word, context, 0);
	if (pass_chunk(interp, length) && word_end(&interp->command))
		add_name(interp);
	return 0;
}

/* Its name first, then its value. */
static long feed_variable(__u32 index, struct db_interp **interp)
{
	struct db_interp *at = *interp;
	__u8 c;

	if (!at)
		return 1;
	c = at->chunk[index & (DB_CHUNK_SIZE - 1)];
	if (at->command.is != DB_IN_VALUE) {
		if (c == '=')
			variable_named(&at->command);
		else
			db_variable_byte(&at->command, c);
		return 0;
	}
	if (!at->command.effect)
		return 1; /* nothing, to this family */
	if (db_ends_value(&at->command, c))
		add_name(at);
	value_byte(&at->command, c);
	return 0;
}

static long walk_variable(__u32 index, struct db_interp **context)
{
	struct db_interp *interp = *context;
	long length;
	__u64 begin;

	if (!interp || !interp->left)
		return 1;
	begin = interp->at;
	length = read_chunk(interp);
	if (length <= 0)
		return 1;
	if (!interp->continued && length > 4 &&
	    db_may_be_variable(*(const __u32 *)(const void *)interp->chunk)) {
		db_word_start(&interp->command);
		bpf_loop(length - 1, feed_variable, context, 0);
		/* Its end is not known: all are code. */
		if ((interp->command.effect & DB_WORD_FILE) && length == DB_CHUNK_SIZE)
			interp->command.flags |= DB_COMMAND_ANY_FILE;
		if (interp->command.effect & DB_WORD_FILE)
			add_name(interp);
		if (!interp->code &&
		    (interp->command.word_flags & (DB_COMMAND_INLINE | DB_COMMAND_BESIDE))) {
			interp->code = begin;
			interp->code_end = begin + length - 1;
		}
	}
	pass_chunk(interp, length);
	return 0;
}

/* The file behind a descriptor of the current task, as an address; NULL if it is not open. */
static __always_inline struct file *file_of_descriptor(__u32 number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = NULL;

	if (number >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &files[number]);
	return file;
}

/*
 * An interpreter whose program is in no file that will be opened: past the point of no return, so that
 * block kills it before its first instruction.
 */
static __always_inline void judge_started(const struct scope *scope, struct linux_binprm *bprm,
					  __u64 text, __u64 text_end, __u32 moment, __u32 reason,
					  struct inode *inode)
{
	struct db_code_facts facts = { .moment = moment };
	struct finding found = {
		.reason = reason,
		.scope = scope,
		.facts = &facts,
		.inode = inode,
		.arguments = text,
		.arguments_end = text_end,
	};

	judge_finding(&found);
	if (found.verdict == DB_VERDICT_ALLOW)
		return;
	/* The first process of all cannot be killed, nor one that is ending: then it was not refused. */
	if (found.verdict == DB_VERDICT_DENY)
		found.verdict = bpf_send_signal(SIGKILL_) ? DB_VERDICT_ALERT : DB_VERDICT_KILL;
	record_finding(&found, (struct path *)&bprm->file->f_path, bprm->file->f_path.dentry);
}

/* A program that comes by a descriptor: of a regular file it must be the image's, else it is inline. */
static __noinline void judge_descriptor(const struct scope *scope, struct linux_binprm *bprm,
					__u64 words_end, const struct db_task *entry, __u32 number)
{
	struct file *file = file_of_descriptor(number);
	struct inode *inode = BPF_CORE_READ(file, f_inode), *bytes;
	__u32 kind = BPF_CORE_READ(inode, i_mode) & S_IFMT_;
	__u32 moment = DB_MOMENT_READ, reason = DB_REASON_SCRIPT_FILE;

	if (!inode || kind == S_IFCHR_)
		return; /* not open: there is nothing to run; or typed */
	bytes = read_inode(file);
	/* A file without a name is as good as a pipe: here documents of some shells. */
	if (kind == S_IFIFO_ || kind == S_IFSOCK_ ||
	    (kind == S_IFREG_ && !BPF_CORE_READ(inode, i_nlink))) {
		if (entry->reading & DB_READING_ENTERS)
			return; /* given by who starts it */
		moment = DB_MOMENT_INLINE;
		reason = DB_REASON_INLINE_CODE;
	} else if (kind == S_IFREG_ && bytes && (__u64)bytes == entry->listed_inode &&
		   inode_number(bytes) == entry->listed_number) {
		/* Judged when this task opened it, as a shell does for `sh < file`, or just executed it. */
		return;
	} else if (kind != S_IFREG_ && kind != S_IFBLK_) {
		return; /* a directory, epoll and the like hold no program */
	}
	judge_started(scope, bprm, bprm->p, words_end, moment, reason, inode);
}

/* What files are code to it besides those of telling names. */
static __always_inline __u32 reading_of(const struct db_interp *interp)
{
	__u32 reading = interp->count ? DB_READING_NAMES : 0;

	/* Cannot be read, more than is walked, or not known: all are code. */
	if (interp->unread || interp->left || (interp->command.flags & DB_COMMAND_ANY_FILE))
		reading |= DB_READING_ALL;
	return reading;
}

/*
 * The interpreter in `entry` starts: notes what it will read as code, and reports what is in no file. `enters`:
 * DB_READING_ENTERS if a container's runtime starts it, with a command line that the image, the orchestrator or an
 * administrator gave: what every health check is. Nobody is told of that code, whatever inline-code says; it is counted.
 */
static __always_inline void start_interpreter(const struct scope *scope, struct linux_binprm *bprm,
					      struct db_task *entry, __u32 enters)
{
	__u64 key = bpf_get_current_task();
	struct db_interp *interp, *walked;
	__u64 words_end;
	int descriptor;

	entry->reading = 0;
	/* Never one that was left over: how far that was read says nothing of this one. */
	interp = bpf_map_update_elem(&db_interps, &key, &no_names, BPF_ANY)
			 ? NULL
			 : bpf_map_lookup_elem(&db_interps, &key);
	if (!interp) {
		count_tally(DB_TALLY_PROGRAM_LOST);
		entry->reading = DB_READING_ALL; /* no room to tell: all are code */
		return;
	}
	interp->command.family = entry->family;
	interp->at = bprm->p;
	interp->left = bprm->argc;
	walked = interp; /* bpf_loop hands on the address of something on the stack */
	bpf_loop(CHUNKS_MAX, walk_word, &walked, 0);
	words_end = interp->at;
	entry->family = interp->command.family;
	if (entry->family == DB_FAMILY_PLAIN) {
		entry->program &= ~DB_CLASS_INTERP; /* an applet that runs nothing */
		bpf_map_delete_elem(&db_interps, &key);
		return;
	}
	if (!interp->left) {
		interp->left = bprm->envc;
		bpf_loop(CHUNKS_MAX, walk_variable, &walked, 0);
	}
	entry->reading = reading_of(interp) | enters;
	if (enters && (interp->command.flags & (DB_COMMAND_INLINE | DB_COMMAND_BESIDE)))
		count_tally(DB_TALLY_STARTED);
	if (!enters && (interp->command.flags & (DB_COMMAND_INLINE | DB_COMMAND_BESIDE)))
		judge_started(scope, bprm, bprm->p, words_end, DB_MOMENT_INLINE,
			      DB_REASON_INLINE_CODE, NULL);
	if (interp->code)
		judge_started(scope, bprm, interp->code, interp->code_end, DB_MOMENT_INLINE,
			      DB_REASON_INLINE_CODE, NULL);
	descriptor = db_program_descriptor(&interp->command);
	if (descriptor >= 0)
		judge_descriptor(scope, bprm, words_end, entry, descriptor);
	if (descriptor && (interp->command.flags & DB_COMMAND_PROMPT))
		judge_descriptor(scope, bprm, words_end, entry, 0);
	entry->reading &= ~(__u32)DB_READING_ENTERS;
}

#endif
