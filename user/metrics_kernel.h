/* SPDX-License-Identifier: GPL-2.0-only */
/* What metrics.c writes, as the kernel has it now. */
#ifndef DB_USER_METRICS_KERNEL_H
#define DB_USER_METRICS_KERNEL_H

#include <sys/utsname.h>

#include "kernel_maps.h"
#include "metrics.h"

/* Owns what its metrics borrow. */
struct metrics_kernel {
	struct metrics metrics;
	struct utsname kernel;
	__u64 *counters;
	struct metrics_image *images;
	struct metrics_map *maps;
	struct metrics_program *programs;
};

/* maps: NULL if driftbolt is not loaded. 0, or -errno; what cannot be read of a single map or program is left out. */
int metrics_kernel_read(struct metrics_kernel *state, const struct kernel_maps *maps);
void metrics_kernel_free(struct metrics_kernel *state);

#endif
