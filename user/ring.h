/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the flight recorder. By look-ups and not by mmap: the kernel maps a BPF map only through a
 * descriptor that could write it (do_mmap drops VM_SHARED from others, bpf_map_mmap insists on it),
 * and a reader should need no such thing.
 */
#ifndef DB_USER_RING_H
#define DB_USER_RING_H

#include <stdbool.h>
#include <stddef.h>
#include "cleanup.h"
#include "kernel_maps.h"

struct ring {
	const struct kernel_maps *maps;
	__u64 next; /* sequence number that ring_read() returns next */
	__u64 places[DB_SHARES]; /* next to be looked at */
	__u64 waited_until; /* writers of numbers below it had their time */
	struct db_event *events; /* looked at and not returned yet, by number from `first` on */
	size_t first, count, room;
};

enum ring_result {
	RING_END, /* nothing newer yet */
	RING_EVENT, /* *event is whole */
	RING_GAP, /* *lost records are gone: overwritten, or never written */
};

/* Starts at the oldest record that is still there. Borrows maps. */
void ring_open(struct ring *ring, const struct kernel_maps *maps);
void ring_close(struct ring *ring);

/* *seq is that of the event, or of the first one lost. Without memory records are lost. */
enum ring_result ring_read(struct ring *ring, struct db_event *event, __u64 *seq, __u64 *lost);

#define _cleanup_ring_ _cleanup_(ring_close)

#endif
