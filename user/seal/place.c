// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "seal/place.h"

#define MOUNTS_MAX 8 /* kern/seal/seal.bpf.c */

/* A line of /proc/self/mountinfo, proc(5). */
struct mounted {
	int id, parent;
	char point[PATH_MAX];
	bool shared;
};

static bool parse(const char *line, struct mounted *mounted)
{
	const char *end = strstr(line, " - "), *shared = strstr(line, " shared:");

	mounted->shared = shared && end && shared < end;
	return sscanf(line, "%d %d %*s %*s %4095s", &mounted->id, &mounted->parent,
		      mounted->point) == 3;
}

/* The mount with this number, or (0) the last that is on this path, which is on top. */
static int find(int id, const char *point, struct mounted *ret_mounted)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[2 * PATH_MAX];
	struct mounted mounted;
	int r = -ENOENT;

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file))
		if (parse(line, &mounted) &&
		    (id ? mounted.id == id : !strcmp(mounted.point, point))) {
			*ret_mounted = mounted;
			r = 0;
		}
	return r;
}

bool place_is_of_process_1(void)
{
	struct stat own, first;

	return !stat("/proc/self/ns/mnt", &own) && !stat("/proc/1/ns/mnt", &first) &&
	       own.st_ino == first.st_ino && own.st_dev == first.st_dev;
}

int place_make_private(void)
{
	struct mounted top, parent, below;
	int depth, r = find(0, "/sys/fs/bpf", &top);

	r = r < 0 ? r : find(top.parent, NULL, &parent);
	if (r < 0)
		return r;
	below = parent;
	/* Of the root's parent nothing is said. */
	for (depth = 2; find(below.parent, NULL, &below) >= 0; depth++)
		if (depth == MOUNTS_MAX - 1)
			return -E2BIG;
	if (!parent.shared)
		return 0;
	if (!strcmp(parent.point, "/"))
		return -EXDEV;
	return mount(NULL, parent.point, NULL, MS_PRIVATE, NULL) ? -errno : 0;
}
