/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between event_ocsf*.c: OCSF objects made of an event's fields. Each function returns a new object, empty if what OCSF requires of
 * it is not known.
 */
#ifndef DB_USER_EVENT_OCSF_OBJECT_H
#define DB_USER_EVENT_OCSF_OBJECT_H

#include <stdint.h>
#include <json-c/json.h>

void ocsf_add_text(json_object *object, const char *name, const char *text); /* NULL: not at all */
void ocsf_add_number(json_object *object, const char *name, uint64_t number);
/* Takes the part; an empty one is left out. */
void ocsf_add_part(json_object *object, const char *name, json_object *part);
json_object *ocsf_list_of(json_object *part); /* takes it */

/* The event's field `from`, if it is there, as attribute `name`; a time in milliseconds since 1970. */
void ocsf_copy_text(json_object *object, const char *name, json_object *event, const char *from);
void ocsf_copy_number(json_object *object, const char *name, json_object *event, const char *from);
void ocsf_copy_time(json_object *object, const char *name, json_object *event, const char *from);

json_object *ocsf_judged_file(json_object *event); /* with its digest */
json_object *ocsf_process_of(json_object *event);
json_object *ocsf_parent_of(json_object *event);
json_object *ocsf_actor_of(json_object *process); /* takes the process */
json_object *ocsf_device_of(json_object *event);

#endif
