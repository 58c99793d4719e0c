/* SPDX-License-Identifier: GPL-2.0-only */
/* The timeline for a terminal: each incident a tree, each process's events and children in time order. */
#ifndef DB_TIMELINE_PRINT_TEXT_H
#define DB_TIMELINE_PRINT_TEXT_H

#include <stdio.h>
#include "timeline.h"

#define TEXT_WIDTH_MIN	   40
#define TEXT_WIDTH_DEFAULT 80
#define TEXT_WIDTH_MAX	   400

struct text_style {
	FILE *out;
	int width; /* columns */
	bool colour;
	bool lines; /* the terminal shows UTF-8: draws the tree with lines */
};

/* 0 or -ENOMEM. */
int timeline_print_text(const struct timeline *timeline, const struct text_style *style);

#endif
