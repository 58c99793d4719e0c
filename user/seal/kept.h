/* SPDX-License-Identifier: GPL-2.0-only */
/* What the seal is to keep, by identifiers of the kernel: our maps and programs, and whose else is there. */
#ifndef DB_USER_SEAL_KEPT_H
#define DB_USER_SEAL_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>
#include "kernel_maps.h"

struct id_set {
	__u32 *ids; /* sorted, each once, after id_set_sort() */
	size_t count, capacity;
};
bool id_set_has(const struct id_set *set, __u32 id);
void id_set_free(struct id_set *set);

struct kept {
	struct id_set programs; /* ours: behind pinned links */
	struct id_set maps; /* ours: pinned, used by our programs, or in db_images and db_sizes */
};
#define _cleanup_kept_ __attribute__((cleanup(kept_free)))
void kept_free(struct kept *kept);

/* Fills an empty `kept` from the pins. 0 or -errno; free it either way. */
int kept_find(const struct kernel_maps *maps, struct kept *kept);

/* What was loaded before is not asked again: with such a program of somebody else's the machine is not to be sealed. */
struct intruder {
	__u32 id;
	char name[16];
	const char *does;
	bool may_be_kept; /* with its id in `allowed` */
};
/*
 * Looks for one: of a kind that could write the kernel or processes, or with a map of maps, unless its id is in `allowed`; or, allowed or
 * not, that has one of our maps, replaces functions, or is linked to a walk over maps. 1: found; 0: none; -errno.
 */
int kept_find_intruder(const struct kept *kept, const struct id_set *allowed,
		       struct intruder *ret_intruder);
/* -ENOMEM. Sort before id_set_has(). */
int id_set_add(struct id_set *set, __u32 id);
void id_set_sort(struct id_set *set);

#endif
