/* SPDX-License-Identifier: GPL-2.0-only */
/* The pinned maps as file descriptors: fresh from a load, or opened from /sys/fs/bpf/driftbolt. */
#ifndef DB_USER_KERNEL_MAPS_H
#define DB_USER_KERNEL_MAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/types.h>

#include "maps/event.h"

struct driftbolt;

/* X(field): the map db_<field>, pinned as maps/db_<field> */
/* clang-format off */
#define DB_USER_MAPS(X)                                                                            \
	X(config)                                                                                  \
	X(modes)                                                                                   \
	X(policy)                                                                                  \
	X(images)                                                                                  \
	X(sizes)                                                                                   \
	X(scopes)                                                                                  \
	X(containers)                                                                              \
	X(bound_roots)                                                                             \
	X(boot)                                                                                    \
	X(deny)                                                                                    \
	X(counters)                                                                                \
	X(findings)                                                                                \
	X(events)                                                                                  \
	X(head)                                                                                    \
	X(imageinfo)                                                                               \
	X(present)                                                                                 \
	X(canary)                                                                                  \
	X(canary_size)
/* clang-format on */

#define DB_FIELD_(name) int name;
struct kernel_maps {
	DB_USER_MAPS(DB_FIELD_)
};
#undef DB_FIELD_

#define DB_NONE_(name) .name = -1,
#define KERNEL_MAPS_NONE               \
	{                              \
		DB_USER_MAPS(DB_NONE_) \
	}
#define _cleanup_maps_ __attribute__((cleanup(kernel_maps_close)))

/* Borrows the skeleton's descriptors; do not close them. */
void kernel_maps_borrow(struct kernel_maps *maps, const struct driftbolt *skeleton);

/*
 * Opens the pins. -ENOENT: driftbolt is not loaded. -EPROTO: pinned by a version whose maps mean
 * something else. -EROFS: sealed, and not read_only. The caller closes.
 */
int kernel_maps_open(struct kernel_maps *maps, bool read_only);
void kernel_maps_close(struct kernel_maps *maps);

/* True if the pins exist. */
bool kernel_maps_pinned(void);

/* One line for a command whose kernel_maps_open() failed. Returns EXIT_FAILED. */
int report_not_open(int error);

/* Serialises everybody who changes pinned state; the descriptor holds the lock. -errno. */
int kernel_lock(void);

/* The lock and the pins, for a command; what fails is reported. Returns EXIT_OK or EXIT_FAILED; the caller closes both either way. */
int kernel_maps_open_locked(struct kernel_maps *maps, bool read_only, int *ret_lock);

#endif
