/* SPDX-License-Identifier: GPL-2.0-only */
/* The proof that enforcement is live: a program that must run runs, one that must not is refused. */
#ifndef DB_USER_CANARY_H
#define DB_USER_CANARY_H

#include "kernel_maps.h"

/*
 * Puts a child into a scope of its own whose image is one tiny program, in enforce. The child runs
 * it (must succeed), runs it with one byte changed (must be EPERM), and maps both executable
 * likewise. task_walk is the link of db_canary_task. Nothing else on the machine is judged by it and
 * it leaves no event.
 * 0: all four came out right. -ENOTRECOVERABLE: *ret_sentence says what did not. Other -errno: the
 * child itself could not be made, *ret_sentence says at what. The sentence is static.
 */
int canary_prove(const struct kernel_maps *maps, int task_walk, const char **ret_sentence);

#endif
