/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events as JSON, one object each: the contract of docs/EVENTS.md. Whatever is made of events (other formats, the timeline)
 * is made of these objects, so that it can be made of a saved file as well.
 */
#ifndef DB_USER_EVENT_JSON_H
#define DB_USER_EVENT_JSON_H

#include <json-c/json.h>
#include "event_line.h"
#include "kernel_maps.h"

/* A new object, the caller's to put. maps is asked for the name of the event's image. */
json_object *event_to_json(const struct kernel_maps *maps, const struct db_event *event, __u64 seq);
/* A gap takes the place of the records that are gone: `lost` of them from number `seq` on. */
json_object *gap_to_json(__u64 seq, __u64 lost);

#endif
