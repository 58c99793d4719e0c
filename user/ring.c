// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ring.h"

static size_t events_size(void)
{
	return sizeof(struct db_event) * DB_EVENT_SLOTS;
}

static size_t head_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE); /* the kernel maps whole pages */
}

int ring_open(struct ring *ring, const struct kernel_maps *maps)
{
	void *events = mmap(NULL, events_size(), PROT_READ, MAP_SHARED, maps->events, 0);
	void *head;

	if (events == MAP_FAILED)
		return -errno;
	head = mmap(NULL, head_size(), PROT_READ, MAP_SHARED, maps->head, 0);
	if (head == MAP_FAILED) {
		int r = -errno;

		munmap(events, events_size());
		return r;
	}
	ring->events = events;
	ring->head = head;
	ring->next = 0;
	return 0;
}

void ring_close(struct ring *ring)
{
	if (ring->events)
		munmap((void *)ring->events, events_size());
	if (ring->head)
		munmap((void *)ring->head, head_size());
}

static __u64 load(const __u64 *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

enum ring_result ring_read(struct ring *ring, struct db_event *event, __u64 *seq, __u64 *lost)
{
	__u64 end = load(&ring->head->next);

	*seq = ring->next;
	*lost = 0;
	while (ring->next < end) {
		const struct db_event *slot = &ring->events[ring->next % DB_EVENT_SLOTS];
		__u64 complete = 2 * (ring->next + 1), state;

		if (end - ring->next > DB_EVENT_SLOTS) { /* overwritten by now */
			__u64 oldest = end - DB_EVENT_SLOTS;

			*lost += oldest - ring->next;
			ring->next = oldest;
			continue;
		}
		state = load(&slot->state);
		if (state == complete) {
			if (*lost) /* tell of the gap first */
				return RING_GAP;
			memcpy(event, slot, sizeof(*event));
			__atomic_thread_fence(__ATOMIC_ACQUIRE);
			if (load(&slot->state) == complete) {
				*seq = ring->next++;
				return RING_EVENT;
			}
		} else if ((state & 1) && end - ring->next <= 64) {
			/* Being written right now (writers number the CPUs): wait for it. */
			return *lost ? RING_GAP : RING_END;
		}
		/* Overwritten while it was read, or its writer met another and gave up. */
		++*lost;
		ring->next++;
		end = load(&ring->head->next);
	}
	return *lost ? RING_GAP : RING_END;
}
