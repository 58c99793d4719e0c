/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted and loaded, as OpenMetrics text. Pure: numbers in, text out. The text is read alike by OpenMetrics parsers and
 * by the older one of node_exporter's textfile collector, which knows no `info` and no `stateset`: such are gauges here.
 */
#ifndef DB_USER_METRICS_H
#define DB_USER_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/types.h>

#include "maps/state.h"

#define METRICS_NAME_SIZE 64

struct metrics_image {
	struct db_imageinfo info;
	__u32 mode; /* enum db_mode */
	__u64 findings[DB_VERDICT_COUNT]; /* of its tasks, by enum db_verdict; none are allow */
};

struct metrics_map {
	char name[METRICS_NAME_SIZE];
	__u64 entries, max_entries;
};

struct metrics_program {
	char name[METRICS_NAME_SIZE];
	__u64 run_ns, runs;
};

/* All arrays are borrowed. */
struct metrics {
	const char *kernel; /* its release */
	bool loaded; /* without it nothing below is looked at */
	__s64 loaded_wall; /* seconds since 1970 */
	__u64 programs_attached, programs_expected;
	__u64 recorders_attached, recorders_expected;
	__u64 events; /* recorded since the load */
	const __u64 *counters; /* DB_COUNTER_SLOTS sums over all CPUs */
	const struct metrics_image *images;
	size_t image_count;
	const struct metrics_map *maps; /* those that have a number of entries */
	size_t map_count;
	const struct metrics_program *programs; /* none while kernel.bpf_stats_enabled is 0 */
	size_t program_count;
};

void metrics_write(FILE *out, const struct metrics *metrics);

#endif
