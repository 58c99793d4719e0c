/* SPDX-License-Identifier: GPL-2.0-only */
/* The union of one or more manifests, as the arrays a batch update of an image map takes. */
#ifndef DB_USER_DIGEST_SET_H
#define DB_USER_DIGEST_SET_H

#include <stddef.h>
#include "manifest/manifest.h"
#include "maps/state.h"

struct digest_entry {
	struct db_digest digest;
	struct db_allowed allowed;
	__u64 size;
};

struct digest_set {
	struct digest_entry *entries; /* sorted by digest after digest_set_finish() */
	size_t count, capacity;
	struct manifest_header
		header; /* of the last manifest read; the largest generation of all */
};

#define _cleanup_set_ __attribute__((cleanup(digest_set_free)))

/* Adds a manifest; -EBADMSG with *ret_error filled if it breaks a rule. On error: free the set. */
int digest_set_read(struct digest_set *set, const char *path, struct manifest_error *ret_error);
/*
 * One entry a digest, with the union of its classes; loader excludes exec.
 * -EBADMSG: one digest has two sizes.
 */
int digest_set_finish(struct digest_set *set);
/*
 * What a digest may be used for under several names: the classes of all; what one is known for counts, and that it is
 * one of many programs most. A loader is no program, whatever another says.
 */
void digest_unite(struct db_allowed *into, const struct db_allowed *from);
void digest_set_free(struct digest_set *set);

/* Allocates the distinct sizes, sorted; the caller frees. -ENOMEM. */
int digest_set_sizes(const struct digest_set *set, __u64 **ret_sizes, size_t *ret_count);

#endif
