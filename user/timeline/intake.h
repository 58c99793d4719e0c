/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the files of the model. */
#ifndef DB_TIMELINE_INTAKE_H
#define DB_TIMELINE_INTAKE_H

#include "timeline.h"

/* X(member, field): texts of an event that have a place. */
/* clang-format off */
#define TIMELINE_TEXTS(X)                        \
	X("kind", kind)                 \
	X("verdict", verdict_word)      \
	X("reason", reason)             \
	X("mode", mode)                 \
	X("image", image)               \
	X("scope", scope)               \
	X("container_id", container)    \
	X("container_runtime", runtime) \
	X("pod_uid", pod)               \
	X("comm", comm)                 \
	X("exe", exe)                   \
	X("cmdline", cmdline)           \
	X("path", path)                 \
	X("sha256", sha256)             \
	X("arguments", arguments)
/* clang-format on */

/* What an event's object says, by itself: texts, numbers, ancestors. 0, -EBADMSG, -E2BIG, -ENOMEM. */
int timeline_read_event(struct timeline *timeline, json_object *object,
			struct timeline_event *event, text_id *ret_host);
/* The members that have no place in an event; 0 if there are none. */
int timeline_read_more(struct timeline *timeline, json_object *object, text_id *ret_more);
/* A member that is text; absent otherwise. */
int timeline_read_text(struct timeline *timeline, json_object *object, const char *key,
		       text_id *ret_id);
/* A member that is a whole number from 0 to most. */
bool timeline_read_number(json_object *object, const char *key, uint64_t most, uint64_t *ret);

/* The series of a machine in the newest source. */
int timeline_find_series(struct timeline *timeline, text_id host, struct timeline_series **ret);
/* Which boot it is of, with the event's time if it has none; notes what is missing before it. The event is not in the array yet. */
int timeline_place_event(struct timeline *timeline, text_id host, struct timeline_event *event);
int timeline_place_gap(struct timeline *timeline, text_id host, uint64_t seq, uint64_t count);

/* After the events were put in order. */
int timeline_make_gaps(struct timeline *timeline);
int timeline_make_processes(struct timeline *timeline);
int timeline_make_incidents(struct timeline *timeline);
int timeline_make_notes(struct timeline *timeline);

#endif
