/* SPDX-License-Identifier: GPL-2.0-only */
/* RFC 3339 in UTC, as events have it. */
#ifndef DB_TIMELINE_WALL_TIME_H
#define DB_TIMELINE_WALL_TIME_H

#include <stddef.h>
#include <stdint.h>

#define WALL_TIME_SIZE 40 /* bytes of a text, with its NUL */

/* Nanoseconds since 1970, of YYYY-MM-DDThh:mm:ss[.fraction]Z up to the year 2200; -EINVAL. */
int wall_time_parse(const char *text, int64_t *ret_ns);
/* With `digits` (0 to 9) of the fraction, cut. */
void wall_time_text(int64_t ns, int digits, char text[WALL_TIME_SIZE]);
/* "4.204 s", "12 min 3 s", "3 h 5 min", "2 d 4 h". */
void duration_text(int64_t ns, char text[WALL_TIME_SIZE]);

#endif
