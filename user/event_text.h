/* SPDX-License-Identifier: GPL-2.0-only */
/* Events as people read them. */
#ifndef DB_USER_EVENT_TEXT_H
#define DB_USER_EVENT_TEXT_H

#include <stdio.h>
#include "kernel_maps.h"

/* Prints one line. maps is asked for the name of the event's image. */
void event_print_text(FILE *out, const struct kernel_maps *maps, const struct db_event *event,
		      __u64 seq);
/* A gap takes the place of the records that are gone. */
void gap_print_text(FILE *out, __u64 seq, __u64 lost);

#endif
