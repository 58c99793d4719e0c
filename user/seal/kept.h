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

/*
 * A program of somebody else that has one of our maps or replaces a function: what was loaded before is not asked again, so the
 * machine is not to be sealed with it. 1 with a sentence in text; 0: none; -errno.
 */
int kept_find_intruder(const struct kept *kept, char *text, size_t size);

/*
 * A process that has a file open by which the enforcement could be ended later: nobody is asked when it is written.
 * 1 with a sentence in text; 0: none.
 */
int kept_find_open_switch(char *text, size_t size);

#endif
