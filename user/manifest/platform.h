/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_MANIFEST_PLATFORM_H
#define DB_MANIFEST_PLATFORM_H

/* The platform of this machine in the words of OCI, such as linux/amd64. Static text. */
const char *platform_native(void);

#endif
