/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody prepared before the seal, by which the enforcement could be ended later without asking anybody. */
#ifndef DB_USER_SEAL_SWITCHES_H
#define DB_USER_SEAL_SWITCHES_H

#include <stddef.h>

/*
 * Descriptors open for writing and mappings of kernel memory and of switches, of every task; a tracer of process 1; a kernel that
 * kexec has loaded. Not seen: descriptors in flight between processes, and those that an io_uring keeps. 1 with a sentence in text; 0: none.
 */
int switches_find(char *text, size_t size);

#endif
