/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A command is one file that says DB_COMMAND(...) once; main.c finds it in the section the linker
 * collects. Nothing else lists commands.
 */
#ifndef DB_USER_COMMAND_H
#define DB_USER_COMMAND_H

/* Exit codes of every command. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_POLICY = 3, /* the policy says no: `explain` */
	EXIT_CANNOT = 77, /* this machine cannot do it */
};

struct command {
	const char *name;
	const char *arguments; /* as in the usage line */
	const char *summary; /* one line, no full stop */
	const char *details; /* lines for --help of the command, may be empty */
	int (*run)(int argc, char **argv); /* argv[0] is the name; returns enum exit_code */
};

#define DB_COMMAND(function, ...)                                                          \
	static const struct command command_##function = { .run = function, __VA_ARGS__ }; \
	static const struct command *const command_at_##function                           \
		__attribute__((used, section("db_commands"))) = &command_##function

/* Prints how to use the command and what is wrong with `word` (NULL: a word is missing). */
int usage_error(const char *command, const char *word, const char *what);

#endif
