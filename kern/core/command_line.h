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
	command->argument = command->next_argument != 0;
	if (command->next_argument)
		command->next_argument--;
	command->scanning = 0;
	command->equals = 0;
	command->attached = 0;
	command->number = 0;
	command->part_length = 0;
	command->ends_in_slash = 0;
	command->head = 0;
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
		command->letter = c;
		/* Shells take one word for each such letter. */
		if (command->family == DB_FAMILY_SHELL)
			command->next_argument++;
		else
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
	command->ends_in_slash = c == '/';
	if (db_is_separator(c)) {
		command->part_length = 0;
		command->head = 0;
	} else if (command->part_length < 8 && (command->part_length || c != '-')) {
		command->head |= (__u64)c << (8 * command->part_length);
		command->part_length++;
	}
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
	}
	return DB_FAMILY_PLAIN;
}

/* Called busybox or anything that begins so, it takes the applet from the next word. */
static inline int db_is_applet_caller(__u64 head)
{
	/* the first byte is the lowest */
	const __u64 busybox = DB_C7('x', 'o', 'b', 'y', 's', 'u', 'b');
	const __u64 toybox = DB_C6('x', 'o', 'b', 'y', 'o', 't');

	return (head & ((1ULL << 56) - 1)) == busybox || (head & ((1ULL << 48) - 1)) == toybox;
}

/* Options after which nothing is run. */
static inline int db_asks_only(const struct db_command *command)
{
	if (!command->tail.high && command->tail.low == DB_C6('-', '-', 'h', 'e', 'l', 'p'))
		return 1;
	if (command->tail.low == DB_C8('-', 'v', 'e', 'r', 's', 'i', 'o', 'n'))
		return command->tail.high == DB_C1('-');
	if (command->length != 2 || command->dashes != 1)
		return 0;
	switch (command->family) {
	case DB_FAMILY_PYTHON:
		return command->tail.low == DB_C2('-', 'V');
	case DB_FAMILY_PERL:
	case DB_FAMILY_NODE:
	case DB_FAMILY_PHP:
		return command->tail.low == DB_C2('-', 'v');
	}
	return 0;
}

/* A program that comes by an option's argument: awk -f, php -f. */
static inline void db_end_program_argument(struct db_command *command)
{
	if (command->family == DB_FAMILY_PHP && (command->letter == 'f' || command->letter == 'F'))
		command->flags |= DB_COMMAND_OPERAND;
	if (command->family != DB_FAMILY_AWK ||
	    (command->letter != 'f' && command->letter != 'E' && command->letter != 'i'))
		return;
	if (!command->tail.high && (command->tail.low == DB_C1('-') ||
				    command->tail.low == DB_C5('s', 't', 'd', 'i', 'n'))) {
		command->flags |= DB_COMMAND_DESCRIPTOR;
		command->descriptor = 0;
	} else if (command->number != DB_NO_NUMBER && command->tail.low &&
		   command->part_length < command->length) {
		command->flags |= DB_COMMAND_DESCRIPTOR;
		command->descriptor = command->number;
	}
}

static inline int db_end_option(struct db_command *command)
{
	__u32 flags = db_family_flags(command->family);
	int is_long = command->dashes == 2 || (flags & DB_FAMILY_LONG_WORDS);

	if (db_asks_only(command))
		command->flags |= DB_COMMAND_NO_PROGRAM | DB_COMMAND_DONE;
	/* A shell's long option with one dash, whose letters hold -c. */
	if (command->family == DB_FAMILY_SHELL && !command->tail.high &&
	    command->tail.low == DB_C7('-', 'r', 'c', 'f', 'i', 'l', 'e')) {
		command->flags &= ~DB_COMMAND_INLINE;
		command->next_argument = 1;
		return 0;
	}
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
	/* --file=x, -fx; but a java takes dozens of -Dname=value, and --fpm-config=x is no code. */
	return command->attached || (command->equals && command->family != DB_FAMILY_JAVA &&
				     command->family != DB_FAMILY_PHP_FPM);
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
		if (!db_is_applet_caller(command->head))
			command->family = db_applet_family(&command->tail);
		return 0;
	}
	if (!at)
		return 0; /* what it is called */
	/* An argument that looks like an option may be one: `vim -es -S file`. */
	if (command->argument && (!command->dashes || command->length == 1)) {
		db_end_program_argument(command);
		return 1;
	}
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

/* True if the value of this environment variable names a file that this family reads as code. */
static inline int db_variable_names_code(const struct db_tail *name, __u32 family)
{
	switch (name->low) {
	case DB_C3('E', 'N', 'V'):
	case DB_C8('B', 'A', 'S', 'H', '_', 'E', 'N', 'V'):
		return !name->high && family == DB_FAMILY_SHELL;
	case DB_C7('R', 'U', 'B', 'Y', 'O', 'P', 'T'):
		return !name->high && family == DB_FAMILY_RUBY;
	case DB_C8('L', 'U', 'A', '_', 'I', 'N', 'I', 'T'):
		return !name->high && family == DB_FAMILY_LUA;
	case DB_C8('I', 'N', 'I', 'T', '_', '5', '_',
		   '4'): /* LUA_INIT_5_4 and its older brothers */
	case DB_C8('I', 'N', 'I', 'T', '_', '5', '_', '3'):
	case DB_C8('I', 'N', 'I', 'T', '_', '5', '_', '2'):
		return name->high == DB_C4('L', 'U', 'A', '_') && family == DB_FAMILY_LUA;
	case DB_C8('N', 'S', 'T', 'A', 'R', 'T', 'U', 'P'): /* PYTHONSTARTUP */
		return name->high == DB_C5('P', 'Y', 'T', 'H', 'O') && family == DB_FAMILY_PYTHON;
	case DB_C8('T', 'H', 'O', 'N', 'P', 'A', 'T', 'H'): /* PYTHONPATH: a zip file is code */
		return name->high == DB_C2('P', 'Y') && family == DB_FAMILY_PYTHON;
	case DB_C8('_', 'O', 'P', 'T', 'I', 'O', 'N', 'S'): /* NODE_OPTIONS */
		return name->high == DB_C4('N', 'O', 'D', 'E') && family == DB_FAMILY_NODE;
	}
	return 0;
}

/* A byte of such a value. Shells expand the names of their start-up files: then any file may be meant. */
static inline void db_value_byte(struct db_command *command, __u8 c)
{
	if ((c == '$' || c == '`') && command->family == DB_FAMILY_SHELL)
		command->flags |= DB_COMMAND_EXPANDED;
	/* Options are separated by blanks; the names of files may hold them. */
	if (c == ' ' && command->family != DB_FAMILY_SHELL && command->family != DB_FAMILY_PYTHON)
		c = '/';
	command->ends_in_slash = c == '/';
	db_part_add(&command->tail, c);
}

/* The program comes by a descriptor that was there before: which, or -1. */
static inline int db_program_descriptor(const struct db_command *command)
{
	if (command->flags & DB_COMMAND_DESCRIPTOR)
		return (int)command->descriptor;
	if (command->flags & (DB_COMMAND_INLINE | DB_COMMAND_MODULE | DB_COMMAND_NO_PROGRAM))
		return -1;
	if (command->flags & DB_COMMAND_STDIN)
		return 0;
	if (command->flags & DB_COMMAND_OPERAND)
		return -1;
	return db_family_flags(command->family) & DB_FAMILY_STDIN ? 0 : -1;
}

#endif
