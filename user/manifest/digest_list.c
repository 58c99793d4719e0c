// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/digest_list.h"

struct digest_list {
	size_t count, space;
	uint8_t (*digests)[HASH_SIZE];
};

void digest_list_free(struct digest_list **list)
{
	if (!*list)
		return;
	free((*list)->digests);
	free(*list);
	*list = NULL;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, HASH_SIZE);
}

static int add(struct job *job, struct digest_list *list, const char *path, const char *hex)
{
	if (list->count == list->space) {
		size_t space = list->space ? 2 * list->space : 1024;
		void *digests = reallocarray(list->digests, space, HASH_SIZE);

		if (!digests)
			return job_no_memory(job);
		list->digests = digests;
		list->space = space;
	}
	if (hash_from_hex(hex, list->digests[list->count]) < 0)
		return job_fail(job, -EBADMSG, path, "write one SHA-256 a line, in lower-case hex",
				"line %zu is not a SHA-256 digest", list->count + 1);
	list->count++;
	return 0;
}

int digest_list_read(struct job *job, const char *path, struct digest_list **ret_list)
{
	_cleanup_(digest_list_free) struct digest_list *list = calloc(1, sizeof(*list));
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char line[HASH_HEX_SIZE + 2]; /* with its newline, and one byte too many to be told */
	int r = 0;

	if (!list)
		return job_no_memory(job);
	if (!file)
		return job_fail_errno(job, errno, path, "opening");
	while (r >= 0 && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		r = add(job, list, path, line);
	}
	if (r < 0)
		return r;
	if (ferror(file))
		return job_fail_errno(job, EIO, path, "reading");
	if (list->count)
		qsort(list->digests, list->count, HASH_SIZE, compare);
	*ret_list = take_pointer(list);
	return 0;
}

bool digest_list_has(const struct digest_list *list, const uint8_t digest[HASH_SIZE])
{
	return list->count &&
	       bsearch(digest, list->digests, list->count, HASH_SIZE, compare) != NULL;
}
