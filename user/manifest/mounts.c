// SPDX-License-Identifier: GPL-2.0-only
#include <linux/magic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/vfs.h>

#include "user/manifest/mounts.h"

/* Magic numbers that include/uapi/linux/magic.h leaves in the source of their file systems. */
#define MQUEUE_MAGIC   0x19800202 /* ipc/mqueue.c */
#define CONFIGFS_MAGIC 0x62656570 /* fs/configfs/mount.c */
#define FUSECTL_MAGIC  0x65735543 /* FUSE_CTL_SUPER_MAGIC, fs/fuse/control.c */
#define RPCPIPE_MAGIC  0x67596969 /* RPCAUTH_GSSMAGIC, net/sunrpc/rpc_pipe.c */
#define NFSD_FS_MAGIC  0x6e667364 /* fs/nfsd/nfsctl.c */

static const unsigned long views[] = {
	AUTOFS_SUPER_MAGIC, BINFMTFS_MAGIC,   BPF_FS_MAGIC,	CGROUP2_SUPER_MAGIC,
	CGROUP_SUPER_MAGIC, CONFIGFS_MAGIC,   DEBUGFS_MAGIC,	DEVPTS_SUPER_MAGIC,
	EFIVARFS_MAGIC,	    FUSECTL_MAGIC,    HUGETLBFS_MAGIC,	MQUEUE_MAGIC,
	NFSD_FS_MAGIC,	    NSFS_MAGIC,	      PROC_SUPER_MAGIC, PSTOREFS_MAGIC,
	RPCPIPE_MAGIC,	    SECURITYFS_MAGIC, SELINUX_MAGIC,	SMACK_MAGIC,
	SYSFS_MAGIC,	    TRACEFS_MAGIC,
};

/* Where service managers and container runtimes mount memory; devtmpfs has the type of tmpfs. */
static const char *const scratch[] = { "/dev", "/proc", "/run", "/sys", "/tmp", "/var/run" };

static bool at_or_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

enum mount_kind mount_kind(unsigned long type, const char *path)
{
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (type == views[i])
			return MOUNT_VIEW;
	if (type != TMPFS_MAGIC && type != RAMFS_MAGIC)
		return MOUNT_FILES;
	for (size_t i = 0; i < sizeof(scratch) / sizeof(scratch[0]); i++)
		if (at_or_below(path, scratch[i]))
			return MOUNT_SCRATCH;
	return MOUNT_FILES;
}

enum mount_kind mount_kind_of(int fd, const char *path)
{
	struct statfs fs;

	return fstatfs(fd, &fs) < 0 ? MOUNT_FILES : mount_kind((unsigned long)fs.f_type, path);
}
