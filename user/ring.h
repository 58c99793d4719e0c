/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the flight recorder: mapped read-only, so that no reader takes anything from another. */
#ifndef DB_USER_RING_H
#define DB_USER_RING_H

#include "kernel_maps.h"

struct ring {
	const struct db_event *events;
	const struct db_head *head;
	__u64 next; /* sequence number that ring_read() returns next */
};

#define _cleanup_ring_ __attribute__((cleanup(ring_close)))

enum ring_result {
	RING_END, /* nothing newer yet */
	RING_EVENT, /* *event is whole */
	RING_GAP, /* *lost records are gone: overwritten, or never written */
};

/* Starts at the oldest record that is still there. -errno. */
int ring_open(struct ring *ring, const struct kernel_maps *maps);
void ring_close(struct ring *ring);

/* *seq is that of the event, or of the first one lost. */
enum ring_result ring_read(struct ring *ring, struct db_event *event, __u64 *seq, __u64 *lost);

#endif
