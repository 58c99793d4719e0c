/* SPDX-License-Identifier: GPL-2.0-only */
/* What the types and functions of a kernel tell of it. Reads nothing but the BTF it is given. */
#ifndef DB_USER_KERNEL_BTF_H
#define DB_USER_KERNEL_BTF_H

#include <stdbool.h>

struct btf;

bool kernel_btf_has_function(const struct btf *btf, const char *name);

/* A member of the structure itself, not of one in it. */
bool kernel_btf_has_member(const struct btf *btf, const char *structure, const char *member);

/* The number of arguments of a function, 0 if there is no such function. */
unsigned int kernel_btf_arguments(const struct btf *btf, const char *name);

/*
 * True if a sleepable LSM program runs although another task on the same CPU is inside it. Before Linux
 * 6.2 and 6.1.54 (commit 271de525e1d7) it is skipped then: while one task has a file hashed, a second
 * executes anything. That commit brought bpf_trampoline_enter_t.
 *
 * By existence, and not by trying it out: two children on one CPU meet inside a program only if the
 * scheduler wants it so, and a test that finds nothing because they did not meet says "safe".
 */
bool kernel_btf_reenters(const struct btf *btf);

#endif
