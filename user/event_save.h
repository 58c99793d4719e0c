/* SPDX-License-Identifier: GPL-2.0-only */
/* `driftbolt events --save`: from the flight recorder into an event log. Both report, and return enum exit_code. */
#ifndef DB_USER_EVENT_SAVE_H
#define DB_USER_EVENT_SAVE_H

#include <stdbool.h>

#include "event_log.h"
#include "event_source.h"

/* Opens the log of the recorder that source reads, and has source go on where it stopped. */
int event_save_start(struct event_source *source, const char *directory, __u64 max_size,
		     struct event_log *log);
/* Saves what is there. Where there is no room: fails, or, if it is to wait, says so once and tries again until there is some. */
int event_save(struct event_source *source, struct event_log *log, bool wait);

#endif
