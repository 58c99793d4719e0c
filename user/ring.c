// SPDX-License-Identifier: GPL-2.0-only
#include <poll.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "ring.h"

/* A writer needs microseconds. One that took a number and wrote nothing for this long gave up. */
#define WRITER_MS 50

void ring_open(struct ring *ring, const struct kernel_maps *maps)
{
	*ring = (struct ring){ .maps = maps };
}

void ring_close(struct ring *ring)
{
	free(ring->events);
	ring->events = NULL;
	ring->first = ring->count = ring->room = 0;
}

static struct db_head head_now(const struct ring *ring)
{
	struct db_head head = {};
	__u32 zero = 0;

	bpf_map_lookup_elem(ring->maps->head, &zero, &head);
	return head;
}

/* Copies the event of a place, waiting for its writer; false if it is gone. */
static bool look(const struct ring *ring, int share, __u64 place, struct db_event *event)
{
	__u32 slot = (__u32)(share * DB_SHARE_SLOTS + place % DB_SHARE_SLOTS);
	__u64 complete = 2 * (place + 1);
	struct db_event again;

	for (int waited = 0; waited < WRITER_MS; waited++) {
		/* Two equal looks: no writer was there while the first was copied. */
		if (bpf_map_lookup_elem(ring->maps->events, &slot, event) ||
		    bpf_map_lookup_elem(ring->maps->events, &slot, &again))
			return false;
		if (event->state == complete && again.state == complete)
			return true;
		if (again.state > complete)
			return false; /* overwritten */
		poll(NULL, 0, 1);
	}
	return false;
}

/* Room for one more; NULL without memory. */
static struct db_event *room_for_event(struct ring *ring)
{
	size_t wanted = ring->room ? 2 * ring->room : 64;
	struct db_event *events;

	if (ring->count < ring->room)
		return &ring->events[ring->count];
	events = reallocarray(ring->events, wanted, sizeof(*events));
	if (!events)
		return NULL;
	ring->events = events;
	ring->room = wanted;
	return &events[ring->count];
}

static int by_number(const void *a, const void *b)
{
	const struct db_event *left = a, *right = b;

	return left->seq < right->seq ? -1 : left->seq > right->seq;
}

/* Looks at all that is new in both shares, up to where the head is. */
static void collect(struct ring *ring, const struct db_head *head)
{
	for (size_t i = ring->first; i < ring->count; i++)
		ring->events[i - ring->first] = ring->events[i];
	ring->count -= ring->first;
	ring->first = 0;
	for (int share = 0; share < DB_SHARES; share++) {
		__u64 *place = &ring->places[share], end = head->places[share];

		if (end - *place > DB_SHARE_SLOTS) /* overwritten by now */
			*place = end - DB_SHARE_SLOTS;
		for (; *place < end; ++*place) {
			struct db_event *event = room_for_event(ring);

			if (event && look(ring, share, *place, event))
				ring->count++;
		}
	}
	if (ring->count)
		qsort(ring->events, ring->count, sizeof(*ring->events), by_number);
}

/* The oldest that was looked at; NULL. One of a number that was given up comes too late. */
static const struct db_event *oldest(struct ring *ring)
{
	while (ring->first < ring->count && ring->events[ring->first].seq < ring->next)
		ring->first++;
	return ring->first < ring->count ? &ring->events[ring->first] : NULL;
}

enum ring_result ring_read(struct ring *ring, struct db_event *event, __u64 *seq, __u64 *lost)
{
	*lost = 0;
	*seq = ring->next;
	for (;;) {
		const struct db_event *found = oldest(ring);
		struct db_head head;

		if (found && found->seq == ring->next) {
			*event = *found;
			ring->first++;
			ring->next++;
			return RING_EVENT;
		}
		if (ring->next < ring->waited_until) {
			*lost = ring->waited_until - ring->next;
			if (found && found->seq - ring->next < *lost)
				*lost = found->seq - ring->next;
			ring->next += *lost;
			return RING_GAP;
		}
		head = head_now(ring);
		if (!found && head.next == ring->next)
			return RING_END;
		collect(ring, &head);
		found = oldest(ring);
		if (found && found->seq == ring->next)
			continue;
		/* Somebody has the number and writes still, or never will. */
		poll(NULL, 0, WRITER_MS);
		ring->waited_until = head.next;
		head = head_now(ring);
		collect(ring, &head);
	}
}
