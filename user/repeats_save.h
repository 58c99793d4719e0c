/* SPDX-License-Identifier: GPL-2.0-only */
/* Tells the repeats of saved events, in the file that event_repeats.h describes. */
#ifndef DB_USER_REPEATS_SAVE_H
#define DB_USER_REPEATS_SAVE_H

#include <stdbool.h>

#include "event_log.h"
#include "kernel_maps.h"

struct repeats_save {
	int file;
	__u64 folded; /* the counter when last looked */
	bool waiting; /* something repeats still, and is not told whole */
	/* By number modulo slots: a number that takes another's place has that one told once more, at most. */
	struct {
		__u64 seq, count;
	} told[DB_EVENT_SLOTS];
};

/* 0, or -errno. */
int repeats_save_open(struct repeats_save *save, const struct event_log *log);
void repeats_save_close(struct repeats_save *save);
/*
 * Looks at the records of saved events if anything was repeated since, and tells what has doubled, or came to its end: a few
 * lines an event, however often it is repeated. `all`: tells whatever is not told. 0, or -errno, after which all is told again.
 */
int repeats_save(struct repeats_save *save, const struct event_log *log,
		 const struct kernel_maps *maps, bool all);

#endif
