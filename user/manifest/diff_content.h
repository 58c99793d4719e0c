/* SPDX-License-Identifier: GPL-2.0-only */
/* Between diff*.c: what becomes of the paths of one content. */
#ifndef DB_MANIFEST_DIFF_CONTENT_H
#define DB_MANIFEST_DIFF_CONTENT_H

#include <string.h>

#include "user/manifest/diff.h"

/* What is known of a path of the old manifest. */
enum fate { FATE_GONE, FATE_KEPT, FATE_OTHER };

struct diff_entry {
	struct manifest_file file; /* the path is the entry's own */
	const struct diff_entry
		*before; /* of the new manifest: the same path in the old one, or NULL */
	enum fate fate; /* of the old manifest */
	bool after;
};

/* Entries [0, old) are its old paths, [old, count) what differs of its new ones; each by path. */
struct diff_content {
	struct diff_entry **entries;
	size_t old, count;
	/* Filled by diff_content_tell(). */
	uint32_t old_classes, new_classes; /* of all its paths: the loader unites them */
	const char *old_path, *new_path; /* the first of each; NULL if there is none */
};

static inline bool same_content(const struct manifest_file *a, const struct manifest_file *b)
{
	return memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

/* Adds its differences to those of diff, which has room. -EBADMSG: two sizes; the failure is in the job. */
int diff_content_tell(struct diff *diff, struct job *job, struct diff_content *content);

#endif
