// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file_number.h"
#include "maps/limits.h"
#include "seal/place.h"

#define MOUNTS_MAX 8 /* kern/seal/seal.bpf.c */

/* A line of /proc/self/mountinfo, proc(5). */
struct mounted {
	int id, parent;
	char point[PATH_MAX];
	bool spreads; /* what is mounted or unmounted elsewhere reaches it: shared, or a slave */
};

static bool parse(const char *line, struct mounted *mounted)
{
	const char *end = strstr(line, " - ");
	const char *shared = strstr(line, " shared:"), *slave = strstr(line, " master:");

	mounted->spreads = end && ((shared && shared < end) || (slave && slave < end));
	return sscanf(line, "%d %d %*s %*s %4095s", &mounted->id, &mounted->parent,
		      mounted->point) == 3;
}

/* The mount with this number. */
static int find(int id, struct mounted *ret_mounted)
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[2 * PATH_MAX];
	struct mounted mounted;
	int r = -ENOENT;

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file))
		if (parse(line, &mounted) && mounted.id == id) {
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

/* The number of the mount that a descriptor came by. */
static int mount_of_descriptor(int fd)
{
	char path[64];
	long id;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	return file_number(path, "mnt_id:", &id) ? (int)id : -ENOENT;
}

/* The mount below that of `fd`, with what is to be known of both. */
static int find_below(int fd, struct mounted *ret_below)
{
	struct mounted top;
	int r = mount_of_descriptor(fd);

	r = r < 0 ? r : find(r, &top);
	if (r < 0)
		return r;
	if (strcmp(top.point, "/sys/fs/bpf"))
		return -EXDEV;
	return find(top.parent, ret_below);
}

int place_make_private(int fd)
{
	struct mounted parent, below;
	int r = find_below(fd, &parent);

	if (r < 0)
		return r;
	below = parent;
	/* Of the root's parent nothing is said. */
	for (int depth = 2; find(below.parent, &below) >= 0; depth++)
		if (depth == MOUNTS_MAX - 1)
			return -E2BIG;
	if (parent.spreads && !strcmp(parent.point, "/"))
		return -EXDEV;
	if (parent.spreads && mount(NULL, parent.point, NULL, MS_PRIVATE, NULL))
		return -errno;
	return place_is_private(fd) ? 0 : -EBUSY;
}

bool place_is_private(int fd)
{
	struct mounted below;
	struct stat by_name, held;

	return find_below(fd, &below) >= 0 && !below.spreads && !fstat(fd, &held) &&
	       !stat(DB_PIN_ROOT, &by_name) && held.st_dev == by_name.st_dev &&
	       held.st_ino == by_name.st_ino;
}
