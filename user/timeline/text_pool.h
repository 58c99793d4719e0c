/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Texts of events, each kept once. Whatever went in, what comes out is printable ASCII (0x20 to 0x7e): other bytes are \ooo, as in
 * events. So neither a terminal nor a page can be told anything by them.
 */
#ifndef DB_TIMELINE_TEXT_POOL_H
#define DB_TIMELINE_TEXT_POOL_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_LENGTH_MAX 4096 /* printable characters; a longer one ends with "..." */
#define TEXT_POOL_MAX	(256U << 20) /* bytes of all */

/* 0 is the empty one: absent. Equal texts have equal numbers. */
typedef uint32_t text_id;

struct text_pool {
	char *bytes;
	uint32_t size, room;
	uint32_t *offsets; /* of each text */
	uint32_t count, offsets_room;
	uint32_t *slots; /* hash table of text_id */
	uint32_t slot_count;
};

void text_pool_close(struct text_pool *pool);
/* The number of a text, printable or not. -E2BIG beyond TEXT_POOL_MAX, -ENOMEM. */
int text_pool_add(struct text_pool *pool, const char *bytes, size_t length, text_id *ret_id);
/* Valid until the next text_pool_add(). */
const char *text_of(const struct text_pool *pool, text_id id);

#endif
