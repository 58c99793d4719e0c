/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 in user space, where the kernel's own answer is not to be had. */
#ifndef DB_USER_DIGEST_H
#define DB_USER_DIGEST_H

#include <stddef.h>
#include <linux/types.h>
#include "maps/state.h"

/* Of the rest of an open file; -errno of read(). */
int digest_of_file(int fd, struct db_digest *ret_digest);
void digest_of_bytes(const void *bytes, size_t size, struct db_digest *ret_digest);

#endif
