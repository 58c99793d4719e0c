/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory in which events are kept across reboots, as JSON lines in files that are only ever appended to:
 *
 *	<UTC of the first load>-<boot id>-<boot time of that load>-<part>.jsonl
 *
 * One sequence of numbers has one name, as they start anew with each boot and each load after an unload; parts are numbered from 1.
 * Whole lines are written with one write(2) and synced before the recorder is read again. What was saved last tells where to go on,
 * so no number is saved twice and none is left out: what the recorder had to overwrite meanwhile is a gap.
 *
 * It does not delete, rotate by time, compress or sign; docs/EVENTS.md says what does.
 */
#ifndef DB_USER_EVENT_LOG_H
#define DB_USER_EVENT_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <json-c/json.h>

#include "boot.h"

#define EVENT_LOG_SUFFIX  ".jsonl"
#define EVENT_LOG_REPEATS "repeats" /* beside them, in the place of PART.jsonl: event_repeats.h */
#define EVENT_LOG_BATCH	  (1U << 20) /* bytes that are written and synced together, at most */

/* Which recorder: where numbers begin with 0. */
struct event_log_origin {
	char boot_id[BOOT_ID_SIZE];
	uint64_t loaded_ns; /* CLOCK_BOOTTIME */
	int64_t loaded_wall; /* seconds since 1970 */
};

struct event_log {
	int directory, lock, file;
	const char *path; /* of the directory, borrowed */
	char prefix[128]; /* of the names of this origin's files */
	char name[160]; /* of the file that is written */
	uint64_t part, size, max_size; /* of it; bytes */
	uint64_t next; /* the number of the first event that is not saved */
	uint64_t torn; /* bytes of an unfinished last line that open() removed */
	uint64_t unread; /* lines that open() found and could not read */
	char *batch; /* whole lines */
	size_t batch_size, written;
};

#define EVENT_LOG_NONE                                  \
	{                                               \
		.directory = -1, .lock = -1, .file = -1 \
	}
#define _cleanup_event_log_ __attribute__((cleanup(event_log_close)))

/*
 * Makes the directory (0700) if there is none, and takes the lock in it: -EWOULDBLOCK, somebody else saves there. max_size: where
 * the next part begins. Else 0 or -errno.
 */
int event_log_open(struct event_log *log, const char *path, const struct event_log_origin *origin,
		   uint64_t max_size);
void event_log_close(struct event_log *log);

/* Adds one object's line to the batch; 1 if it is full, and to be written before more is added. 0, or -ENOMEM. */
int event_log_add(struct event_log *log, json_object *event);
/*
 * Writes what is left of the batch, and syncs it. 0, or -errno with the rest kept, which the next call goes on with: nothing
 * is lost while the caller tries again.
 */
int event_log_write(struct event_log *log);

/* The file beside the log's in which repeats are told, without a torn tail; the caller closes. -errno. */
int event_log_open_repeats(const struct event_log *log);

/*
 * How long the beginning is that the names of all files of one sequence of numbers have in common, up to PART; name may be a path.
 * 0 if it is no such name.
 */
size_t event_log_sequence(const char *name);
/* The names of a directory's files, sorted; the caller frees them and the array. Their number, or -errno. */
int event_log_list(const char *path, char ***ret_names);

#endif
