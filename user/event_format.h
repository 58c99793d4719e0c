/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The forms in which events are printed. Each is made of the JSON object of an event or a gap alone, so that it can be made of a
 * saved file as well; a field that is absent, or of another type than it should be, is left out, never invented.
 */
#ifndef DB_USER_EVENT_FORMAT_H
#define DB_USER_EVENT_FORMAT_H

#include <stdio.h>
#include <json-c/json.h>

struct event_format {
	const char *name; /* as --format takes it */
	void (*print)(FILE *out, json_object *event); /* one line */
};

/* NULL: there is none of this name. */
const struct event_format *event_format_find(const char *name);

void event_print_text(FILE *out, json_object *event); /* for people */
void event_print_ocsf(FILE *out, json_object *event); /* Open Cybersecurity Schema Framework */
void event_print_cef(FILE *out, json_object *event); /* Common Event Format */

#endif
