/* SPDX-License-Identifier: GPL-2.0-only */
/* The timeline as one page that needs nothing else: user/timeline/page/, with the data in it as JSON. */
#ifndef DB_TIMELINE_PRINT_HTML_H
#define DB_TIMELINE_PRINT_HTML_H

#include <stdio.h>
#include "timeline.h"

/* The page. 0 or -ENOMEM; whether `out` took it is for the caller to ask. */
int timeline_print_html(const struct timeline *timeline, FILE *out);
/* The same as a file that is there whole or not at all, for its owner only. -EINVAL if something else than a file is there. */
int timeline_write_html(const struct timeline *timeline, const char *path);

#endif
