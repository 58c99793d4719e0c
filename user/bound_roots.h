/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Containers that run and are judged by their layers, when their cgroup is bound: every task of one asks db_bound_roots with
 * each verdict (docs/design/007-containers.md). Which container is in which cgroup is what the kernel noted when it was
 * found, not where its tasks are now.
 */
#ifndef DB_USER_BOUND_ROOTS_H
#define DB_USER_BOUND_ROOTS_H

#include "kernel_maps.h"

/*
 * Binds those that were found in this cgroup, or below it where no nearer one is bound; one that an earlier binding reached is
 * bound anew. For DB_IMAGE_OFF not those that ran when containers became a scope: in which cgroup they were then was their own
 * choice; ret_passed is how many. 0 or -errno: then some may be bound (bound_roots_take_back()).
 */
int bound_roots_add(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id,
		    unsigned int *ret_passed);
/* Those bound to an image are judged by their layers again. */
int bound_roots_clear(const struct kernel_maps *maps, __u32 image);
/* The same, of those bound by this cgroup. */
int bound_roots_take_back(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id);
/* Walks them: *root starts at 0; false at the end. Some may be of containers that are gone. */
bool bound_roots_next(const struct kernel_maps *maps, __u64 *root, struct db_bound_root *ret_bound);

#endif
