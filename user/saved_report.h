/* SPDX-License-Identifier: GPL-2.0-only */
/* How driftbolt's commands say what could not be read of saved events: once a file, as the rest is read all the same. */
#ifndef DB_USER_SAVED_REPORT_H
#define DB_USER_SAVED_REPORT_H

#include "saved_events.h"

/* Of counts that are too low; also what report_saved() says first. Returns enum exit_code. */
int report_repeats(const struct saved_events *saved);
/* `r`: what saved_events_next_file() returned, or saved_events_next() at a file's end. Returns enum exit_code. */
int report_saved(const struct saved_events *saved, int r);

#endif
