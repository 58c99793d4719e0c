/* SPDX-License-Identifier: GPL-2.0-only */
/* Which flight recorder this is: another load has another one, whose numbers begin with 0. */
#ifndef DB_USER_RECORDER_H
#define DB_USER_RECORDER_H

#include <stdbool.h>

#include "event_log.h"
#include "ring.h"

/* 0 or -errno. */
int recorder_origin(const struct kernel_maps *maps, struct event_log_origin *ret_origin);
/* The first number that is not given yet. */
__u64 recorder_next(const struct kernel_maps *maps);
/* True if the pins lead to another recorder than the one that is read, or to none: nothing will come of it any more. */
bool recorder_replaced(const struct ring *ring);

#endif
