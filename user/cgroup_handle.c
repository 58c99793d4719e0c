// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include "cgroup_handle.h"
#include "cleanup.h"
#include "scope.h"

#define HANDLE_OF_ID 0xfe /* FILEID_KERNFS, include/linux/exportfs.h: since Linux 5.5 */

int cgroup_mount_open(void)
{
	_cleanup_close_ int mount = open(SCOPE_CGROUP_MOUNT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (mount < 0 || fstatfs(mount, &fs))
		return -errno;
	return fs.f_type == CGROUP2_SUPER_MAGIC ? take_fd(&mount) : -EMEDIUMTYPE;
}

int cgroup_open(int mount, __u64 id)
{
	union {
		struct file_handle head;
		char bytes[sizeof(struct file_handle) + sizeof(id)];
	} handle = { .head = { .handle_bytes = sizeof(id), .handle_type = HANDLE_OF_ID } };
	int fd;

	memcpy(handle.head.f_handle, &id, sizeof(id));
	fd = open_by_handle_at(mount, &handle.head, O_PATH | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int cgroup_path(int mount, __u64 id, char *path, size_t size)
{
	_cleanup_close_ int fd = cgroup_open(mount, id);
	char link[64];
	ssize_t n;

	if (fd < 0)
		return fd;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, size);
	if (n < 0)
		return -errno;
	if ((size_t)n >= size)
		return -ENAMETOOLONG;
	path[n] = '\0';
	return 0;
}
