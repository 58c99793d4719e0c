// SPDX-License-Identifier: GPL-2.0-only
/* driftbolt-manifest: from an image to the list of code it ships. Tables of commands and options.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>

#include "user/cleanup.h"
#include "user/manifest/command.h"
#include "user/manifest/compile.h"
#include "user/manifest/limits.h"

/* DESIGN: contract, commands. 3 is "the answer is no", as of `driftbolt explain`: 1 is a failure with us, unlike with diff(1). */
enum exit_code { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_DIFFER = 3 };

static const struct command *const commands[] = {
	&command_oci, &command_archive, &command_rootfs,
	&command_deb, &command_learn,	&command_diff,
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

enum option_id {
	OPTION_OUTPUT = 'o',
	OPTION_VERBOSE = 'v',
	OPTION_QUIET = 'q',
	OPTION_HELP = 'h',
	OPTION_GENERATION = 256,
	OPTION_PLATFORM,
	OPTION_IMAGE,
	OPTION_UNPACKED_MAX,
	OPTION_ALL_MOUNTS,
	OPTION_ALLOW_ABSOLUTE,
	OPTION_CLASSES,
	OPTION_TRUSTED,
	OPTION_NAME,
	OPTION_JSON,
	OPTION_VERSION,
};

static const struct {
	const char *name, *value, *text;
	int id;
} option_table[] = {
	{ "output", "FILE", "write to FILE, whole or not at all (-: standard output)",
	  OPTION_OUTPUT },
	{ "generation", "N", "policy generation, a number that grows (0)", OPTION_GENERATION },
	{ "platform", "OS/ARCH[/VARIANT]", "which platform of the image (this machine's)",
	  OPTION_PLATFORM },
	{ "image", "REF", "the image reference to write down", OPTION_IMAGE },
	{ "max-unpacked", "BYTES", "let an image unpack to so much (32 GiB)", OPTION_UNPACKED_MAX },
	{ "all-mounts", NULL, "rootfs: enter other file systems, except /proc and the like",
	  OPTION_ALL_MOUNTS },
	{ "allow-absolute", NULL, "oci, archive: take absolute names from the root of the image",
	  OPTION_ALLOW_ABSOLUTE },
	{ "classes", "FILE", "add and remove classes by path: `jit /opt/app/*`, `!interp /bin/ed`",
	  OPTION_CLASSES },
	{ "trusted", "FILE", "deb: take only packages whose SHA-256 is a line of FILE",
	  OPTION_TRUSTED },
	{ "name", "NAME", "learn: only events of the image that is loaded as NAME", OPTION_NAME },
	{ "json", NULL, "diff: one JSON object", OPTION_JSON },
	{ "verbose", NULL, "remarks on files that look like code but are not", OPTION_VERBOSE },
	{ "quiet", NULL, "no progress line", OPTION_QUIET },
	{ "help", NULL, "this text", OPTION_HELP },
	{ "version", NULL, "the version", OPTION_VERSION },
};
#define OPTION_COUNT (sizeof(option_table) / sizeof(option_table[0]))

static void help(void)
{
	puts("driftbolt-manifest: list the code an image ships, for driftbolt to enforce\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		printf("  driftbolt-manifest %-8s%-14s %s\n", commands[i]->name,
		       commands[i]->argument, commands[i]->summary);
	puts("");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char spelling[64];

		snprintf(spelling, sizeof(spelling), "%s--%s%s%s",
			 option_table[i].id == OPTION_OUTPUT	? "-o, "
			 : option_table[i].id == OPTION_VERBOSE ? "-v, "
								: "",
			 option_table[i].name, option_table[i].value ? " " : "",
			 option_table[i].value ? option_table[i].value : "");
		printf("  %-31s%s\n", spelling, option_table[i].text);
	}
	puts("\nExit status: 0 done, 1 failed (nothing is written), 2 wrong usage; diff: 3 code differs.");
}

static int usage(const char *object, const char *what)
{
	fprintf(stderr, "driftbolt-manifest: \"%s\": %s: see `driftbolt-manifest --help`\n", object,
		what);
	return EXIT_USAGE;
}

/* Decimal, no sign, no blank; strtoull() takes both. */
static bool parse_number(const char *text, uint64_t *ret_value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*ret_value = strtoull(text, &end, 10);
	return errno == 0 && *end == '\0';
}

/* 0: go on; otherwise *ret_exit is how the program ends. */
static bool take_option(int id, const char *word, struct options *options, int *ret_exit)
{
	switch (id) {
	case OPTION_OUTPUT:
		options->output = optarg;
		break;
	case OPTION_VERBOSE:
		options->verbose = true;
		break;
	case OPTION_QUIET:
		options->quiet = true;
		break;
	case OPTION_ALL_MOUNTS:
		options->all_mounts = true;
		break;
	case OPTION_ALLOW_ABSOLUTE:
		options->allow_absolute = true;
		break;
	case OPTION_CLASSES:
		options->classes = optarg;
		break;
	case OPTION_TRUSTED:
		options->trusted = optarg;
		break;
	case OPTION_NAME:
		options->name = optarg;
		break;
	case OPTION_JSON:
		options->json = true;
		break;
	case OPTION_GENERATION:
		if (!parse_number(optarg, &options->generation))
			return *ret_exit = usage(optarg, "not a generation number"), false;
		break;
	case OPTION_UNPACKED_MAX:
		if (!parse_number(optarg, &options->unpacked_max) || options->unpacked_max == 0)
			return *ret_exit = usage(optarg, "not a number of bytes"), false;
		break;
	case OPTION_PLATFORM:
		if (!manifest_platform_valid(optarg))
			return *ret_exit = usage(optarg, "not OS/ARCH[/VARIANT]"), false;
		options->platform = optarg;
		break;
	case OPTION_IMAGE:
		if (!manifest_image_valid(optarg))
			return *ret_exit = usage(optarg, "not an image reference"), false;
		options->image = optarg;
		break;
	case OPTION_HELP:
		help();
		return *ret_exit = EXIT_OK, false;
	case OPTION_VERSION:
		puts("driftbolt-manifest " DRIFTBOLT_VERSION);
		return *ret_exit = EXIT_OK, false;
	case ':':
		return *ret_exit = usage(word, "a value is missing"), false;
	default:
		return *ret_exit = usage(word, "unknown option"), false;
	}
	return true;
}

/* What an option says something about; for other commands it is refused, not ignored. */
enum use { USE_MANIFEST, USE_DIFF, USE_ALL, USE_COUNT };

static enum use use_of(int id)
{
	switch (id) {
	case OPTION_OUTPUT:
	case OPTION_QUIET:
		return USE_ALL;
	case OPTION_JSON:
		return USE_DIFF;
	default:
		return USE_MANIFEST;
	}
}

/* given: of each use the name of an option that was given. */
static bool parse_options(int argc, char **argv, struct options *options,
			  const char *given[USE_COUNT], int *ret_exit)
{
	struct option table[OPTION_COUNT + 1] = { 0 };
	int id;

	for (size_t i = 0; i < OPTION_COUNT; i++)
		table[i] = (struct option){ .name = option_table[i].name,
					    .has_arg = option_table[i].value ? required_argument
									     : no_argument,
					    .val = option_table[i].id };
	for (;;) {
		int before = optind > 0 ? optind : 1;

		id = getopt_long(argc, argv, ":o:vh", table, NULL);
		if (id < 0)
			return true;
		if (!take_option(id, argv[optind > before ? optind - 1 : before], options,
				 ret_exit))
			return false;
		for (size_t i = 0; i < OPTION_COUNT; i++)
			if (option_table[i].id == id)
				given[use_of(id)] = option_table[i].name;
	}
}

static bool check_arguments(const struct command *command, const struct options *options,
			    int *ret_exit)
{
	int most = command->many ? INT_MAX : command->pair ? 2 : 1;

	if (options->input_count == 0)
		return *ret_exit = usage(command->argument, "argument expected"), false;
	if (options->input_count < 2 && command->pair)
		return *ret_exit = usage(command->argument, "two arguments expected"), false;
	if (options->input_count > most)
		return *ret_exit = usage(options->inputs[most], "unexpected argument"), false;
	if (command->pair && strcmp(options->inputs[0], "-") == 0 &&
	    strcmp(options->inputs[1], "-") == 0)
		return *ret_exit = usage("-", "standard input is read once: name a file"), false;
	return true;
}

static bool check_options(const struct command *command, const char *const given[USE_COUNT],
			  int *ret_exit)
{
	const char *other = given[command->pair ? USE_MANIFEST : USE_DIFF];
	char spelling[64];

	if (!other)
		return true;
	snprintf(spelling, sizeof(spelling), "--%s", other);
	return *ret_exit = usage(spelling, "not an option of this command"), false;
}

static int report(struct job *job)
{
	job_progress_end(job);
	fprintf(stderr, "driftbolt-manifest: \"%s\": %s: %s\n", job->object, job->what, job->next);
	return EXIT_FAILED;
}

/* The last bound, where a library has none: then an allocation fails, not the machine. */
static void limit_memory(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_DATA, &limit) < 0 || limit.rlim_cur <= LIMIT_MEMORY)
		return;
	limit.rlim_cur = LIMIT_MEMORY;
	(void)setrlimit(RLIMIT_DATA, &limit); /* lowering one's own limit is never refused */
}

int main(int argc, char **argv)
{
	_cleanup_(job_free) struct job *job = NULL;
	const struct command *command = NULL;
	const char *given[USE_COUNT] = { NULL };
	struct options options = { 0 };
	int status;

	limit_memory();
	if (!parse_options(argc, argv, &options, given, &status))
		return status;
	if (optind == argc)
		return usage("", "command expected");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[optind], commands[i]->name) == 0)
			command = commands[i];
	if (!command)
		return usage(argv[optind], "unknown command");
	options.inputs = argv + optind + 1;
	options.input_count = argc - optind - 1;
	options.input = options.inputs[0];
	if (!check_arguments(command, &options, &status) || !check_options(command, given, &status))
		return status;

	job = job_new(&options);
	if (!job) {
		fputs("driftbolt-manifest: \"-\": out of memory: free some and try again\n",
		      stderr);
		return EXIT_FAILED;
	}
	if (job_run(job, command) < 0)
		return report(job);
	return job->differ ? EXIT_DIFFER : EXIT_OK;
}
