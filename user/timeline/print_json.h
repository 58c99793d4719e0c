/* SPDX-License-Identifier: GPL-2.0-only */
/* The timeline as JSON lines: docs/TIMELINE.md. */
#ifndef DB_TIMELINE_PRINT_JSON_H
#define DB_TIMELINE_PRINT_JSON_H

#include <stdio.h>
#include "timeline.h"

/* 0 or -ENOMEM; whether `out` took it is for the caller to ask. */
int timeline_print_json(const struct timeline *timeline, FILE *out);

#endif
