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

struct walk {
	struct db_interp *interp;
	struct db_task *entry;
	__u64 at; /* address in the new program's memory */
	__u32 left; /* words, then variables */
	__u32 continued; /* in the middle of a long one */
};

static __always_inline void add_name(struct db_interp *interp, struct db_task *entry)
{
	__u32 at = interp->count;

	if (!interp->command.tail.low) {
		/* A directory: what lies in it is found by name. Any other such end of an operand tells nothing. */
		if (!interp->command.ends_in_slash && interp->command.length &&
		    !interp->command.dashes && !interp->command.argument)
			entry->reading |= DB_READING_ALL;
		return;
	}
	if (at >= DB_NAMES_MAX) {
		entry->reading |= DB_READING_ALL; /* not known: all are code */
		return;
	}
	interp->names[at & (DB_NAMES_MAX - 1)] = interp->command.tail;
	interp->count = at + 1;
	entry->reading |= DB_READING_NAMES;
}

static long feed_word(__u32 index, struct db_interp **interp)
{
	struct db_interp *at = *interp;

	if (!at)
		return 1;
	db_word_byte(&at->command, at->chunk[index & (DB_CHUNK_SIZE - 1)]);
	return 0;
}

/* The next piece of a word or variable into interp->chunk; its length with NUL, or <= 0. */
static __always_inline long read_chunk(struct walk *walk, struct db_interp *interp,
				       struct db_task *entry)
{
	long length =
		bpf_probe_read_user_str(interp->chunk, sizeof(interp->chunk), (void *)walk->at);

	if (length <= 0)
		entry->reading |= DB_READING_ALL; /* what is meant cannot be read: all are code */
	return length;
}

/* Behind a piece: true if the word or variable is over. */
static __always_inline bool pass_chunk(struct walk *walk, long length)
{
	walk->at += length;
	walk->continued = length == DB_CHUNK_SIZE;
	if (walk->continued)
		walk->at--; /* the NUL is the helper's */
	else
		walk->left--;
	return !walk->continued;
}

__noinline int word_end(struct db_command *command)
{
	return command && db_word_end(command);
}

static long walk_word(__u32 index, struct walk *walk)
{
	struct db_interp *interp = walk->interp;
	struct db_task *entry = walk->entry;
	long length;

	if (!interp || !entry || !walk->left)
		return 1;
	length = read_chunk(walk, interp, entry);
	if (length <= 0)
		return 1;
	if (!walk->continued)
		db_word_start(&interp->command);
	if (!(interp->command.flags & DB_COMMAND_DONE))
		bpf_loop(length - 1, feed_word, &walk->interp, 0);
	if (pass_chunk(walk, length) && word_end(&interp->command))
		add_name(interp, entry);
	return 0;
}

/* A variable whose value names code: by its first bytes, so that the others cost one reading each. */
static __always_inline bool may_name_code(const char *bytes)
{
	switch (*(const __u32 *)bytes) {
	case 'E' | 'N' << 8 | 'V' << 16 | '=' << 24:
	case 'B' | 'A' << 8 | 'S' << 16 | 'H' << 24:
	case 'P' | 'Y' << 8 | 'T' << 16 | 'H' << 24:
	case 'R' | 'U' << 8 | 'B' << 16 | 'Y' << 24:
	case 'L' | 'U' << 8 | 'A' << 16 | '_' << 24:
	case 'N' | 'O' << 8 | 'D' << 16 | 'E' << 24:
		return true;
	}
	return false;
}

/* Its name goes into the tail first, then its value. */
static long feed_variable(__u32 index, struct db_interp **interp)
{
	struct db_interp *at = *interp;
	__u8 c;

	if (!at)
		return 1;
	c = at->chunk[index & (DB_CHUNK_SIZE - 1)];
	if (at->command.equals) {
		db_value_byte(&at->command, c);
		return 0;
	}
	if (c != '=') {
		db_tail_add(&at->command.tail, c);
		return 0;
	}
	at->command.equals = db_variable_names_code(&at->command.tail, at->command.family);
	at->command.tail.high = at->command.tail.low = 0;
	return !at->command.equals;
}

static long walk_variable(__u32 index, struct walk *walk)
{
	struct db_interp *interp = walk->interp;
	struct db_task *entry = walk->entry;
	long length;

	if (!interp || !entry || !walk->left)
		return 1;
	length = read_chunk(walk, interp, entry);
	if (length <= 0)
		return 1;
	if (!walk->continued && length > 4 && may_name_code((const char *)interp->chunk)) {
		db_word_start(&interp->command);
		bpf_loop(length - 1, feed_variable, &walk->interp, 0);
		if (interp->command.equals) {
			/* Its end, or what a shell makes of it, is not known: all are code. */
			if (length == DB_CHUNK_SIZE ||
			    (interp->command.flags & DB_COMMAND_EXPANDED))
				entry->reading |= DB_READING_ALL;
			add_name(interp, entry);
		}
	}
	pass_chunk(walk, length);
	return 0;
}

/* The inode behind a descriptor of the current task, as an address; NULL if it is not open. */
static __always_inline struct inode *inode_of_descriptor(__u32 number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file **files = BPF_CORE_READ(table, fd);
	struct file *file = NULL;

	if (number >= BPF_CORE_READ(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &files[number]);
	return BPF_CORE_READ(file, f_inode);
}

/*
 * An interpreter whose program is in no file that will be opened: past the point of no return, so that
 * block kills it before its first instruction.
 */
static __always_inline void judge_started(const struct scope *scope, struct linux_binprm *bprm,
					  __u64 words_end, __u32 moment, __u32 reason,
					  struct inode *inode)
{
	struct db_code_facts facts = { .moment = moment };
	struct finding found = {
		.reason = reason,
		.scope = scope,
		.facts = &facts,
		.inode = inode,
		.arguments = bprm->p,
		.arguments_end = words_end,
	};

	found.verdict = verdict_on(scope->image, scope->container, scope->mode, moment, reason);
	if (found.verdict == DB_VERDICT_ALLOW)
		return;
	if (found.verdict == DB_VERDICT_DENY) {
		found.verdict = DB_VERDICT_KILL;
		bpf_send_signal(SIGKILL_);
	}
	record_finding(&found, (struct path *)&bprm->file->f_path, bprm->file->f_path.dentry);
}

/* A program that comes by a descriptor: of a regular file it must be the image's, else it is inline. */
static __always_inline void judge_descriptor(const struct scope *scope, struct linux_binprm *bprm,
					     __u64 words_end, const struct db_task *entry,
					     __u32 number)
{
	struct inode *inode = inode_of_descriptor(number);
	__u32 kind = BPF_CORE_READ(inode, i_mode) & S_IFMT_;

	if (!inode)
		return; /* not open: there is nothing to run */
	/* A file without a name is as good as a pipe: here documents of some shells. */
	if (kind == S_IFIFO_ || kind == S_IFSOCK_ ||
	    (kind == S_IFREG_ && !BPF_CORE_READ(inode, i_nlink))) {
		judge_started(scope, bprm, words_end, DB_MOMENT_INLINE, DB_REASON_INLINE_CODE,
			      inode);
		return;
	}
	/* Opened and judged by this very task before, as a shell does for `sh < file`. */
	if (kind == S_IFREG_ &&
	    ((__u64)inode != entry->listed_inode || inode_number(inode) != entry->listed_number))
		judge_started(scope, bprm, words_end, DB_MOMENT_READ, DB_REASON_SCRIPT_FILE, inode);
}

/* The interpreter in `entry` starts: notes what it will read as code, and reports what is in no file. */
static __always_inline void start_interpreter(const struct scope *scope, struct linux_binprm *bprm,
					      struct db_task *entry)
{
	__u64 key = bpf_get_current_task();
	struct walk walk = { .entry = entry, .at = bprm->p, .left = bprm->argc };
	struct db_interp *interp;
	__u64 words_end;
	int descriptor;

	entry->reading = 0;
	bpf_map_update_elem(&db_interps, &key, &no_names, BPF_ANY);
	interp = bpf_map_lookup_elem(&db_interps, &key);
	if (!interp) {
		count_tally(DB_TALLY_PROGRAM_LOST);
		entry->reading = DB_READING_ALL; /* no room to tell: all are code */
		return;
	}
	interp->command.family = entry->family;
	walk.interp = interp;
	bpf_loop(CHUNKS_MAX, walk_word, &walk, 0);
	words_end = walk.at;
	if (walk.left)
		entry->reading |= DB_READING_ALL; /* more words than are walked: all are code */
	entry->family = interp->command.family;
	if (entry->family == DB_FAMILY_PLAIN) {
		entry->program &= ~DB_CLASS_INTERP; /* an applet that runs nothing */
		bpf_map_delete_elem(&db_interps, &key);
		return;
	}
	if (!walk.left) {
		walk.left = bprm->envc;
		bpf_loop(CHUNKS_MAX, walk_variable, &walk, 0);
		if (walk.left)
			entry->reading |= DB_READING_ALL;
	}
	if (interp->command.flags & DB_COMMAND_INLINE)
		judge_started(scope, bprm, words_end, DB_MOMENT_INLINE, DB_REASON_INLINE_CODE,
			      NULL);
	descriptor = db_program_descriptor(&interp->command);
	if (descriptor >= 0)
		judge_descriptor(scope, bprm, words_end, entry, descriptor);
}

#endif
