/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which file systems return the same bytes until somebody on this machine writes them. Pure.
 *
 * Anything not listed is refused: FUSE, NFS, CIFS, 9p and virtiofs may show one content to the hash
 * and another to the next page fault, and no hook tells us. A tmpfs or an overlay made in a user
 * namespace is honest: the kernel keeps its bytes. Values: include/uapi/linux/magic.h unless noted.
 *
 * A disk that other machines or user space answer for lies just as well, whatever is on it. What
 * cannot be told by the driver is taken for a disk: iSCSI and NVMe over a network.
 */
#ifndef DB_CORE_FILESYSTEM_H
#define DB_CORE_FILESYSTEM_H

#include "maps/setting.h"

#define DB_FS_OVERLAY 0x794c7630U
#define DB_FS_FUSE    0x65735546U
#define DB_FS_TMPFS   0x01021994U
#define DB_FS_RAMFS   0x858458F6U

/* X(magic, name) */
/* clang-format off */
#define DB_HONEST_FILESYSTEMS(X)                                                                   \
	X(0xEF53U, "ext2, ext3, ext4")                                                             \
	X(DB_FS_TMPFS, "tmpfs")                                                                    \
	X(DB_FS_RAMFS, "ramfs and an initramfs on it")                                             \
	X(0x73717368U, "squashfs")                                                                 \
	X(0xE0F5E1E2U, "erofs")                                                                    \
	X(0x58465342U, "xfs")                                                                      \
	X(0x9123683EU, "btrfs")                                                                    \
	X(0xF2F52010U, "f2fs")                                                                     \
	X(0x4D44U, "vfat")                                                                         \
	X(0x2011BAB0U, "exfat")                                                                    \
	X(0x9660U, "isofs")                                                                        \
	X(0x15013346U, "udf")                                                                      \
	X(0x28CD3D45U, "cramfs")
/* clang-format on */

static inline int db_fs_is_honest(unsigned int magic)
{
#define DB_FS_CASE_(value, name) case value:
	switch (magic) {
		DB_HONEST_FILESYSTEMS(DB_FS_CASE_)
		return 1;
	}
#undef DB_FS_CASE_
	return 0;
}

/* The db_policy.filesystems bit that allows a file system that can lie; 0: nothing allows it. */
static inline unsigned long long db_fs_foreign_bit(unsigned int magic)
{
#define DB_FS_FOREIGN_(C, name, bit, value)   \
	if ((value) != 0 && magic == (value)) \
		return 1ULL << (bit);
	DB_FOREIGN_FILESYSTEMS(DB_FS_FOREIGN_)
#undef DB_FS_FOREIGN_
	return 0;
}

/* File systems that keep their bytes in memory: they lie on nothing. */
static inline int db_fs_is_memory(unsigned int magic)
{
	return magic == DB_FS_TMPFS || magic == DB_FS_RAMFS;
}

#define DB_DISK_NAME_SIZE 8 /* first bytes of a disk's name: as many as tell its driver */

/* Drivers of disks whose bytes come over a network or from user space, by what they call their disks. */
/* clang-format off */
#define DB_NETWORK_DISKS(X)                                                                        \
	X("nbd")                                                                                   \
	X("ublkb")                                                                                 \
	X("rbd")                                                                                   \
	X("rnbd")                                                                                  \
	X("drbd")                                                                                  \
	X("etherd")
/* clang-format on */

static inline int db_disk_is_network(const char name[DB_DISK_NAME_SIZE])
{
#define DB_DISK_CASE_(prefix)                                          \
	if (__builtin_memcmp(name, (prefix), sizeof(prefix) - 1) == 0) \
		return 1;
	DB_NETWORK_DISKS(DB_DISK_CASE_)
#undef DB_DISK_CASE_
	return 0;
}

#endif
