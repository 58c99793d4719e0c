/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_MANIFEST_LAYER_H
#define DB_MANIFEST_LAYER_H

#include "user/manifest/content.h"
#include "user/manifest/store.h"

/*
 * Lays one layer over job->tree: a tar archive, plain or compressed, read once from start to end.
 * The blob's own digest and the digest of the unpacked archive (diff_id) are checked after the
 * last byte, so the tree is good for nothing if this fails.
 */
int layer_apply(struct job *job, struct blob *blob, struct content *content, unsigned int number,
		const uint8_t diff_id[HASH_SIZE]);

#endif
