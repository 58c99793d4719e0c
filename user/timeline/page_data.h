/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the page's script reads: one JSON object, with each text once in `texts` and a column for each member of an event. Numbers
 * that may be beyond 2^53 are texts. docs/TIMELINE.md says nothing of it: page and data are always of one version.
 */
#ifndef DB_TIMELINE_PAGE_DATA_H
#define DB_TIMELINE_PAGE_DATA_H

#include <stdio.h>
#include "timeline.h"

void timeline_put_page_data(const struct timeline *timeline, FILE *out);

#endif
