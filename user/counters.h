/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_COUNTERS_H
#define DB_USER_COUNTERS_H

#include "kernel_maps.h"

/* The sum over all CPUs of each of DB_COUNTER_SLOTS counters; the caller frees. NULL without memory. */
__u64 *counters_read(const struct kernel_maps *maps);

#endif
