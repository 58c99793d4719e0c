// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "digest.h"
#include "present_program.h"
#include "scope.h"

/* A program that was looked at. */
struct program {
	dev_t device;
	ino_t inode;
	struct db_allowed allowed; /* zero if the image does not list it */
};

static int compare(const void *a, const void *b)
{
	const struct program *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->inode > y->inode) - (x->inode < y->inode);
}

/* What the image says of the program in fd, hashing it if it is new. NULL without memory. */
static const struct program *program_of(const struct image_version *image, void **programs, int fd,
					const struct stat *file)
{
	_cleanup_free_ struct program *fresh = calloc(1, sizeof(*fresh));
	struct db_digest digest;
	struct program **node;

	if (!fresh)
		return NULL;
	fresh->device = file->st_dev;
	fresh->inode = file->st_ino;
	node = tsearch(fresh, programs, compare);
	if (!node)
		return NULL;
	if (*node != fresh)
		return *node;
	if (!digest_of_file(fd, &digest))
		bpf_map_lookup_elem(image->digests, &digest, &fresh->allowed);
	return take_pointer(fresh);
}

static int know(const struct kernel_maps *maps, const struct image_version *image, void **programs,
		const char *pid)
{
	__u32 tgid = (__u32)strtoul(pid, NULL, 10);
	const struct program *program;
	_cleanup_close_ int fd = -1;
	struct stat file;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.20s/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &file))
		return 0; /* a kernel thread, or gone */
	program = program_of(image, programs, fd, &file);
	if (!program)
		return -ENOMEM;
	if (!(program->allowed.classes & DB_CLASSES_KEPT))
		return 0;
	return bpf_map_update_elem(maps->present, &tgid, &program->allowed, BPF_ANY) ? -errno : 0;
}

static void forget(const struct kernel_maps *maps)
{
	__u32 tgid;

	while (!bpf_map_get_next_key(maps->present, NULL, &tgid))
		if (bpf_map_delete_elem(maps->present, &tgid))
			return;
}

int present_know_programs(const struct kernel_maps *maps, const struct image_version *image)
{
	_cleanup_close_ int link = bpf_obj_get(DB_PIN_LINKS "/db_present_task");
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	struct dirent *entry;
	void *programs = NULL;
	int r = 0;

	if (link < 0 || !processes)
		return -errno;
	forget(maps);
	while (r >= 0 && (entry = readdir(processes)))
		if (isdigit((unsigned char)entry->d_name[0]))
			r = know(maps, image, &programs, entry->d_name);
	if (r >= 0)
		r = scope_walk_tasks(link);
	forget(maps);
	tdestroy(programs, free);
	return r;
}
