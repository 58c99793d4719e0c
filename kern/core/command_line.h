/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How is an interpreter started? Pure. Its words are fed byte by byte; what comes out is which of them may name
 * files it will read as code, and whether its program is in no file at all: inline, standard input, a descriptor.
 *
 * State is one structure of plain numbers that the kernel keeps in a map: nothing here has an index that grows
 * with the input, so that verifiers see the same state after each byte.
 */
#ifndef DB_CORE_COMMAND_LINE_H
#define DB_CORE_COMMAND_LINE_H

#include "kern/core/code_name.h"

#define DB_NO_NUMBER (~0U)

/* One column of the table as a function of the family. */
#define DB_FLAGS_(C, name, flags, inline_, next, rest, module) \
	case DB_FAMILY_##C:                                    \
		return flags;
#define DB_INLINE_(C, name, flags, inline_, next, rest, module) \
	case DB_FAMILY_##C:                                     \
		return inline_;
#define DB_NEXT_(C, name, flags, inline_, next, rest, module) \
	case DB_FAMILY_##C:                                   \
		return next;
#define DB_REST_(C, name, flags, inline_, next, rest, module) \
	case DB_FAMILY_##C:                                   \
		return rest;
#define DB_MODULE_(C, name, flags, inline_, next, rest, module) \
	case DB_FAMILY_##C:                                     \
		return module;
/* clang-format off */
static inline __u32 db_family_flags(__u32 family) { switch (family) { DB_FAMILIES(DB_FLAGS_) } return 0; }
static inline __u64 db_inline_letters(__u32 family) { switch (family) { DB_FAMILIES(DB_INLINE_) } return 0; }
static inline __u64 db_next_letters(__u32 family) { switch (family) { DB_FAMILIES(DB_NEXT_) } return 0; }
static inline __u64 db_rest_letters(__u32 family) { switch (family) { DB_FAMILIES(DB_REST_) } return 0; }
static inline __u64 db_module_letters(__u32 family) { switch (family) { DB_FAMILIES(DB_MODULE_) } return 0; }
/* clang-format on */

/* What separates the parts of a word, of which only the last is compared. */
static inline int db_is_separator(__u8 c)
{
	return c == '/' || c == '=' || c == ':' || c == '@' || c == ',';
}

/* The last part of a file's name, as that of a word: a name may hold separators. */
static inline void db_part_add(struct db_tail *tail, __u8 c)
{
	if (db_is_separator(c))
		tail->high = tail->low = 0;
	else
		db_tail_add(tail, c);
}

static inline void db_word_start(struct db_command *command)
{
	command->length = 0;
	command->dashes = 0;
	command->argument = command->next_argument;
	command->next_argument = 0;
	command->scanning = 0;
	command->equals = 0;
	command->attached = 0;
	command->number = 0;
	command->tail.high = command->tail.low = 0;
}

static inline void db_scan_letter(struct db_command *command, __u8 c)
{
	__u32 lower = c | 0x20;
	__u64 letter = DB_L(c);

	if (lower < 'a' || lower > 'z')
		return; /* digits and the like belong to the letter before */
	if (letter & db_inline_letters(command->family)) {
		command->flags |= DB_COMMAND_INLINE;
		command->scanning = 0;
	} else if (letter & db_module_letters(command->family)) {
		command->flags |= DB_COMMAND_MODULE;
		command->scanning = 0;
	} else if (letter & db_rest_letters(command->family)) {
		command->scanning = 0;
	} else if (letter & db_next_letters(command->family)) {
		command->next_argument = 1;
	} else if (c == 's' && (db_family_flags(command->family) & DB_FAMILY_DASH_S)) {
		command->flags |= DB_COMMAND_STDIN;
	}
}

static inline void db_word_byte(struct db_command *command, __u8 c)
{
	__u32 at = command->length++;

	if (!at && (c == '-' || (c == '+' && command->family == DB_FAMILY_SHELL))) {
		command->dashes = 1;
		/* The first word is only what it is called. */
		command->scanning = command->words && !command->options_over &&
				    !(db_family_flags(command->family) & DB_FAMILY_LONG_WORDS);
	} else if (at == 1 && c == '-' && command->dashes) {
		command->dashes = 2;
		command->scanning = 0;
	} else if (command->scanning) {
		/* The argument of an option came with it: only shells take theirs from the next word. */
		if (command->next_argument &&
		    !(db_family_flags(command->family) & DB_FAMILY_DASH_S)) {
			command->next_argument = 0;
			command->scanning = 0;
			command->attached = 1;
			command->tail.high = command->tail.low = 0;
		} else {
			db_scan_letter(command, c);
		}
	}
	if (c == '=')
		command->equals = 1;
	if (db_is_separator(c))
		command->number = 0;
	else if (c < '0' || c > '9' || command->number > 999)
		command->number = DB_NO_NUMBER;
	else
		command->number = command->number * 10 + (c - '0');
	db_part_add(&command->tail, c);
}

/* Long options whose next word is a file of code, in any family. */
static inline int db_long_option_takes_file(const struct db_tail *tail)
{
	switch (tail->low) {
	case DB_C8('-', '-', 'r', 'c', 'f', 'i', 'l', 'e'):
	case DB_C6('-', '-', 'f', 'i', 'l', 'e'):
	case DB_C6('-', '-', 'l', 'o', 'a', 'd'):
	case DB_C5('-', 'l', 'o', 'a', 'd'):
	case DB_C6('-', '-', 'e', 'x', 'e', 'c'):
	case DB_C8('-', '-', 'i', 'm', 'p', 'o', 'r', 't'):
	case DB_C8('-', '-', 's', 'c', 'r', 'i', 'p', 't'):
	case DB_C7('-', 's', 'c', 'r', 'i', 'p', 't'):
	case DB_C8('-', '-', 'l', 'o', 'a', 'd', 'e', 'r'):
	case DB_C5('-', 'i', 'n', 'i', 't'):
	case DB_C4('-', 'j', 'a', 'r'):
	case DB_C3('-', 'c', 'p'):
		return !tail->high;
	case DB_C8('n', 'i', 't', '-', 'f', 'i', 'l', 'e'): /* --init-file */
		return tail->high == DB_C3('-', '-', 'i');
	case DB_C8('-', 'i', 'n', 'c', 'l', 'u', 'd', 'e'): /* --include */
	case DB_C8('-', 'r', 'e', 'q', 'u', 'i', 'r', 'e'): /* --require */
	case DB_C8('-', 'c', 'o', 'm', 'm', 'a', 'n', 'd'): /* -command, --command */
		return tail->high == DB_C1('-') || !tail->high;
	case DB_C8('l', 'a', 's', 's', 'p', 'a', 't', 'h'): /* -classpath */
		return tail->high == DB_C2('-', 'c');
	}
	return 0;
}

/* Long options that carry code themselves. */
static inline int db_long_option_is_inline(const struct db_tail *tail)
{
	switch (tail->low) {
	case DB_C6('-', '-', 'e', 'v', 'a', 'l'):
	case DB_C7('-', '-', 'p', 'r', 'i', 'n', 't'):
	case DB_C5('-', '-', 'r', 'u', 'n'):
		return !tail->high;
	}
	return 0;
}

/* The family of an applet: what busybox does when called so. */
static inline __u32 db_applet_family(const struct db_tail *tail)
{
	if (tail->high)
		return DB_FAMILY_PLAIN;
	switch (tail->low) {
	case DB_C2('s', 'h'):
	case DB_C3('-', 's', 'h'): /* as a login shell */
	case DB_C3('a', 's', 'h'):
	case DB_C4('-', 'a', 's', 'h'):
	case DB_C4('b', 'a', 's', 'h'):
	case DB_C4('h', 'u', 's', 'h'):
		return DB_FAMILY_SHELL;
	case DB_C3('a', 'w', 'k'):
		return DB_FAMILY_AWK;
	case DB_C2('v', 'i'):
	case DB_C2('e', 'd'):
		return DB_FAMILY_EDITOR;
	case DB_C7('b', 'u', 's', 'y', 'b', 'o', 'x'):
	case DB_C6('t', 'o', 'y', 'b', 'o', 'x'):
		return DB_FAMILY_APPLET; /* the next word says */
	}
	return DB_FAMILY_PLAIN;
}

static inline int db_end_option(struct db_command *command)
{
	__u32 flags = db_family_flags(command->family);
	int is_long = command->dashes == 2 || (flags & DB_FAMILY_LONG_WORDS);

	if (is_long && !command->equals) {
		if (db_long_option_is_inline(&command->tail))
			command->flags |= DB_COMMAND_INLINE;
		else if (db_long_option_takes_file(&command->tail) ||
			 (command->length == 2 &&
			  (DB_L(command->tail.low & 0xff) & db_next_letters(command->family))))
			command->next_argument = 1;
		else if (flags & DB_FAMILY_LONG_ARGUMENTS)
			command->unknown++;
	}
	if (command->flags & (DB_COMMAND_INLINE | DB_COMMAND_MODULE | DB_COMMAND_STDIN))
		command->flags |= DB_COMMAND_DONE;
	/* --file=x, -fx; but a java takes dozens of -Dname=value. */
	return command->attached || (command->equals && command->family != DB_FAMILY_JAVA);
}

static inline int db_end_operand(struct db_command *command)
{
	if (!(db_family_flags(command->family) & DB_FAMILY_OPERAND))
		return 0; /* data, or a program that stands on the command line as it always does */
	command->flags |= DB_COMMAND_OPERAND;
	if (command->number != DB_NO_NUMBER && command->tail.low) {
		command->flags |= DB_COMMAND_DESCRIPTOR;
		command->descriptor = command->number;
	} else if (!command->tail.high && command->tail.low == DB_C5('s', 't', 'd', 'i', 'n')) {
		command->flags |= DB_COMMAND_DESCRIPTOR;
		command->descriptor = 0;
	}
	if (++command->operands > command->unknown)
		command->flags |= DB_COMMAND_DONE;
	return 1;
}

/* The word is over. True if its last part may be the name of a file that will be read as code. */
static inline int db_word_end(struct db_command *command)
{
	__u32 at = command->words++;

	if (command->flags & DB_COMMAND_DONE)
		return 0;
	if (command->family == DB_FAMILY_APPLET) {
		command->family = db_applet_family(&command->tail);
		return 0;
	}
	if (!at)
		return 0; /* what it is called */
	/* An argument that looks like an option may be one: `vim -es -S file`. */
	if (command->argument && (!command->dashes || command->length == 1))
		return 1;
	if (command->options_over || !command->dashes)
		return db_end_operand(command);
	if (command->length == 1 && command->dashes == 1) {
		if (db_family_flags(command->family) & DB_FAMILY_STDIN)
			command->flags |= DB_COMMAND_STDIN | DB_COMMAND_DONE;
		return 0;
	}
	if (command->length == 2 && command->dashes == 2) {
		command->options_over = 1;
		return 0;
	}
	return db_end_option(command);
}

/* True if the value of this environment variable names a file that some interpreter reads as code. */
static inline int db_variable_names_code(const struct db_tail *name)
{
	switch (name->low) {
	case DB_C3('E', 'N', 'V'):
		return !name->high;
	case DB_C8('B', 'A', 'S', 'H', '_', 'E', 'N', 'V'):
	case DB_C7('R', 'U', 'B', 'Y', 'O', 'P', 'T'):
	case DB_C8('L', 'U', 'A', '_', 'I', 'N', 'I', 'T'):
		return !name->high;
	case DB_C8('N', 'S', 'T', 'A', 'R', 'T', 'U', 'P'): /* PYTHONSTARTUP */
		return name->high == DB_C5('P', 'Y', 'T', 'H', 'O');
	case DB_C8('T', 'H', 'O', 'N', 'P', 'A', 'T', 'H'): /* PYTHONPATH: a zip file is code */
		return name->high == DB_C2('P', 'Y');
	case DB_C8('_', 'O', 'P', 'T', 'I', 'O', 'N', 'S'): /* NODE_OPTIONS */
		return name->high == DB_C4('N', 'O', 'D', 'E');
	}
	return 0;
}

/* A byte of such a value. Shells expand the names of their start-up files: then any file may be meant. */
static inline void db_value_byte(struct db_command *command, __u8 c)
{
	if ((c == '$' || c == '`') && command->family == DB_FAMILY_SHELL)
		command->flags |= DB_COMMAND_EXPANDED;
	if (c == ' ')
		c = '/';
	db_part_add(&command->tail, c);
}

/* The program comes by a descriptor that was there before: which, or -1. */
static inline int db_program_descriptor(const struct db_command *command)
{
	if (command->flags & DB_COMMAND_DESCRIPTOR)
		return (int)command->descriptor;
	if (command->flags & (DB_COMMAND_INLINE | DB_COMMAND_MODULE))
		return -1;
	if (command->flags & DB_COMMAND_STDIN)
		return 0;
	if (command->flags & DB_COMMAND_OPERAND)
		return -1;
	return db_family_flags(command->family) & DB_FAMILY_STDIN ? 0 : -1;
}

#endif
