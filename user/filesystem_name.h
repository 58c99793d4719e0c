/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_FILESYSTEM_NAME_H
#define DB_USER_FILESYSTEM_NAME_H

#include <linux/types.h>

#define FILESYSTEM_NAME_SIZE 16

/* The name in /proc/filesystems of a super block's s_magic; its number as 0x... if it is none that is known here. */
void filesystem_name(__u32 magic, char name[FILESYSTEM_NAME_SIZE]);

#endif
