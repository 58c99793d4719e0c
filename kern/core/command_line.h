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

/*
 * The tables as data: branches are what verifiers pay for. Powers of two, so that a mask shows where an index
 * is; rows beyond the last are of no family.
 */
#define DB_FAMILY_ROWS	     32
#define DB_LONG_OPTION_ROWS  128
#define DB_VARIABLE_ROWS     32
#define DB_ONE_ROW_(...)     +1
#define DB_LONG_OPTION_COUNT (0 DB_LONG_OPTIONS(DB_ONE_ROW_))
#define DB_VARIABLE_COUNT    (0 DB_VARIABLES(DB_ONE_ROW_))

struct db_family_row {
	__u64 inline_letters, next_letters, rest_letters, module_letters, prompt_letters,
		asks_letters;
	__u64 flags; /* enum db_family_flag */
};
#define DB_FAMILY_ROW_(C, name, flags, inline_, next, rest, module, prompt, asks) \
	{ inline_, next, rest, module, prompt, asks, flags },
static const struct db_family_row db_family_rows[DB_FAMILY_ROWS] = { DB_FAMILIES(DB_FAMILY_ROW_) };

/* The first eight bytes of a name, as db_command.head has them: the first the lowest. */
union db_name {
	char text[24];
	__u64 head;
};
struct db_long_option {
	union db_name name;
	__u32 families; /* a bit for each */
	__u32 shortest;
	__u32 effects; /* enum db_word_effect */
};
#define DB_LONG_OPTION_(families, name, shortest, effects) \
	{ { name }, families, shortest, effects },
static const struct db_long_option db_long_options[DB_LONG_OPTION_ROWS] = { DB_LONG_OPTIONS(
	DB_LONG_OPTION_) };

struct db_variable {
	union db_name name;
	__u32 families;
	__u32 length;
	__u32 effects; /* enum db_word_effect */
};
#define DB_VARIABLE_(families, name, effects) { { name }, families, sizeof(name) - 1, effects },
static const struct db_variable db_variables[DB_VARIABLE_ROWS] = { DB_VARIABLES(DB_VARIABLE_) };

static inline const struct db_family_row *db_rules(const struct db_command *command)
{
	return &db_family_rows[command->family & (DB_FAMILY_ROWS - 1)];
}

static inline int db_has(const struct db_command *command, __u32 flag)
{
	return (db_rules(command)->flags & flag) != 0;
}

/* What separates the parts of a word, of which only the last is compared. */
static inline int db_is_separator(__u8 c)
{
	return c == '/' || c == '=' || c == ':' || c == '@' || c == ',';
}

/*
 * The last part of a file's name, as that of a word: a name may hold separators, and end in one, which then
 * belongs to it.
 */
static inline void db_part_add(struct db_tail *tail, __u8 c)
{
	if (db_is_separator((__u8)tail->low))
		tail->high = tail->low = 0;
	db_tail_add(tail, c);
}

static inline void db_word_start(struct db_command *command)
{
	command->length = 0;
	command->dashes = 0;
	command->argument = command->next_argument != 0;
	if (command->next_argument)
		command->next_argument--;
	command->is = command->next;
	command->next = 0;
	command->word_flags = 0;
	command->scanning = 0;
	command->equals = 0;
	command->attached = 0;
	command->first_letter = 0;
	command->in_descriptors = 0;
	command->number = 0;
	command->part_length = 0;
	command->option_length = 0;
	command->last_byte = 0;
	command->head = 0;
	command->option = 0;
	command->tail.high = command->tail.low = 0;
}

/* What db_command.scanning says of the rest of a single-dash word. */
enum { DB_SCAN_LETTERS = 1, DB_SCAN_VALUE };

static inline void db_scan_letter(struct db_command *command, __u8 c)
{
	const struct db_family_row *rules = db_rules(command);
	__u32 lower = c | 0x20;
	__u64 letter = DB_L(c);

	if (lower < 'a' || lower > 'z')
		return; /* digits and the like belong to the letter before */
	if (letter & rules->prompt_letters)
		command->word_flags |= DB_COMMAND_PROMPT;
	if (letter & rules->inline_letters) {
		command->word_flags |= DB_COMMAND_INLINE;
		if (rules->flags & DB_FAMILY_DASH_S)
			return; /* a shell takes it from the next word, behind other letters */
		command->next = DB_NEXT_CODE;
		command->scanning = DB_SCAN_VALUE;
	} else if (letter & rules->module_letters) {
		command->word_flags |= DB_COMMAND_MODULE;
		command->next = DB_NEXT_MODULE;
		command->scanning = DB_SCAN_VALUE;
	} else if (letter & rules->rest_letters) {
		command->scanning = 0;
	} else if (letter & rules->next_letters) {
		command->letter = c;
		/* Shells take one word for each such letter. */
		if (rules->flags & DB_FAMILY_DASH_S) {
			command->next_argument++;
			return;
		}
		command->next_argument = 1;
		command->scanning = DB_SCAN_VALUE;
	} else if (c == 's' && (rules->flags & DB_FAMILY_DASH_S)) {
		command->word_flags |= DB_COMMAND_STDIN;
	}
}

/* What the last letter takes came with it. */
static inline void db_attach(struct db_command *command, __u8 c)
{
	if (command->family == DB_FAMILY_NODE && command->next == DB_NEXT_CODE) {
		if (c == 'e' && command->length == 3)
			return; /* node -pe */
		/* -expose-gc is V8's: node takes no code so */
		command->word_flags &= ~DB_COMMAND_INLINE;
		command->unknown++;
	}
	command->scanning = 0;
	command->attached = command->next_argument != 0;
	command->next_argument = 0;
	if (command->next == DB_NEXT_MODULE)
		command->is = DB_NEXT_MODULE;
	command->next = 0;
	command->part_length = 0;
	command->option_length = 0;
	command->number = 0;
	command->head = 0;
	command->tail.high = command->tail.low = 0;
}

/* A part of the word is over. */
static inline void db_part_end(struct db_command *command, __u8 c)
{
	int numbered =
		command->in_descriptors && command->part_length && command->number != DB_NO_NUMBER;

	if (!command->option_length) {
		command->option = command->head;
		command->option_length = command->part_length;
	}
	if (c == '=' || (c == ':' && command->family == DB_FAMILY_JAVA))
		command->equals = 1;
	if (c == ':' && command->part_length == 4 && command->head == DB_C4('a', 't', 'a', 'd') &&
	    db_has(command, DB_FAMILY_DATA_URL))
		command->word_flags |= DB_COMMAND_BESIDE; /* data:text/javascript,... */
	/* Of /dev/fd/3/x perl reads descriptor 3 and calls it x. */
	if (numbered && c == '/' && command->family == DB_FAMILY_PERL) {
		command->word_flags |= DB_COMMAND_DESCRIPTOR;
		command->descriptor = command->number;
	}
	command->in_descriptors =
		c == '/' && !command->tail.high && command->tail.low == DB_C2('f', 'd');
	command->part_length = 0;
	command->head = 0;
	command->number = 0;
}

static inline void db_part_byte(struct db_command *command, __u8 c)
{
	if (command->part_length < 8 && (command->part_length || c != '-')) {
		command->head |= (__u64)c << (8 * (command->part_length & 7));
		command->part_length++;
	}
	if (c < '0' || c > '9' || command->number > 999)
		command->number = DB_NO_NUMBER;
	else
		command->number = command->number * 10 + (c - '0');
}

static inline void db_word_byte(struct db_command *command, __u8 c)
{
	__u32 at = command->length++;

	if (!at && (c == '-' || (c == '+' && (command->family == DB_FAMILY_SHELL ||
					      command->family == DB_FAMILY_EDITOR)))) {
		command->dashes = 1;
		/* The first word is only what it is called. */
		command->scanning = command->words && !command->options_over &&
				    !(command->flags & DB_COMMAND_RUNNER) &&
				    !db_has(command, DB_FAMILY_LONG_WORDS);
		/* vim +command; +12 and +/text go there */
		if (c == '+' && command->family == DB_FAMILY_EDITOR)
			command->scanning = 0;
	} else if (at == 1 && command->dashes && c == '-') {
		command->dashes = 2;
		command->scanning = 0;
	} else if (command->scanning == DB_SCAN_VALUE) {
		db_attach(command, c);
	} else if (command->scanning) {
		db_scan_letter(command, c);
	} else if (at == 1 && command->last_byte == '+' && command->family == DB_FAMILY_EDITOR &&
		   c != '/' && (c < '0' || c > '9')) {
		command->word_flags |= DB_COMMAND_INLINE;
	}
	if (at == 1)
		command->first_letter = c;
	command->last_byte = c;
	if (db_is_separator(c))
		db_part_end(command, c);
	else
		db_part_byte(command, c);
	db_part_add(&command->tail, c);
}

/* Before a byte of a word is taken: it ends an element of a list that an option has for argument. */
static inline int db_ends_element(const struct db_command *command, __u8 c)
{
	return c == ':' && !(command->flags & DB_COMMAND_DONE) &&
	       (command->argument || command->attached ||
		(command->equals && command->dashes && !db_has(command, DB_FAMILY_SETTINGS)));
}

/* True if the word that is over needs its effects: what db_long_effects() says of each row. */
static inline int db_has_effects(const struct db_command *command)
{
	return !(command->flags & DB_COMMAND_DONE) && command->words &&
	       (command->dashes || command->is == DB_NEXT_MODULE ||
		(command->argument && command->letter == 'W'));
}

/* What one row of the table says of the word: a long option, or a module behind -m. */
static inline __u32 db_long_effects(const struct db_command *command, __u32 index)
{
	const struct db_long_option *row = &db_long_options[index & (DB_LONG_OPTION_ROWS - 1)];
	__u32 family = command->is == DB_NEXT_MODULE ? DB_PYTHON_MODULES : command->family;
	__u32 length = command->option_length ?: command->part_length;
	__u64 name = command->option_length ? command->option : command->head;
	__u64 mask = length < 8 ? (1ULL << (8 * (length & 7))) - 1 : ~0ULL;

	if (command->family == DB_FAMILY_POWERSHELL)
		name |= 0x2020202020202020ULL; /* which has no case */
	return (row->families >> (family & 31) & 1) && length >= row->shortest &&
			       !((row->name.head ^ name) & mask)
		       ? row->effects
		       : 0;
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

/* Is it a descriptor's name? - and /dev/stdin are the first. */
static inline int db_names_descriptor(struct db_command *command)
{
	if (command->word_flags & DB_COMMAND_DESCRIPTOR)
		return 1;
	if (!command->tail.high && (command->tail.low == DB_C1('-') ||
				    command->tail.low == DB_C5('s', 't', 'd', 'i', 'n'))) {
		command->descriptor = 0;
		return 1;
	}
	if (!command->in_descriptors || command->number == DB_NO_NUMBER || !command->part_length)
		return 0;
	command->descriptor = command->number;
	return 1;
}

/* The argument of an option, as a file of code. */
static inline int db_end_argument(struct db_command *command, __u32 effects)
{
	command->flags |= command->word_flags & DB_COMMAND_BESIDE;
	if (command->family == DB_FAMILY_PHP && (command->letter == 'f' || command->letter == 'F'))
		command->flags |= DB_COMMAND_OPERAND;
	/* -W exec and -W exec=FILE are --exec */
	if (command->family == DB_FAMILY_AWK && command->letter == 'W') {
		if (effects & DB_WORD_INLINE)
			command->flags |= DB_COMMAND_INLINE;
		if ((effects & DB_WORD_FILE) && !command->equals) {
			command->next_argument = 1;
			command->letter = 'f';
			return 0;
		}
	} else if (command->family == DB_FAMILY_AWK && command->letter != 'f' &&
		   command->letter != 'E' && command->letter != 'i') {
		return 0; /* -v, -F; what -l loads is mapped */
	}
	if (command->family == DB_FAMILY_AWK && db_names_descriptor(command))
		command->flags |= DB_COMMAND_DESCRIPTOR;
	return 1;
}

/* What -m runs may run a file that is named behind it. */
static inline void db_end_module(struct db_command *command, __u32 effects)
{
	if (effects & DB_WORD_FILE)
		command->flags |= DB_COMMAND_RUNNER;
	else
		command->flags |= DB_COMMAND_DONE;
	if (effects & DB_WORD_RUNS)
		command->unknown++; /* coverage run FILE */
	if (effects & DB_WORD_PROMPT)
		command->flags |= DB_COMMAND_PROMPT;
	if (effects & DB_WORD_INLINE)
		command->flags |= DB_COMMAND_INLINE;
}

/* -V and the like, after which nothing is run. */
static inline int db_asks_only(const struct db_command *command)
{
	return command->dashes == 1 &&
	       (command->length == 2 || command->family == DB_FAMILY_PERL) &&
	       (DB_L(command->first_letter) & db_rules(command)->asks_letters) &&
	       (command->first_letter | 0x20) >= 'a' && (command->first_letter | 0x20) <= 'z';
}

static inline int db_end_option(struct db_command *command, __u32 effects)
{
	__u64 rules = db_rules(command)->flags;
	int is_long = command->dashes == 2 || (rules & DB_FAMILY_LONG_WORDS);
	__u32 behind_letter = effects; /* awk -Wexec */

	if (command->flags & DB_COMMAND_RUNNER) {
		command->unknown += !command->equals;
		if (effects & DB_WORD_INLINE)
			command->flags |= DB_COMMAND_INLINE;
		return command->equals;
	}
	if (!is_long && !(effects & DB_WORD_SINGLE))
		effects = 0;
	if (effects && !is_long) {
		/* its letters were none */
		command->word_flags = 0;
		command->next_argument = 0;
		command->next = 0;
	}
	if ((effects & DB_WORD_ASKS) || db_asks_only(command)) {
		command->word_flags |= DB_COMMAND_NO_PROGRAM;
		if (!(rules & DB_FAMILY_ASKS_ALONE))
			command->word_flags |= DB_COMMAND_DONE;
	}
	if (effects & DB_WORD_PROMPT)
		command->word_flags |= DB_COMMAND_PROMPT;
	if (effects & DB_WORD_RUNS)
		command->word_flags |= DB_COMMAND_RUNNER;
	if (effects & DB_WORD_ENDS)
		command->word_flags |= DB_COMMAND_DONE;
	if (effects & DB_WORD_INLINE)
		command->word_flags |= DB_COMMAND_INLINE;
	if (effects & DB_WORD_FILE) {
		command->next_argument = !command->equals;
		/* php --file, --process-file; not --define */
		command->letter =
			command->family == DB_FAMILY_PHP && command->option_length == 6 ? 0 : 'f';
	} else if ((effects & DB_WORD_INLINE) && !command->equals) {
		command->next = DB_NEXT_CODE;
	} else if (!effects && is_long && !command->equals && (rules & DB_FAMILY_LONG_ARGUMENTS)) {
		command->unknown++;
	}
	command->flags |= command->word_flags & ~DB_COMMAND_DESCRIPTOR;
	if (command->word_flags & DB_COMMAND_STDIN)
		command->flags |= DB_COMMAND_DONE;
	/* Behind -m the module's name is to come. */
	if ((command->word_flags & DB_COMMAND_INLINE) && (rules & DB_FAMILY_CODE_ENDS))
		command->flags |= DB_COMMAND_DONE;
	if (command->attached)
		return db_end_argument(command, behind_letter);
	if (command->equals && (effects & DB_WORD_FILE))
		return db_end_argument(command, effects);
	/* --name=file; but a java takes dozens of -Dname=value. */
	return command->equals && !(rules & DB_FAMILY_SETTINGS);
}

static inline int db_end_operand(struct db_command *command)
{
	__u64 rules = db_rules(command)->flags;
	int runner = command->flags & DB_COMMAND_RUNNER;

	/* gawk and mawk: the program's text, or data; no option follows */
	if (command->family == DB_FAMILY_AWK)
		command->flags |= DB_COMMAND_DONE;
	if (!(rules & DB_FAMILY_OPERAND) && !runner)
		return 0; /* data, or a program that stands on the command line as it always does */
	if ((command->flags & DB_COMMAND_INLINE) && !(rules & DB_FAMILY_BOTH) && !runner) {
		command->flags |= DB_COMMAND_DONE;
		return 0;
	}
	command->flags |= DB_COMMAND_OPERAND | (command->word_flags & DB_COMMAND_BESIDE);
	if (!runner && db_names_descriptor(command))
		command->flags |= DB_COMMAND_DESCRIPTOR;
	if ((rules & DB_FAMILY_VERB) && !command->operands && !command->tail.high &&
	    command->tail.low == DB_C4('e', 'v', 'a', 'l'))
		command->flags |= DB_COMMAND_INLINE | DB_COMMAND_DONE;
	if (++command->operands > command->unknown + ((rules & DB_FAMILY_VERB) != 0))
		command->flags |= DB_COMMAND_DONE;
	return 1;
}

/* The word is over. True if its last part may be the name of a file that will be read as code. */
static inline int db_word_end(struct db_command *command, __u32 effects)
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
	if (!command->option_length)
		command->option_length = command->part_length;
	/* What should be code, or an argument, and looks like an option may be one: `vim -es -S file`. */
	if (command->is == DB_NEXT_CODE && !command->dashes)
		return 0;
	if (command->is == DB_NEXT_MODULE) {
		command->flags |= DB_COMMAND_MODULE | command->word_flags;
		db_end_module(command, effects);
		return 0;
	}
	if (command->argument && (!command->dashes || command->length == 1))
		return db_end_argument(command, effects);
	if (command->options_over || !command->dashes)
		return db_end_operand(command);
	if (command->length == 1 && command->dashes == 1) {
		if (db_has(command, DB_FAMILY_STDIN) && !(command->flags & DB_COMMAND_RUNNER))
			command->flags |= DB_COMMAND_STDIN | DB_COMMAND_DONE;
		return 0;
	}
	if (command->length == 2 && command->dashes == 2) {
		command->options_over = command->family != DB_FAMILY_ERLANG;
		return 0;
	}
	return db_end_option(command, effects);
}

/* By its first bytes: may this be a variable of the table? So that the others cost one reading each. */
static inline int db_may_be_variable(__u32 first)
{
	switch (first) {
	case 'E' | 'N' << 8 | 'V' << 16 | '=' << 24:
	case 'B' | 'A' << 8 | 'S' << 16 | 'H' << 24:
	case 'P' | 'S' << 8 | '4' << 16 | '=' << 24:
	case 'P' | 'Y' << 8 | 'T' << 16 | 'H' << 24:
	case 'R' | 'U' << 8 | 'B' << 16 | 'Y' << 24:
	case 'L' | 'U' << 8 | 'A' << 16 | '_' << 24:
	case 'N' | 'O' << 8 | 'D' << 16 | 'E' << 24:
	case 'P' | 'E' << 8 | 'R' << 16 | 'L' << 24:
	case 'P' | 'H' << 8 | 'P' << 16 | 'R' << 24:
	case 'P' | 'H' << 8 | 'P' << 16 | '_' << 24:
	case 'V' | 'I' << 8 | 'M' << 16 | 'I' << 24:
	case 'E' | 'X' << 8 | 'I' << 16 | 'N' << 24:
	case 'C' | 'L' << 8 | 'A' << 16 | 'S' << 24:
	case 'R' | '_' << 8 | 'P' << 16 | 'R' << 24:
		return 1;
	}
	return 0;
}

/* A byte of a variable's name. */
static inline void db_variable_byte(struct db_command *command, __u8 c)
{
	if (command->length < 8)
		command->head |= (__u64)c << (8 * (command->length & 7));
	command->length++;
}

/* The name is over: what one row of the table says of it. */
static inline __u32 db_variable_effects(const struct db_command *command, __u32 index)
{
	const struct db_variable *row = &db_variables[index & (DB_VARIABLE_ROWS - 1)];

	return (row->families >> (command->family & 31) & 1) && row->name.head == command->head &&
			       (row->length == command->length || (row->effects & DB_WORD_PREFIX))
		       ? row->effects
		       : 0;
}

/* Its value begins. */
static inline void db_value_start(struct db_command *command, __u32 effects)
{
	command->effect = (__u8)effects;
	command->is = DB_IN_VALUE;
	command->length = 0;
	command->part_length = 0;
	command->head = 0;
	command->last_byte = 0;
}

/* In the value of a variable: a list's elements, or options between blanks. */
static inline int db_ends_value(const struct db_command *command, __u8 c)
{
	if (!(command->effect & DB_WORD_FILE) || command->family == DB_FAMILY_SHELL)
		return 0;
	/* The names of files may hold blanks. */
	return c == ':' || (c == ' ' && (command->family == DB_FAMILY_NODE ||
					 command->family == DB_FAMILY_RUNTIME ||
					 command->family == DB_FAMILY_RUBY));
}

/* A byte of such a value. Shells expand the names of their start-up files: then any file may be meant. */
static inline void db_value_byte(struct db_command *command, __u8 c)
{
	__u8 last = command->last_byte;

	if (command->effect & DB_WORD_INLINE)
		command->word_flags |= DB_COMMAND_INLINE;
	if (command->effect & DB_WORD_PROMPT)
		command->flags |= DB_COMMAND_PROMPT;
	if ((command->effect & DB_WORD_AT) && !command->length && c != '@') {
		command->word_flags |= DB_COMMAND_INLINE;
		command->effect = 0;
	}
	if (command->effect & DB_WORD_EXPANDS) {
		if ((c == '$' || c == '`') && (command->effect & DB_WORD_FILE))
			command->flags |= DB_COMMAND_ANY_FILE;
		if (c == '`' || (last == '$' && c == '(') || (last == '@' && c == 'P'))
			command->word_flags |= DB_COMMAND_INLINE;
	}
	/* How it is unquoted is not known here. */
	if (command->family == DB_FAMILY_NODE && (c == '"' || c == '\\'))
		command->flags |= DB_COMMAND_ANY_FILE;
	command->length = 1;
	command->last_byte = c;
	if (c == ' ' && db_ends_value(command, c))
		c = '/';
	if (db_is_separator(c))
		db_part_end(command, c);
	else
		db_part_byte(command, c);
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
	if (command->flags & (DB_COMMAND_NO_PROGRAM | DB_COMMAND_OPERAND))
		return -1;
	return db_has(command, DB_FAMILY_STDIN) ? 0 : -1;
}

#endif
