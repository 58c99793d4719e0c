/* SPDX-License-Identifier: GPL-2.0-only */
/* Families of interpreters by their paths in a manifest. */
#ifndef DB_USER_FAMILY_H
#define DB_USER_FAMILY_H

#include <linux/types.h>

/* enum db_family of an interpreter at this path; DB_FAMILY_OTHER if its name says nothing. */
__u32 family_of_path(const char *path);

#endif
