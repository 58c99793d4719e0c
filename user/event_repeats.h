/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How often saved events happened after they were saved. The recorder counts repeats in the record of the first; what is saved stays
 * as it is. So they are told in a file beside, a line each time: {"seq":...,"count":...,"last":...}, of which the last one counts.
 */
#ifndef DB_USER_EVENT_REPEATS_H
#define DB_USER_EVENT_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <json-c/json.h>

struct event_repeat {
	uint64_t seq, count;
	char last[40]; /* time */
};

/* Of one sequence of numbers, sorted by number. */
struct event_repeats {
	struct event_repeat *repeats;
	size_t count;
};

/*
 * What is told beside a saved file, by its name; nothing without such a file, or of lines that are none. 0, or -errno, with what could
 * be read; -EINVAL: it is no regular file.
 */
int event_repeats_read(struct event_repeats *repeats, const char *saved_file);
void event_repeats_free(struct event_repeats *repeats);
/* Gives a saved event the count and the time that were told last. */
void event_repeats_apply(const struct event_repeats *repeats, json_object *event);

#endif
