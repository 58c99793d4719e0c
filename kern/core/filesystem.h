/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which file systems return the same bytes until somebody on this machine writes them. Pure.
 *
 * Anything not listed is refused: FUSE, NFS, CIFS, 9p and virtiofs may show one content to the hash
 * and another to the next page fault, and no hook tells us. A tmpfs or an overlay made in a user
 * namespace is honest: the kernel keeps its bytes. Values: include/uapi/linux/magic.h unless noted.
 */
#ifndef DB_CORE_FILESYSTEM_H
#define DB_CORE_FILESYSTEM_H

#define DB_FS_OVERLAY 0x794c7630U
#define DB_FS_TMPFS   0x01021994U

/* X(magic, name) */
/* clang-format off */
#define DB_HONEST_FILESYSTEMS(X)                                                                   \
	X(0xEF53U, "ext2, ext3, ext4")                                                             \
	X(DB_FS_TMPFS, "tmpfs")                                                                    \
	X(0x858458F6U, "ramfs and an initramfs on it")                                             \
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

#endif
