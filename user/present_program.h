/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that run already when a scope becomes one, and that the image lists as jit, interp or execstack:
 * no exec will say so of them, and a runtime that compiles as it goes would be refused its memory.
 */
#ifndef DB_USER_PRESENT_PROGRAM_H
#define DB_USER_PRESENT_PROGRAM_H

#include "image_version.h"

/* Hashes each distinct /proc/PID/exe once and lets the task iterator note what it is. -errno; others than
 * these go on unknown, which is refused later rather than allowed. */
int present_know_programs(const struct kernel_maps *maps, const struct image_version *image);

#endif
