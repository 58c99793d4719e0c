/* SPDX-License-Identifier: GPL-2.0-only */
/* Tries what the seal refuses, one attempt a line, in ways that harm nothing should one of them work. */
#ifndef DB_USER_SEAL_SELF_TEST_H
#define DB_USER_SEAL_SELF_TEST_H

#include <stdio.h>
#include "kernel_maps.h"

/*
 * Writes "ok", "FAILED" or "skip" lines to out. Returns how many failed. What was refused is an event each, as any other attempt.
 */
int seal_self_test(const struct kernel_maps *maps, FILE *out);

#endif
