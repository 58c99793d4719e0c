/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_MANIFEST_LAYER_H
#define DB_MANIFEST_LAYER_H

#include "user/manifest/content.h"
#include "user/manifest/store.h"

/* How a tar archive lies over the tree. */
struct layer_place {
	unsigned int number; /* of the layer; covers those of smaller numbers */
	const uint8_t
		*diff_id; /* HASH_SIZE bytes that its content must amount to; NULL: not known */
	const char *prefix; /* goes before each name; NULL: nothing */
	bool no_whiteouts; /* names that begin with ".wh." are names like others */
};

/*
 * Lays one layer over job->tree: a tar archive, plain or compressed, read once from start to end.
 * The blob's own digest and the digest of the unpacked archive (diff_id) are checked after the
 * last byte, so the tree is good for nothing if this fails.
 */
int layer_apply(struct job *job, struct blob *blob, struct content *content,
		const struct layer_place *place);

#endif
