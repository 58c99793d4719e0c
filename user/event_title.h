/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_EVENT_TITLE_H
#define DB_USER_EVENT_TITLE_H

#include <json-c/json.h>

/* The sentence of maps/verdict.h for an event's reason; the reason itself if it is of a newer version; "event" without one. */
const char *event_title(json_object *event);

#endif
