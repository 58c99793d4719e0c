/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of an event's JSON object, which may come from a file that anybody wrote: another type than docs/EVENTS.md says is none. */
#ifndef DB_USER_EVENT_FIELD_H
#define DB_USER_EVENT_FIELD_H

#include <stdbool.h>
#include <stdint.h>
#include <json-c/json.h>

/* The object's own; NULL if there is none of that name, or it is no text. */
const char *event_text(json_object *event, const char *name);
/* False if there is none, or it is no whole number from 0 to 2^63 - 1, which is what a consumer's 64 bits hold. */
bool event_number(json_object *event, const char *name, uint64_t *ret_number);
/* An object or an array in it; NULL if it is none of type. */
json_object *event_part(json_object *event, const char *name, enum json_type type);
/* Nanoseconds since 1970 of an RFC 3339 time in UTC; false if it is absent or none. */
bool event_time(json_object *event, const char *name, uint64_t *ret_ns);
bool event_is_gap(json_object *event);

#endif
