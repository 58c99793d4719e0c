/* SPDX-License-Identifier: GPL-2.0-only */
/* What another file system below a root is, as far as its files may be code of the image. */
#ifndef DB_MANIFEST_MOUNTS_H
#define DB_MANIFEST_MOUNTS_H

enum mount_kind {
	MOUNT_VIEW, /* of the kernel: /proc and the like hold no files */
	MOUNT_SCRATCH, /* memory where run-time data is kept, empty at boot */
	MOUNT_FILES, /* may hold anything */
};

/* type is f_type of statfs(2), path where it is mounted, inside the root. */
enum mount_kind mount_kind(unsigned long type, const char *path);
/* The same of an open directory; MOUNT_FILES where the kernel does not tell. */
enum mount_kind mount_kind_of(int fd, const char *path);

#endif
