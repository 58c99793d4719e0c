/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events as JSON objects, one after the other: of this machine's flight recorder, or of a file of lines as `driftbolt events
 * --json` prints them. Of a file nothing is believed: what is no object on one line is an error, with its number.
 */
#ifndef DB_USER_EVENT_SOURCE_H
#define DB_USER_EVENT_SOURCE_H

#include <stdbool.h>
#include <stdio.h>
#include <json-c/json.h>
#include "ring.h"

#define EVENT_LINE_MAX 65536 /* bytes; ours are below 8 KiB */

struct event_source {
	int (*next)(struct event_source *source, json_object **ret_object);
	void (*close)(struct event_source *source); /* besides what it has of a file; or NULL */
	struct ring ring;
	const char *name; /* of the file, borrowed; NULL for the flight recorder */
	FILE *file;
	json_tokener *tokener;
	unsigned long line; /* of the last one read, from 1 */
	bool too_long; /* it was: its rest is to be passed over */
	char text[EVENT_LINE_MAX];
};

/* The flight recorder, in event_recorder.c; maps is borrowed. 0. */
int event_source_open_ring(struct event_source *source, const struct kernel_maps *maps);
/* A file, "-" for standard input. 0, or -errno with nothing to close. */
int event_source_open_file(struct event_source *source, const char *name);
/* The same of a file that nobody named, but that was found: -EINVAL if it is no regular one. It does not wait for a pipe's writer. */
int event_source_open_found(struct event_source *source, const char *name);
void event_source_close(struct event_source *source);

/*
 * The next object, the caller's to put; NULL at the end (of the flight recorder: nothing newer yet). A last line without its end
 * is one that was being written: left out. -EBADMSG if a line is no JSON object, -E2BIG if it is too long, and the next call
 * goes on behind it; else -errno. source->line says which.
 */
int event_source_next(struct event_source *source, json_object **ret_object);

#endif
