// SPDX-License-Identifier: GPL-2.0-only
/*
 * A directory tree as it stands. Descends by open directories, follows no link, stays on the file
 * system it starts on. What is not code by name and first bytes is not read further.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "user/cleanup.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/command.h"
#include "user/manifest/compile.h"
#include "user/manifest/content.h"
#include "user/manifest/hash.h"
#include "user/manifest/limits.h"
#include "user/manifest/mounts.h"
#include "user/manifest/platform.h"
#include "user/manifest/tree.h"

#define READ_SIZE	 (1U << 18)
#define CAPABILITY_XATTR "security.capability"
#define FD_HEADROOM	 64

struct walk {
	struct job *job;
	struct hash *hash;
	dev_t device;
	unsigned int depth;
	size_t length; /* of path */
	char path[MANIFEST_PATH_MAX + 1]; /* inside the root; begins with a slash unless empty */
	uint8_t buffer[READ_SIZE];
};

static void walk_free(struct walk **walk)
{
	if (!*walk)
		return;
	hash_free(&(*walk)->hash);
	free(*walk);
	*walk = NULL;
}

static bool same_content(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int hash_file(struct walk *walk, int fd, const struct stat *before, struct facts *facts)
{
	struct job *job = walk->job;
	struct stat after;
	uint64_t size = 0;
	int r;

	r = hash_begin(walk->hash);
	while (r >= 0) {
		ssize_t n = pread(fd, walk->buffer, READ_SIZE, (off_t)size);

		if (n < 0)
			return job_fail_errno(job, errno, walk->path, "reading");
		if (n == 0)
			break;
		r = hash_add(walk->hash, walk->buffer, (size_t)n);
		size += (uint64_t)n;
		if (job_count_unpacked(job, walk->path, (uint64_t)n) < 0)
			return job->error;
		job_progress(job);
	}
	if (r >= 0)
		r = hash_end(walk->hash, facts->sha256);
	if (r < 0)
		return job_fail(job, r, walk->path, "check the libcrypto installation",
				"SHA-256 failed");
	if (fstat(fd, &after) < 0)
		return job_fail_errno(job, errno, walk->path, "stat");
	if (size != (uint64_t)before->st_size || !same_content(before, &after))
		return job_fail(job, -EAGAIN, walk->path,
				"stop what writes to it, or read a snapshot",
				"changed while it was read");
	facts->size = size;
	return 0;
}

static int open_file(struct walk *walk, int directory, const char *name, struct stat *ret_st)
{
	_cleanup_close_ int fd = -1;

	fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP))
		return -ENOENT;
	if (fd < 0)
		return job_fail_errno(walk->job, errno, walk->path, "opening");
	if (fstat(fd, ret_st) < 0)
		return job_fail_errno(walk->job, errno, walk->path, "stat");
	return S_ISREG(ret_st->st_mode) ? take_fd(&fd) : -ENOENT;
}

static int walk_file(struct walk *walk, int directory, const char *name)
{
	_cleanup_(facts_put) struct facts *facts = facts_new();
	_cleanup_close_ int fd = -1;
	uint8_t head[HEAD_SIZE];
	struct stat st;
	ssize_t n;
	int r;

	if (!facts)
		return job_no_memory(walk->job);
	fd = open_file(walk, directory, name, &st);
	if (fd == -ENOENT) {
		job_note(walk->job, walk->path, "vanished or was replaced while listing");
		return 0;
	}
	if (fd < 0)
		return fd;
	n = pread(fd, head, sizeof(head), 0);
	if (n < 0)
		return job_fail_errno(walk->job, errno, walk->path, "reading");
	facts->traits = head_traits(head, (size_t)n, st.st_mode);
	if (fgetxattr(fd, CAPABILITY_XATTR, NULL, 0) > 0)
		facts->traits |= TRAIT_SETUID;
	if (facts->traits & TRAIT_ELF) {
		r = content_read_elf(walk->job, fd, walk->path, facts);
		if (r < 0)
			return r;
	}
	/* ELF data (relocatable, core) might still be a PT_INTERP or behind a telling link. */
	if (!(facts->traits & TRAIT_ELF) && !classify(facts, walk->path) &&
	    !class_rules_add_to(walk->job->rules, walk->path))
		return 0;
	r = hash_file(walk, fd, &st, facts);
	if (r < 0)
		return r;
	r = tree_add_file(walk->job->tree, walk->path, facts);
	return r < 0 ? job_fail_errno(walk->job, r, walk->path, "adding to the tree") : 0;
}

static int walk_symlink(struct walk *walk, int directory, const char *name)
{
	char target[MANIFEST_PATH_MAX + 1];
	ssize_t n;
	int r;

	n = readlinkat(directory, name, target, sizeof(target) - 1);
	if (n < 0 && (errno == ENOENT || errno == EINVAL))
		return 0;
	if (n < 0)
		return job_fail_errno(walk->job, errno, walk->path, "reading the link");
	target[n] = '\0';
	r = tree_add_symlink(walk->job->tree, walk->path, target);
	return r < 0 ? job_fail_errno(walk->job, r, walk->path, "adding to the tree") : 0;
}

/* Whether a file system that is mounted here is to be entered. */
static bool enter_mount(struct walk *walk, int fd)
{
	switch (mount_kind_of(fd, walk->path)) {
	case MOUNT_VIEW:
		job_note(walk->job, walk->path, "a view of the kernel, left out");
		return false;
	case MOUNT_SCRATCH:
		if (!walk->job->options.all_mounts)
			job_note(walk->job, walk->path, "file system in memory, left out");
		break;
	case MOUNT_FILES:
		/* Its programs would be refused: who compiles this must hear of it. */
		if (!walk->job->options.all_mounts)
			job_warn(walk->job, walk->path,
				 "another file system, left out: use --all-mounts to list it");
		break;
	}
	return walk->job->options.all_mounts;
}

static int walk_directory(struct walk *walk, int fd);

static int walk_subdirectory(struct walk *walk, int directory, const char *name)
{
	_cleanup_close_ int fd = -1;
	struct stat st;
	int r;

	fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return 0;
	if (fd < 0)
		return job_fail_errno(walk->job, errno, walk->path, "opening");
	if (fstat(fd, &st) < 0)
		return job_fail_errno(walk->job, errno, walk->path, "stat");
	if (st.st_dev != walk->device && !enter_mount(walk, fd))
		return 0;
	if (walk->depth == LIMIT_DEPTH)
		return job_fail(walk->job, -ELOOP, walk->path, "flatten it",
				"more than %d directories deep", LIMIT_DEPTH);
	walk->depth++;
	r = walk_directory(walk, take_fd(&fd));
	walk->depth--;
	return r;
}

static int walk_entry(struct walk *walk, int directory, const char *name)
{
	struct stat st;

	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : job_fail_errno(walk->job, errno, walk->path, "stat");
	if (S_ISDIR(st.st_mode))
		return walk_subdirectory(walk, directory, name);
	if (S_ISREG(st.st_mode))
		return walk_file(walk, directory, name);
	if (S_ISLNK(st.st_mode))
		return walk_symlink(walk, directory, name);
	return 0;
}

/* Takes over fd. */
static int walk_directory(struct walk *walk, int fd)
{
	_cleanup_closedir_ DIR *directory = fdopendir(fd);
	size_t length = walk->length;
	struct dirent *entry;

	if (!directory) {
		close(fd);
		return job_no_memory(walk->job);
	}
	while (errno = 0, (entry = readdir(directory))) {
		size_t name = strlen(entry->d_name);
		int r;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (length + 1 + name > MANIFEST_PATH_MAX)
			return job_fail_errno(walk->job, ENAMETOOLONG, walk->path, "a file in it");
		walk->path[length] = '/';
		memcpy(walk->path + length + 1, entry->d_name, name + 1);
		walk->length = length + 1 + name;
		r = job_count_entry(walk->job, walk->path);
		if (r >= 0)
			r = walk_entry(walk, dirfd(directory), entry->d_name);
		if (r < 0)
			return r;
		walk->length = length;
		walk->path[length] = '\0';
		job_progress(walk->job);
	}
	return errno ? job_fail_errno(walk->job, errno, walk->path, "listing") : 0;
}

/* One open directory a level: the usual soft limit of 1024 is near LIMIT_DEPTH. */
static void raise_fd_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= LIMIT_DEPTH + FD_HEADROOM)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit); /* if not: EMFILE says so, at a depth few reach */
}

static int run(struct job *job)
{
	_cleanup_(walk_free) struct walk *walk = calloc(1, sizeof(*walk));
	const char *root = job->options.input;
	_cleanup_close_ int fd = -1;
	struct stat st;
	int r;

	if (!walk || !(walk->hash = hash_new()))
		return job_no_memory(job);
	walk->job = job;
	raise_fd_limit();
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return job_fail_errno(job, errno, root, "opening the root directory");
	walk->device = st.st_dev;
	snprintf(job->header.platform, sizeof(job->header.platform), "%s",
		 job->options.platform ? job->options.platform : platform_native());
	job_stage(job, "reading files");
	r = walk_directory(walk, take_fd(&fd));
	return r < 0 ? r : compile(job);
}

const struct command command_rootfs = {
	.name = "rootfs",
	.argument = "DIR",
	.summary = "a directory that holds a root file system",
	.run = run,
};
