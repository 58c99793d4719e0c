// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "digest.h"
#include "kern/core/decide_code.h"
#include "kern/core/filesystem.h"
#include "mode.h"
#include "present_code.h"
#include "present_maps.h"
#include "report.h"

#define NOTES_MAX 20
#define NAME_SIZE 256 /* of a path or name in a note, before escaping */

/* A file that was looked at, for one use. */
struct seen {
	dev_t device;
	ino_t inode;
	__u32 moment;
};

static int compare(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return (x->moment > y->moment) - (x->moment < y->moment);
}

void present_code_free(struct present_code *code)
{
	tdestroy(code->files, free);
	code->files = NULL;
}

/* Enters a file; -EEXIST if it was looked at before. */
static int enter(struct present_code *code, const struct stat *file, __u32 moment)
{
	struct seen *seen = malloc(sizeof(*seen));
	void *node;

	if (!seen)
		return -ENOMEM;
	*seen = (struct seen){ file->st_dev, file->st_ino, moment };
	node = tsearch(seen, &code->files, compare);
	if (node && *(struct seen **)node == seen)
		return 0;
	free(seen);
	return node ? -EEXIST : -ENOMEM;
}

/* What a process calls itself, escaped, as a process may call itself anything. */
static void name_of(const char *pid, char name[4 * NAME_SIZE + 1])
{
	char path[64], text[NAME_SIZE];
	_cleanup_close_ int fd = -1;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? 0 : read(fd, text, sizeof(text));
	if (length > 0 && text[length - 1] == '\n')
		length--;
	escape_text((const uint8_t *)text, length > 0 ? (size_t)length : 0, name);
}

static void __attribute__((format(printf, 3, 4)))
note(struct present_code *code, const char *pid, const char *format, ...)
{
	char name[4 * NAME_SIZE + 1];
	va_list arguments;

	if (code->findings++ >= NOTES_MAX)
		return;
	name_of(pid, name);
	fprintf(code->out, "driftbolt: note: process %s (%s) ", pid, name);
	va_start(arguments, format);
	vfprintf(code->out, format, arguments);
	va_end(arguments);
	fputc('\n', code->out);
}

void present_sum_up(const struct present_code *code)
{
	if (!code->findings)
		return;
	if (code->findings > NOTES_MAX)
		fprintf(code->out, "driftbolt: note: and %zu more\n", code->findings - NOTES_MAX);
	fprintf(code->out,
		"driftbolt: note: %zu findings in %zu processes that ran before: they were never "
		"judged; start them again\n",
		code->findings, code->processes);
}

/* What driftbolt would have gathered of this file, as far as user space sees it. */
static int gather(const struct present_code *code, int fd, const struct stat *file,
		  struct db_code_facts *facts)
{
	const int sealed = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;
	__u64 size = (__u64)file->st_size;
	struct db_allowed allowed;
	struct db_digest digest;
	struct statfs fs;
	__u32 value;
	int r;

	if (fstatfs(fd, &fs))
		return -errno;
	facts->flags = DB_FACT_IMAGE_LOADED;
	/* An overlay is judged by the layer that holds the data, which only the kernel sees. */
	if (db_fs_is_honest((unsigned int)fs.f_type) || (unsigned int)fs.f_type == DB_FS_OVERLAY)
		facts->flags |= DB_FACT_HONEST_FS;
	if ((unsigned int)fs.f_type == DB_FS_TMPFS && !file->st_nlink) {
		r = fcntl(fd, F_GET_SEALS);
		facts->flags |= DB_FACT_MEMORY_FILE;
		facts->flags |= r >= 0 && (r & sealed) == sealed ? DB_FACT_SEALED : 0;
	}
	if (!bpf_map_lookup_elem(code->sizes, &size, &value))
		facts->flags |= DB_FACT_SIZE_LISTED;
	if (db_refusal_before_hash(facts) != DB_REASON_NONE)
		return 0; /* not hashed, as the kernel would not: it may be huge */
	r = digest_of_file(fd, &digest);
	if (r < 0)
		return r;
	facts->flags |= DB_FACT_HASHED;
	if (!bpf_map_lookup_elem(code->digests, &digest, &allowed)) {
		facts->flags |= DB_FACT_LISTED;
		facts->classes = allowed.classes;
	}
	if (!bpf_map_lookup_elem(code->deny, &digest, &value))
		facts->flags |= DB_FACT_DENYLISTED;
	return 0;
}

/* Opened by its inode, not by its name: it may be removed, or another file may have the name. */
static int judge_file(const struct present_code *code, int path_fd, const struct stat *file,
		      __u32 moment)
{
	struct db_code_facts facts = { .moment = moment };
	_cleanup_close_ int fd = -1;
	char link[64];
	int r;

	if (!S_ISREG(file->st_mode))
		return DB_REASON_FILESYSTEM; /* a device: not even opened */
	snprintf(link, sizeof(link), "/proc/self/fd/%d", path_fd);
	fd = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	r = fd < 0 ? -errno : gather(code, fd, file, &facts);
	return r < 0 ? r : (int)db_decide_code(&facts);
}

static void note_file(struct present_code *code, const char *pid, const char *link, __u32 moment,
		      int reason)
{
	const char *how = moment == DB_MOMENT_EXEC ? "runs" : "has mapped executable";
	char target[NAME_SIZE], name[4 * NAME_SIZE + 1];
	ssize_t length = readlink(link, target, sizeof(target));

	escape_text((const uint8_t *)target, length > 0 ? (size_t)length : 0, name);
	if (reason < 0)
		note(code, pid, "%s \"%s\", which cannot be read: %s", how, name,
		     strerror(-reason));
	else
		note(code, pid, "%s \"%s\": %s (%s)", how, name, reason_text((__u32)reason),
		     reason_name((__u32)reason));
}

/* The file behind /proc/PID/exe or a name in map_files. 0, or -ENOENT if that is gone, or -ENOMEM. */
static int look_at_file(struct present_code *code, const char *pid, const char *link, __u32 moment)
{
	_cleanup_close_ int path_fd = open(link, O_PATH | O_CLOEXEC);
	struct stat file;
	int r;

	if (path_fd < 0 && (errno == ENOENT || errno == ESRCH))
		return -ENOENT;
	if (path_fd < 0 || fstat(path_fd, &file)) {
		note_file(code, pid, link, moment, -errno);
		return 0;
	}
	r = enter(code, &file, moment);
	if (r < 0)
		return r == -EEXIST ? 0 : r;
	r = judge_file(code, path_fd, &file, moment);
	if (r == DB_REASON_NONE)
		return 0;
	note_file(code, pid, link, moment, r);
	/* One line is enough: a program is mapped as well. */
	r = moment == DB_MOMENT_EXEC ? enter(code, &file, DB_MOMENT_MAP) : 0;
	return r == -ENOMEM ? r : 0;
}

/* Code without a file, or that can change: said once a process. */
static void note_memory(struct present_code *code, const char *pid, const struct mapping *mapping)
{
	if (mapping->kind == MAPPING_MEMORY)
		note(code, pid, "has executable memory%s without a file at %lx",
		     mapping->writable ? ", writable," : "", mapping->start);
	else
		note(code, pid, "has a file mapped writable and executable at %lx", mapping->start);
}

/* The number of lines in /proc/PID/maps, or -ENOMEM. */
static int look_at_mappings(struct present_code *code, const char *pid)
{
	_cleanup_fclose_ FILE *maps = NULL;
	_cleanup_free_ char *line = NULL;
	struct mapping mapping;
	bool memory = false;
	size_t size = 0;
	char path[128];
	int lines = 0, r;

	snprintf(path, sizeof(path), "/proc/%.20s/maps", pid);
	maps = fopen(path, "re");
	for (; maps && getline(&line, &size, maps) > 0; lines++) {
		if (!mapping_parse(line, &mapping) || mapping.kind == MAPPING_DATA)
			continue;
		if (!memory && (mapping.kind == MAPPING_MEMORY || mapping.writable)) {
			memory = true;
			note_memory(code, pid, &mapping);
		}
		if (mapping.kind != MAPPING_FILE)
			continue;
		snprintf(path, sizeof(path), "/proc/%.20s/map_files/%lx-%lx", pid, mapping.start,
			 mapping.end);
		r = look_at_file(code, pid, path, DB_MOMENT_MAP);
		if (r < 0 && r != -ENOENT) /* unmapped meanwhile */
			return r;
	}
	return lines;
}

int present_look_at(struct present_code *code, const char *pid)
{
	char link[64];
	int r;

	if (strtol(pid, NULL, 10) == getpid())
		return 0;
	snprintf(link, sizeof(link), "/proc/%.20s/exe", pid);
	r = look_at_file(code, pid, link, DB_MOMENT_EXEC);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = look_at_mappings(code, pid);
	if (r <= 0)
		return r;
	code->processes++;
	return 1;
}
