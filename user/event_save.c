// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <poll.h>

#include "command.h"
#include "event_save.h"
#include "recorder.h"
#include "report.h"

#define NO_ROOM_MS 1000

static void report_found(const struct event_log *log)
{
	if (log->torn)
		report(log->name, 0,
		       "an unfinished last line of %" PRIu64
		       " bytes was cut off: its event is saved again",
		       log->torn);
	if (log->unread)
		report(log->name, 0,
		       "%" PRIu64 " lines before the end cannot be read: left as they are",
		       log->unread);
}

int event_save_start(struct event_source *source, const char *directory, __u64 max_size,
		     struct event_log *log)
{
	struct event_log_origin origin;
	int r = recorder_origin(source->ring.maps, &origin);

	if (r < 0)
		return report("events", r, "run as root, with /proc mounted");
	r = event_log_open(log, directory, &origin, max_size);
	if (r == -EWOULDBLOCK)
		return report(directory, 0,
			      "another 'driftbolt events --save' saves there: one is enough");
	if (r < 0)
		return report(directory, r,
			      "name a directory that root may write, on a disk with room");
	report_found(log);
	if (log->next > recorder_next(source->ring.maps))
		return report(log->name, 0,
			      "has numbers that the recorder has not given yet: move it away");
	source->ring.next = log->next;
	return EXIT_OK;
}

static bool no_room(int error)
{
	return error == -ENOSPC || error == -EDQUOT;
}

/* While it waits the recorder keeps what it has room for: what does not fit is a gap then, with its number. */
static int write_batch(struct event_log *log, bool wait)
{
	bool said = false;
	int r;

	while (no_room(r = event_log_write(log)) && wait) {
		if (!said)
			report(log->name, r,
			       "waits for room; the recorder keeps the newest events");
		said = true;
		poll(NULL, 0, NO_ROOM_MS);
	}
	if (r < 0)
		return report(
			log->name, r,
			"nothing more is saved: make room or check the disk, then start it again");
	if (said)
		report(log->name, 0, "there is room again: saving goes on");
	return EXIT_OK;
}

static int add(struct event_log *log, json_object *event, bool wait)
{
	int r = event_log_add(log, event);

	if (r > 0) {
		r = write_batch(log, wait);
		if (r != EXIT_OK)
			return r;
		r = event_log_add(log, event);
	}
	return r ? report("events", -ENOMEM, "free memory, then start it again") : EXIT_OK;
}

int event_save(struct event_source *source, struct event_log *log, bool wait)
{
	json_object *event;
	int r;

	while (!(r = event_source_next(source, &event)) && event) {
		r = add(log, event, wait);
		json_object_put(event);
		if (r != EXIT_OK)
			return r;
	}
	if (r < 0)
		return report("events", r, "start it again");
	r = write_batch(log, wait);
	if (r == EXIT_OK)
		log->next = source->ring.next;
	return r;
}
