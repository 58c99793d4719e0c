// SPDX-License-Identifier: GPL-2.0-only
/* The command table: what the linker collected from the cmd_*.c files, in alphabetical order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "command.h"

extern const struct command *const __start_db_commands[];
extern const struct command *const __stop_db_commands[];

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct command *const *)a)->name,
		      (*(const struct command *const *)b)->name);
}

static int print_help(FILE *out)
{
	size_t count = (size_t)(__stop_db_commands - __start_db_commands);
	const struct command **sorted = calloc(count, sizeof(*sorted));

	if (!sorted)
		return EXIT_FAILED;
	memcpy(sorted, __start_db_commands, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_name);
	fprintf(out, "Usage: driftbolt COMMAND [ARGUMENTS]\n\n"
		     "Lets the kernel refuse code that an image did not ship.\n\n");
	for (size_t i = 0; i < count; i++)
		fprintf(out, "  %-8s %s\n", sorted[i]->name, sorted[i]->summary);
	free(sorted);
	fprintf(out, "\n'driftbolt COMMAND --help' says more; driftbolt(8) says all.\n"
		     "Exit: 0 ok, 1 failed, 2 usage, 3 the policy says no, 77 cannot run here.\n");
	return out == stdout ? EXIT_OK : EXIT_USAGE;
}

static const struct command *find(const char *name)
{
	for (const struct command *const *at = __start_db_commands; at < __stop_db_commands; at++)
		if (!strcmp((*at)->name, name))
			return *at;
	return NULL;
}

static int print_command_help(const struct command *command)
{
	printf("Usage: driftbolt %s%s%s\n\n%s.\n", command->name, *command->arguments ? " " : "",
	       command->arguments, command->summary);
	if (command->details)
		printf("\n%s", command->details);
	return EXIT_OK;
}

int usage_error(const char *name, const char *word, const char *what)
{
	const struct command *command = find(name);

	if (word)
		fprintf(stderr, "driftbolt: \"%s\": %s\n", word, what);
	else
		fprintf(stderr, "driftbolt: \"%s\": %s\n", name, what);
	fprintf(stderr, "Usage: driftbolt %s %s\n", name, command ? command->arguments : "");
	return EXIT_USAGE;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (!getenv("DRIFTBOLT_DEBUG"))
		return 0;
	return vfprintf(stderr, format, arguments);
}

int main(int argc, char **argv)
{
	const struct command *command;

	libbpf_set_print(quiet);
	if (argc < 2)
		return print_help(stderr);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return print_help(stdout);
	if (!strcmp(argv[1], "--version")) {
		puts("driftbolt " DRIFTBOLT_VERSION);
		return EXIT_OK;
	}
	command = find(argv[1]);
	if (!command) {
		fprintf(stderr, "driftbolt: \"%s\": no such command: see 'driftbolt --help'\n",
			argv[1]);
		return EXIT_USAGE;
	}
	for (int i = 2; i < argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help"))
			return print_command_help(command);
	return command->run(argc - 1, argv + 1);
}
