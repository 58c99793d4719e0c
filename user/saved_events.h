/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Saved events, one file after the other: lines as `driftbolt events --json` prints them, and directories that `--save` filled,
 * with the counts of repeats that are told beside their files. Of names in a directory only those of event_log.h are read, sorted.
 */
#ifndef DB_USER_SAVED_EVENTS_H
#define DB_USER_SAVED_EVENTS_H

#include <stdbool.h>
#include <json-c/json.h>

#include "event_repeats.h"
#include "event_source.h"

struct saved_events {
	bool strict; /* the caller's: a line that is no event is an error, -EBADMSG or -E2BIG */
	const char *name; /* of the file that is read, or of what could not be */
	bool in_directory; /* the file was found, not named */
	bool goes_on; /* its numbers are those of the file before */
	unsigned long bad_lines,
		first_bad_line; /* of the file so far: what is no JSON object was passed over */

	struct event_source source; /* the file; line is that of the event */
	struct event_repeats repeats; /* of the sequence that the file is of */
	int repeats_error; /* -errno with its first file: counts may be lower than what is told beside */
	char *const *arguments; /* still to be read; borrowed */
	int argument_count;
	char **names; /* of the directory's files */
	int name_count, next_name;
};

enum saved_file {
	SAVED_END, /* that was all */
	SAVED_FILE, /* the next one is open */
	SAVED_EMPTY, /* a directory has no saved events */
};

/* arguments: files, "-" for standard input, directories. NULL without memory; the caller's to free. */
struct saved_events *saved_events_new(char *const *arguments, int count);
void saved_events_free(struct saved_events **saved);
#define _cleanup_saved_ __attribute__((cleanup(saved_events_free)))

/*
 * Goes to the next file: enum saved_file, or -errno of what `name` says, which cannot be opened; source.file is NULL then. -EINVAL of
 * what was found in a directory: no regular file. The next call goes on behind it.
 */
int saved_events_next_file(struct saved_events *saved);
/*
 * The next object of the file, the caller's to put, with the count and the last time told beside; NULL at its end. A torn last line
 * is left out, and so is what is no event unless it is `strict`. 0, or -errno: line source.line and what is behind it cannot be read.
 */
int saved_events_next(struct saved_events *saved, json_object **ret_event);

#endif
