// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
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
