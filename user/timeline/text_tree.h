/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_TIMELINE_TEXT_TREE_H
#define DB_TIMELINE_TEXT_TREE_H

#include "print_text.h"

/* 0 or -ENOMEM. */
int text_put_tree(const struct timeline *timeline, const struct text_style *style,
		  const struct timeline_incident *incident);

#endif
