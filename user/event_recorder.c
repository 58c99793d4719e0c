// SPDX-License-Identifier: GPL-2.0-only
/* The flight recorder as a source of events; apart from event_source.c, which driftbolt-manifest links without libbpf. */
#include "event_json.h"
#include "event_source.h"

static int next_of_ring(struct event_source *source, json_object **ret_object)
{
	struct db_event event;
	__u64 seq, lost;

	switch (ring_read(&source->ring, &event, &seq, &lost)) {
	case RING_EVENT:
		*ret_object = event_to_json(source->ring.maps, &event, seq);
		break;
	case RING_GAP:
		*ret_object = gap_to_json(seq, lost);
		break;
	case RING_END:
		*ret_object = NULL;
		break;
	}
	return 0;
}

static void close_ring(struct event_source *source)
{
	ring_close(&source->ring);
}

int event_source_open_ring(struct event_source *source, const struct kernel_maps *maps)
{
	*source = (struct event_source){ .next = next_of_ring, .close = close_ring };
	ring_open(&source->ring, maps);
	return 0;
}
