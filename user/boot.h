/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_BOOT_H
#define DB_USER_BOOT_H

#define BOOT_ID_SIZE 37 /* a UUID with hyphens, and its NUL */

/* What the kernel draws by lot at each boot. 0, or -errno. */
int boot_id(char id[BOOT_ID_SIZE]);

#endif
