/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program's name says it is, without its version: python3.11 is python, php-fpm8.2 is php-fpm, vim.basic is
 * vim if vim.basic itself is nobody. Pure. For files in the layers of a container's image, which nobody inside can
 * rename without copying them out of there; elsewhere a name says nothing.
 */
#ifndef DB_CORE_PROGRAM_NAME_H
#define DB_CORE_PROGRAM_NAME_H

#include "kern/core/code_name.h"

struct db_stem {
	struct db_tail all; /* so far */
	struct db_tail whole; /* before the first digit, less separators at its end */
	struct db_tail first; /* before the first digit or dot */
	__u32 digit, dot; /* one was seen */
};

/* The next byte of a name. Start from zeros. */
static inline void db_stem_add(struct db_stem *stem, __u8 c)
{
	int separates = c == '-' || c == '.' || c == '_';

	stem->digit |= c >= '0' && c <= '9';
	if (stem->digit || (c == '.' && !stem->all.low))
		return; /* a version; or the dot of a hidden name */
	db_tail_add(&stem->all, c);
	stem->dot |= c == '.';
	if (!separates)
		stem->whole = stem->all;
	if (!stem->dot && !separates)
		stem->first = stem->all;
}

#endif
