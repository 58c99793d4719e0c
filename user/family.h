/* SPDX-License-Identifier: GPL-2.0-only */
/* Families of interpreters by their paths in a manifest. */
#ifndef DB_USER_FAMILY_H
#define DB_USER_FAMILY_H

#include <linux/types.h>

/* enum db_family of an interpreter at this path; DB_FAMILY_OTHER if its name says nothing. */
__u32 family_of_path(const char *path);

/*
 * enum db_family of content that has both, in whichever order: what no applet is wins, then busybox and its like, which the
 * name it is called by makes a shell, awk or an editor, or nothing that is judged.
 */
__u32 family_of_both(__u32 a, __u32 b);

#endif
