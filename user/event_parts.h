/* SPDX-License-Identifier: GPL-2.0-only */
/* What an event's record says, as text: for both forms in which events are printed. */
#ifndef DB_USER_EVENT_PARTS_H
#define DB_USER_EVENT_PARTS_H

#include <stdbool.h>
#include "container_id.h"
#include "kernel_maps.h"

/* Wall time of a boot time, RFC 3339, UTC, with nanoseconds. */
void event_time_text(__u64 boot_ns, char text[64]);
/* A command line as one text, a blank between words, as far as it was kept; text holds 4 * DB_ARGS_SIZE + 1. */
void event_words_text(const __u8 words[DB_ARGS_SIZE], char *text);
/* The name an image was loaded under, in *info; NULL if there is none of this id. */
const char *event_image_name(const struct kernel_maps *maps, __u32 id, struct db_imageinfo *info);
/* The scope as load and bind take it; NULL if the task was in none. May be in `text`. */
const char *event_scope_text(const struct db_event *event, char text[64]);
/*
 * The container an event is about: told by its cgroup, else, if the task keeps a scope, that cgroup itself. A host's
 * service is none. False if there is nothing to say; pod_uid may be there all the same.
 */
bool event_container(const struct db_event *event, struct container_id *container);

#endif
