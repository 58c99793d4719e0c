// SPDX-License-Identifier: GPL-2.0-only
#include <linux/magic.h>
#include <stdio.h>

#include "filesystem_name.h"
#include "kern/core/filesystem.h"

#define ZFS_MAGIC    0x2FC12FC1U /* these are in no uapi header: each one's sources */
#define NTFS3_MAGIC  0x7366746EU
#define MQUEUE_MAGIC 0x19800202U

/* Where something can be that is executed, mapped, read or written; ext2 and ext3 have the number of ext4. */
struct filesystem {
	__u32 magic;
	const char *name;
};

static const struct filesystem filesystems[] = {
	{ EXT4_SUPER_MAGIC, "ext4" },
	{ DB_FS_TMPFS, "tmpfs" }, /* memfd and SysV shared memory, too */
	{ DB_FS_RAMFS, "ramfs" },
	{ DB_FS_OVERLAY, "overlay" },
	{ XFS_SUPER_MAGIC, "xfs" },
	{ BTRFS_SUPER_MAGIC, "btrfs" },
	{ F2FS_SUPER_MAGIC, "f2fs" },
	{ SQUASHFS_MAGIC, "squashfs" },
	{ EROFS_SUPER_MAGIC_V1, "erofs" },
	{ MSDOS_SUPER_MAGIC, "vfat" },
	{ EXFAT_SUPER_MAGIC, "exfat" },
	{ ISOFS_SUPER_MAGIC, "iso9660" },
	{ UDF_SUPER_MAGIC, "udf" },
	{ CRAMFS_MAGIC, "cramfs" },
	{ ZFS_MAGIC, "zfs" },
	{ NTFS3_MAGIC, "ntfs3" },
	{ HUGETLBFS_MAGIC, "hugetlbfs" },
	{ SECRETMEM_MAGIC, "secretmem" },
	{ PROC_SUPER_MAGIC, "proc" },
	{ SYSFS_MAGIC, "sysfs" },
	{ DEBUGFS_MAGIC, "debugfs" },
	{ TRACEFS_MAGIC, "tracefs" },
	{ SECURITYFS_MAGIC, "securityfs" },
	{ CGROUP_SUPER_MAGIC, "cgroup" },
	{ CGROUP2_SUPER_MAGIC, "cgroup2" },
	{ BPF_FS_MAGIC, "bpf" },
	{ BDEVFS_MAGIC, "bdev" },
	{ DEVPTS_SUPER_MAGIC, "devpts" },
	{ MQUEUE_MAGIC, "mqueue" },
	{ PIPEFS_MAGIC, "pipefs" },
	{ SOCKFS_MAGIC, "sockfs" },
	{ NSFS_MAGIC, "nsfs" },
	{ ANON_INODE_FS_MAGIC, "anon_inodefs" },
#define FOREIGN_(C, name, bit, magic) { magic, #name },
	DB_FOREIGN_FILESYSTEMS(FOREIGN_)
#undef FOREIGN_
};

void filesystem_name(__u32 magic, char name[FILESYSTEM_NAME_SIZE])
{
	/* 0 is none: those of the foreign ones that are told by their device have it. */
	for (size_t i = 0; magic && i < sizeof(filesystems) / sizeof(*filesystems); i++)
		if (filesystems[i].magic == magic) {
			snprintf(name, FILESYSTEM_NAME_SIZE, "%s", filesystems[i].name);
			return;
		}
	snprintf(name, FILESYSTEM_NAME_SIZE, "0x%x", magic);
}
