// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "digest_set.h"
#include "family.h"

static int add_file(const struct manifest_file *file, void *context)
{
	struct digest_set *set = context;
	struct digest_entry *entry;

	if (set->count == set->capacity) {
		size_t capacity = set->capacity ? set->capacity * 2 : 1024;
		void *grown = reallocarray(set->entries, capacity, sizeof(*entry));

		if (!grown)
			return -ENOMEM;
		set->entries = grown;
		set->capacity = capacity;
	}
	entry = &set->entries[set->count++];
	memset(entry, 0, sizeof(*entry));
	memcpy(entry->digest.sha256, file->sha256, sizeof(entry->digest.sha256));
	entry->allowed.classes = file->classes;
	if (file->classes & (DB_CLASS_INTERP | DB_CLASS_LOADER))
		entry->allowed.family = family_of_path(file->path);
	entry->size = file->size;
	return 0;
}

/* The image is what the first manifest with a reference says; others are what runs in it besides. */
static int keep_header(const struct manifest_header *header, void *context)
{
	struct digest_set *set = context;
	__u64 generation = set->header.generation;

	if (header->generation > generation)
		generation = header->generation;
	if (!*set->header.image || !strcmp(set->header.image, "-"))
		set->header = *header;
	set->header.generation = generation;
	return 0;
}

int digest_set_read(struct digest_set *set, const char *path, struct manifest_error *ret_error)
{
	const struct manifest_visitor visitor = {
		.header = keep_header,
		.file = add_file,
		.context = set,
	};
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	if (!file)
		return -errno;
	return manifest_read(file, &visitor, ret_error);
}

static int by_digest(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct db_digest));
}

void digest_unite(struct db_allowed *into, const struct db_allowed *from)
{
	into->classes |= from->classes;
	into->family = family_of_both(into->family, from->family);
	/* A dynamic linker as the main program would run any file it is given. */
	if (into->classes & DB_CLASS_LOADER)
		into->classes &= ~(__u32)DB_CLASS_EXEC;
}

int digest_set_finish(struct digest_set *set)
{
	size_t kept = 0;

	if (!set->count)
		return 0;
	qsort(set->entries, set->count, sizeof(*set->entries), by_digest);
	for (size_t i = 1; i < set->count; i++) {
		struct digest_entry *last = &set->entries[kept], *next = &set->entries[i];

		if (by_digest(last, next)) {
			set->entries[++kept] = *next;
			continue;
		}
		if (last->size != next->size)
			return -EBADMSG;
		digest_unite(&last->allowed, &next->allowed);
	}
	set->count = kept + 1;
	for (size_t i = 0; i < set->count; i++)
		digest_unite(&set->entries[i].allowed, &set->entries[i].allowed);
	return 0;
}

void digest_set_free(struct digest_set *set)
{
	free(set->entries);
	set->entries = NULL;
	set->count = set->capacity = 0;
}

static int by_size(const void *a, const void *b)
{
	__u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return x < y ? -1 : x > y;
}

int digest_set_sizes(const struct digest_set *set, __u64 **ret_sizes, size_t *ret_count)
{
	__u64 *sizes = calloc(set->count ?: 1, sizeof(*sizes));
	size_t kept = 0;

	if (!sizes)
		return -ENOMEM;
	for (size_t i = 0; i < set->count; i++)
		sizes[i] = set->entries[i].size;
	qsort(sizes, set->count, sizeof(*sizes), by_size);
	for (size_t i = 0; i < set->count; i++)
		if (!i || sizes[i] != sizes[kept - 1])
			sizes[kept++] = sizes[i];
	*ret_sizes = sizes;
	*ret_count = kept;
	return 0;
}
