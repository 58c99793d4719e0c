// SPDX-License-Identifier: GPL-2.0-only
/* events: the flight recorder, oldest first. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "event_json.h"
#include "event_text.h"
#include "kernel_maps.h"
#include "ring.h"

#define FOLLOW_INTERVAL_MS 100 /* an event is shown well within 200 ms */

/* Takes the object. */
static void print_object(json_object *object)
{
	print_json_line(stdout, object);
	json_object_put(object);
}

/* Prints what is there; false if the reader of our output went away. */
static bool print_all(struct ring *ring, const struct kernel_maps *maps, bool json)
{
	struct db_event event;
	__u64 seq, lost;

	for (;;) {
		switch (ring_read(ring, &event, &seq, &lost)) {
		case RING_EVENT:
			if (json)
				print_object(event_to_json(maps, &event, seq));
			else
				event_print_text(stdout, maps, &event, seq);
			break;
		case RING_GAP:
			if (json)
				print_object(gap_to_json(seq, lost));
			else
				gap_print_text(stdout, seq, lost);
			break;
		case RING_END:
			return !fflush(stdout) && !ferror(stdout);
		}
	}
}

static int cmd_events(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_ring_ struct ring ring = {};
	bool follow = false, json = false;
	int r;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--follow"))
			follow = true;
		else if (!strcmp(argv[i], "--json"))
			json = true;
		else
			return usage_error("events", argv[i], "not an option: --follow or --json");
	}
	r = kernel_maps_open(&maps, true);
	if (r < 0)
		return report_not_open(r);
	ring_open(&ring, &maps);
	while (print_all(&ring, &maps, json) && follow)
		poll(NULL, 0, FOLLOW_INTERVAL_MS);
	return EXIT_OK;
}
DB_COMMAND(
	cmd_events, .name = "events", .arguments = "[--follow] [--json]",
	.summary = "Prints the flight recorder, oldest first",
	.details =
		"Any number of readers; reading takes nothing away. A gap says how many are lost.\n");
