// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text_pool.h"

#define SLOTS_MIN 1024
#define FNV_BASIS 2166136261U /* FNV-1a, 32 bits */
#define FNV_PRIME 16777619U

void text_pool_close(struct text_pool *pool)
{
	free(pool->bytes);
	free(pool->offsets);
	free(pool->slots);
	*pool = (struct text_pool){};
}

const char *text_of(const struct text_pool *pool, text_id id)
{
	return id && id < pool->count ? pool->bytes + pool->offsets[id] : "";
}

static size_t make_printable(const char *bytes, size_t length, char text[TEXT_LENGTH_MAX + 8])
{
	static const char digits[] = "01234567";
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (n >= TEXT_LENGTH_MAX) {
			memcpy(text + n, "...", 3);
			n += 3;
			break;
		}
		if (byte >= 0x20 && byte < 0x7f) {
			text[n++] = (char)byte;
			continue;
		}
		text[n++] = '\\';
		text[n++] = digits[byte >> 6];
		text[n++] = digits[byte >> 3 & 7];
		text[n++] = digits[byte & 7];
	}
	text[n] = '\0';
	return n;
}

static uint32_t hash_of(const char *text)
{
	uint32_t hash = FNV_BASIS;

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
	return hash;
}

static uint32_t *slot_of(struct text_pool *pool, const char *text)
{
	uint32_t at = hash_of(text) & (pool->slot_count - 1);

	while (pool->slots[at] && strcmp(text_of(pool, pool->slots[at]), text))
		at = (at + 1) & (pool->slot_count - 1);
	return &pool->slots[at];
}

static int grow_slots(struct text_pool *pool)
{
	uint32_t *before = pool->slots, count = pool->slot_count;

	pool->slot_count = count ? 2 * count : SLOTS_MIN;
	pool->slots = calloc(pool->slot_count, sizeof(*pool->slots));
	if (!pool->slots) {
		pool->slots = before;
		pool->slot_count = count;
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < count; i++)
		if (before[i])
			*slot_of(pool, text_of(pool, before[i])) = before[i];
	free(before);
	return 0;
}

static int grow(void *array_at, uint32_t *room, uint32_t wanted, size_t size)
{
	void **array = array_at;
	uint32_t more = *room ? *room : SLOTS_MIN;
	void *grown;

	if (wanted <= *room)
		return 0;
	while (more < wanted)
		more *= 2;
	grown = reallocarray(*array, more, size);
	if (!grown)
		return -ENOMEM;
	*array = grown;
	*room = more;
	return 0;
}

int text_pool_add(struct text_pool *pool, const char *bytes, size_t length, text_id *ret_id)
{
	char text[TEXT_LENGTH_MAX + 8];
	size_t size = make_printable(bytes, length, text) + 1;
	uint32_t *slot;
	int r;

	*ret_id = 0;
	if (size == 1)
		return 0;
	if (pool->count >= pool->slot_count / 2) {
		r = grow_slots(pool);
		if (r < 0)
			return r;
	}
	slot = slot_of(pool, text);
	if (*slot) {
		*ret_id = *slot;
		return 0;
	}
	if (size > TEXT_POOL_MAX - pool->size)
		return -E2BIG;
	if (!pool->count)
		pool->count = 1; /* 0 is the empty one */
	r = grow(&pool->bytes, &pool->room, pool->size + (uint32_t)size, 1);
	if (r == 0)
		r = grow(&pool->offsets, &pool->offsets_room, pool->count + 1, sizeof(uint32_t));
	if (r < 0)
		return r;
	memcpy(pool->bytes + pool->size, text, size);
	pool->offsets[pool->count] = pool->size;
	pool->size += (uint32_t)size;
	*slot = pool->count++;
	*ret_id = *slot;
	return 0;
}
