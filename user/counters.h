/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_COUNTERS_H
#define DB_USER_COUNTERS_H

#include "kernel_maps.h"

/* The sum over all CPUs of each of DB_COUNTER_SLOTS counters; the caller frees. NULL without memory. */
__u64 *counters_read(const struct kernel_maps *maps);

/* How often tasks of an image had this verdict, an enum db_verdict but allow. Image 0: tasks in no scope. */
__u64 counters_of_image(const struct kernel_maps *maps, __u32 image, __u32 verdict);

#endif
