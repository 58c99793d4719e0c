// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cleanup.h"
#include "counters.h"

__u64 *counters_read(const struct kernel_maps *maps)
{
	int cpus = libbpf_num_possible_cpus();
	_cleanup_free_ __u64 *values = cpus > 0 ? calloc((size_t)cpus, sizeof(*values)) : NULL;
	__u64 *sums = calloc(DB_COUNTER_SLOTS, sizeof(*sums));

	if (!values || !sums) {
		free(sums);
		return NULL;
	}
	for (__u32 slot = 0; slot < DB_COUNTER_SLOTS; slot++)
		if (!bpf_map_lookup_elem(maps->counters, &slot, values))
			for (int cpu = 0; cpu < cpus; cpu++)
				sums[slot] += values[cpu];
	return sums;
}

__u64 counters_of_image(const struct kernel_maps *maps, __u32 image, __u32 verdict)
{
	__u32 slot = DB_IMAGE_COUNTER(image, verdict);
	__u64 value;

	return bpf_map_lookup_elem(maps->findings, &slot, &value) ? 0 : value;
}
