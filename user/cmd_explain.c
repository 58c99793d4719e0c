// SPDX-License-Identifier: GPL-2.0-only
/* explain: what would happen to a file, and why, decided by the very lines the kernel runs. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/openat2.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "command.h"
#include "digest.h"
#include "file_interpreter.h"
#include "image.h"
#include "kern/core/decide_code.h"
#include "kern/core/decide_setting.h"
#include "kern/core/filesystem.h"
#include "mode.h"
#include "report.h"
#include "scope.h"
#include "setting.h"

/* One file as far as user space can see what the programs would gather. */
struct subject {
	struct db_digest digest;
	__u64 size;
	bool honest_fs;
};

/* One `explain`. */
struct question {
	const struct kernel_maps *maps;
	int root; /* paths are below it, links included; AT_FDCWD: as the caller sees them */
	bool usable; /* the file itself: some image lets it run or be mapped */
	__u64 executable; /* images that let the file and all it needs run, by DB_IMAGE_BIT() */
};

#define STEPS_MAX 6 /* BINPRM_MAX_RECURSION of `#!` lines (fs/exec.c), and a dynamic linker */

static int open_in(int root, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = root == AT_FDCWD ? 0 : RESOLVE_IN_ROOT,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

static int look_at(int fd, struct subject *subject)
{
	struct statfs fs;
	struct stat info;

	if (fstat(fd, &info) || fstatfs(fd, &fs))
		return -errno;
	if (!S_ISREG(info.st_mode))
		return -EINVAL;
	subject->size = (__u64)info.st_size;
	/* An overlay is judged by the layer that holds the data, which only the kernel sees. */
	subject->honest_fs = db_fs_is_honest((unsigned int)fs.f_type) ||
			     (unsigned int)fs.f_type == DB_FS_OVERLAY;
	return digest_of_file(fd, &subject->digest);
}

static void gather(const struct kernel_maps *maps, __u32 image, const struct subject *subject,
		   struct db_code_facts *facts)
{
	struct db_allowed allowed;
	__u32 value, inner;

	*facts = (struct db_code_facts){ .flags = DB_FACT_HASHED };
	if (subject->honest_fs)
		facts->flags |= DB_FACT_HONEST_FS;
	if (!bpf_map_lookup_elem(maps->images, &image, &inner))
		facts->flags |= DB_FACT_IMAGE_LOADED;
	if (image_lookup(maps->sizes, image, &subject->size, &value))
		facts->flags |= DB_FACT_SIZE_LISTED;
	if (image_lookup(maps->images, image, &subject->digest, &allowed)) {
		facts->flags |= DB_FACT_LISTED;
		facts->classes = allowed.classes;
	}
	if (!bpf_map_lookup_elem(maps->deny, &subject->digest, &value))
		facts->flags |= DB_FACT_DENYLISTED;
}

/* The level of the setting a reason is under, as the host has it or a container would. */
static __u32 level_in(const struct kernel_maps *maps, __u32 image, __u32 moment, __u32 reason)
{
	__u32 setting = db_setting_of(moment, reason);
	struct db_policy policy = {};

	if (setting == DB_SETTING_COUNT)
		return DB_LEVEL_COUNT;
	setting_read(maps, image, &policy); /* else the defaults hold, as in the kernel */
	return db_level_of(policy.levels, setting, scope_host(maps) != (int)image);
}

/* True if nothing would keep it from being used so, were the image in enforce. */
static bool explain_use(const struct kernel_maps *maps, __u32 image, struct db_code_facts *facts,
			__u32 moment, const char *use)
{
	__u32 mode = (__u32)image_mode(maps, image), reason, level;

	facts->moment = moment;
	reason = db_decide_code(facts);
	level = level_in(maps, image, moment, reason);
	printf("  %-8s %s: %s (%s)\n", use,
	       verdict_name(reason == DB_REASON_NONE || mode == DB_MODE_OFF
				    ? DB_VERDICT_ALLOW
				    : db_verdict_for(level, reason, mode)),
	       reason_text(reason), reason_name(reason));
	return reason == DB_REASON_NONE ||
	       db_verdict_for(level, reason, DB_MODE_ENFORCE) != DB_VERDICT_DENY;
}

/* One file of those that an exec takes. */
static void explain_file(struct question *question, const struct subject *subject, bool first,
			 bool linker)
{
	struct db_imageinfo info;
	char hex[65], words[128];
	__u64 executable = 0;
	__u32 id = 0;

	hex_of_digest(subject->digest.sha256, hex);
	printf("sha256 %s\nsize   %llu\n", hex, (unsigned long long)subject->size);
	while (image_next(question->maps, &id, &info)) {
		const struct kernel_maps *maps = question->maps;
		struct db_code_facts facts;

		gather(maps, id, subject, &facts);
		classes_text(facts.classes, words);
		printf("image '%s' (%s): class %s\n", info.name,
		       mode_name((__u32)image_mode(maps, id)), words);
		if (linker ? explain_use(maps, id, &facts, DB_MOMENT_LINKER, "link")
			   : explain_use(maps, id, &facts, DB_MOMENT_EXEC, "execute"))
			executable |= DB_IMAGE_BIT(id);
		if (first && explain_use(maps, id, &facts, DB_MOMENT_MAP, "map"))
			question->usable = true;
	}
	question->executable &= executable;
	if (first && executable)
		question->usable = true;
}

/* The file, and what executing it takes: each `#!` interpreter, the dynamic linker. 0 or what report() said. */
static int explain_chain(struct question *question, const char *path)
{
	char next[FILE_INTERPRETER_MAX], name[4 * FILE_INTERPRETER_MAX + 1];
	bool linker = false;

	for (int step = 0; step < STEPS_MAX; step++) {
		_cleanup_close_ int fd = open_in(question->root, path);
		struct subject subject = {};
		int r = fd < 0 ? -errno : look_at(fd, &subject);

		if (r < 0 && step > 0) {
			printf("  cannot be read (%s), so nothing here runs with it\n",
			       strerror(-r));
			question->executable = 0;
			return 0;
		}
		if (r == -EINVAL)
			return report(path, 0, "not a regular file: give the file that would run");
		if (r < 0)
			return report(path, r, "cannot be read");
		explain_file(question, &subject, !step, linker);
		if (linker)
			return 0; /* the kernel asks no more of it */
		r = file_interpreter(fd, next, &linker);
		if (r < 0) /* what it needs is not known: no reason to say that it runs */
			return report(path, r, "cannot be read");
		if (!r)
			return 0;
		escape_text((const uint8_t *)next, strlen(next), name);
		printf("%s %s\n", linker ? "its dynamic linker" : "its interpreter", name);
		path = next;
	}
	question->executable = 0; /* ELOOP */
	return 0;
}

static int cmd_explain(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "exec", no_argument, NULL, 'e' },
		{},
	};
	_cleanup_close_ int root = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct question question = { .maps = &maps, .root = AT_FDCWD, .executable = ~0ULL };
	bool exec = false;
	int option, r;

	optind = 0;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'r':
			if (root >= 0)
				return usage_error("explain", "--root", "given twice");
			root = open(optarg, O_PATH | O_DIRECTORY | O_CLOEXEC);
			if (root < 0)
				return report(optarg, -errno, "is no root");
			question.root = root;
			break;
		case 'e':
			exec = true;
			break;
		default:
			return usage_error("explain", argv[optind - 1],
					   "unknown or incomplete option; a file of that name is "
					   "'./--...'");
		}
	}
	if (argc - optind != 1)
		return usage_error("explain", argc > optind ? argv[optind + 1] : NULL,
				   argc > optind ? "one word too many" : "a file needed");
	r = kernel_maps_open(&maps, true);
	if (r < 0)
		return report_not_open(r);
	r = explain_chain(&question, argv[optind]);
	if (r)
		return r;
	return (exec ? question.executable != 0 && question.usable : question.usable) ? EXIT_OK
										      : EXIT_POLICY;
}
DB_COMMAND(
	cmd_explain, .name = "explain", .arguments = "[--root DIR] [--exec] FILE",
	.summary = "Says what each image makes of a file, and why",
	.details =
		"What executing it takes besides, its dynamic linker or the interpreter of its #! line,\n"
		"is told behind it. Exit 3 if no image lets the file run or be mapped executable; with\n"
		"--exec, if none lets it and all it takes run. --root: paths are below DIR, links\n"
		"included. A file on an overlay is judged by its data alone; whether somebody is writing\n"
		"it is not looked at.\n");
