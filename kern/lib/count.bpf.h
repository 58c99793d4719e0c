/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters: per CPU, so that no cache line is shared on a hit. */
#ifndef DB_LIB_COUNT_BPF_H
#define DB_LIB_COUNT_BPF_H

#include "kernel.bpf.h"

static __always_inline void count(__u32 slot)
{
	__u64 *value = bpf_map_lookup_elem(&db_counters, &slot);

	if (value)
		(*value)++;
}

/* Atomic: a lost count would not add up with the events. */
static __always_inline void count_of_image(__u32 image, __u32 verdict)
{
	__u32 slot = DB_IMAGE_COUNTER(image, verdict);
	__u64 *value = bpf_map_lookup_elem(&db_findings, &slot);

	if (value)
		__sync_fetch_and_add(value, 1);
}

#define count_verdict(verdict, reason) count(DB_COUNTER(verdict, reason))
#define count_tally(tally)	       count(tally)

#endif
