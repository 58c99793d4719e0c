// SPDX-License-Identifier: GPL-2.0-only
/* explain: what would happen to a file, and why, decided by the very lines the kernel runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "command.h"
#include "digest.h"
#include "image.h"
#include "kern/core/decide_code.h"
#include "kern/core/filesystem.h"
#include "mode.h"
#include "report.h"

/* One file as far as user space can see what the programs would gather. */
struct subject {
	struct db_digest digest;
	__u64 size;
	bool honest_fs;
	bool listed_anywhere;
};

static int look_at(const char *path, struct subject *subject)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct statfs fs;
	struct stat info;

	if (fd < 0 || fstat(fd, &info) || fstatfs(fd, &fs))
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

static __u32 explain_use(struct db_code_facts *facts, __u32 moment, __u32 mode, const char *use)
{
	__u32 reason, verdict;

	facts->moment = moment;
	reason = db_decide_code(facts);
	verdict = mode == DB_MODE_OFF ? DB_VERDICT_ALLOW : db_verdict_of(reason, mode);
	printf("  %-8s %s: %s (%s)\n", use, verdict_name(verdict), reason_text(reason),
	       reason_name(reason));
	return reason;
}

static int cmd_explain(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct subject subject = {};
	struct db_imageinfo info;
	bool allowed = false;
	char hex[65], words[128];
	__u32 id = 0;
	int r;

	if (argc != 2)
		return usage_error("explain", argc > 2 ? argv[2] : NULL,
				   argc > 2 ? "one word too many" : "a file needed");
	if (!strncmp(argv[1], "--", 2))
		return usage_error("explain", argv[1],
				   "not an option; a file of that name is './--...'");
	r = look_at(argv[1], &subject);
	if (r == -EINVAL)
		return report(argv[1], 0, "not a regular file: give the file that would run");
	if (r < 0)
		return report(argv[1], r, "cannot be read");
	r = kernel_maps_open(&maps, false);
	if (r < 0)
		return report_not_open(r);
	hex_of_digest(subject.digest.sha256, hex);
	printf("sha256 %s\nsize   %llu\n", hex, (unsigned long long)subject.size);
	while (image_next(&maps, &id, &info)) {
		__u32 mode = (__u32)image_mode(&maps, id);
		struct db_code_facts facts;

		gather(&maps, id, &subject, &facts);
		classes_text(facts.classes, words);
		printf("image '%s' (%s): class %s\n", info.name, mode_name(mode), words);
		if (explain_use(&facts, DB_MOMENT_EXEC, mode, "execute") == DB_REASON_NONE)
			allowed = true;
		if (explain_use(&facts, DB_MOMENT_MAP, mode, "map") == DB_REASON_NONE)
			allowed = true;
	}
	return allowed ? EXIT_OK : EXIT_POLICY;
}
DB_COMMAND(
	cmd_explain, .name = "explain", .arguments = "FILE",
	.summary = "Says what each image makes of a file, and why",
	.details =
		"Exit 3 if no image lets it run or be mapped executable. A file on an overlay is\n"
		"judged by its data alone; whether somebody is writing it is not looked at.\n");
