// SPDX-License-Identifier: GPL-2.0-only
#include <poll.h>

#include <bpf/bpf.h>

#include "ring.h"

/* A writer needs microseconds. One that took a number and wrote nothing for this long gave up. */
#define WRITER_MS 50

void ring_open(struct ring *ring, const struct kernel_maps *maps)
{
	*ring = (struct ring){ .maps = maps };
}

static __u64 head_next(const struct ring *ring)
{
	struct db_head head = {};
	__u32 zero = 0;

	bpf_map_lookup_elem(ring->maps->head, &zero, &head);
	return head.next;
}

/* Looks at the slot of ring->next: RING_EVENT if whole, RING_GAP if gone. Waits for its writer. */
static enum ring_result look(const struct ring *ring, struct db_event *event)
{
	__u32 slot = (__u32)(ring->next % DB_EVENT_SLOTS);
	__u64 complete = 2 * (ring->next + 1);
	struct db_event again;

	for (int waited = 0; waited < WRITER_MS; waited++) {
		/* Two equal looks: no writer was there while the first was copied. */
		if (bpf_map_lookup_elem(ring->maps->events, &slot, event) ||
		    bpf_map_lookup_elem(ring->maps->events, &slot, &again))
			return RING_GAP;
		if (event->state == complete && again.state == complete)
			return RING_EVENT;
		if (again.state > complete)
			return RING_GAP; /* overwritten */
		poll(NULL, 0, 1);
	}
	return RING_GAP;
}

enum ring_result ring_read(struct ring *ring, struct db_event *event, __u64 *seq, __u64 *lost)
{
	*seq = ring->next;
	*lost = 0;
	for (;;) {
		enum ring_result result;

		if (ring->next == ring->end)
			ring->end = head_next(ring);
		if (ring->next == ring->end)
			break;
		if (ring->end - ring->next > DB_EVENT_SLOTS) { /* overwritten by now */
			__u64 oldest = ring->end - DB_EVENT_SLOTS;

			*lost += oldest - ring->next;
			ring->next = oldest;
		}
		result = look(ring, event);
		if (result == RING_GAP) {
			++*lost;
			ring->next++;
			continue;
		}
		if (*lost) /* the gap is told first; this one is looked at again */
			return RING_GAP;
		if (result == RING_EVENT)
			*seq = ring->next++;
		return result;
	}
	return *lost ? RING_GAP : RING_END;
}
