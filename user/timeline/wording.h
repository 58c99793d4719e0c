/* SPDX-License-Identifier: GPL-2.0-only */
/* What an event or a process is called, in words. */
#ifndef DB_TIMELINE_WORDING_H
#define DB_TIMELINE_WORDING_H

#include <stdio.h>
#include "timeline.h"

/* What was tried, after "to": "run %s" in two parts around the path; `after` is NULL if the path is no part of it. */
struct wording_act {
	const char *kind, *before, *after;
};
extern const struct wording_act wording_acts[];
extern const unsigned int wording_act_count;

/* "was refused to", by verdict; "" for a word of another version. */
const char *wording_outcome(uint32_t verdict);
/* "refused", for counts. */
const char *wording_counted(uint32_t verdict);
/* bash[1301]: the program's name as executed, with "as NAME" if it calls itself something else; without a program that name. */
void print_process_name(FILE *out, const struct timeline *timeline, uint32_t process);
/* The same with the program's path, and its command line. */
void print_process(FILE *out, const struct timeline *timeline, uint32_t process);
/* bash[1301] was refused to run /tmp/x: the image does not ship these bytes */
void print_sentence(FILE *out, const struct timeline *timeline, const struct timeline_event *event);
/* 3 refused, 1 noticed; the worst first */
void print_counts(FILE *out, const struct timeline_incident *incident);
/* The last part of a path. */
const char *file_name(const char *path);

#endif
