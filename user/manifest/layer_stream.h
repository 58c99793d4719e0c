/* SPDX-License-Identifier: GPL-2.0-only */
/* A layer's bytes: blob, unpacked, as tar entries; limits and both digests on the way. */
#ifndef DB_MANIFEST_LAYER_STREAM_H
#define DB_MANIFEST_LAYER_STREAM_H

#include "user/manifest/store.h"
#include "user/manifest/tar_file.h"

struct layer_stream {
	struct job *job;
	struct blob *blob; /* not owned */
	struct archive *unpacked, *tar;
	struct hash *hash; /* of the unpacked bytes */
	uint64_t size; /* unpacked bytes so far */
	uint64_t holes; /* bytes that sparse files have beyond them */
	size_t last; /* bytes that are in the buffer */
	uint8_t bytes[ARCHIVE_BLOCK_SIZE]; /* last unpacked */
};

/* All failures are in the job. */
int layer_stream_open(struct job *job, struct blob *blob, struct layer_stream **ret_stream);
void layer_stream_free(struct layer_stream **stream);
/* 1: *ret_entry, valid until the next call; 0: no more. */
int layer_stream_next(struct layer_stream *stream, struct archive_entry **ret_entry);
/* Holes of a sparse file count as unpacked bytes: they cost time to hash, and disk elsewhere. */
int layer_stream_count_hole(struct layer_stream *stream, const char *path, uint64_t size);
/* After the last entry: the rest, which must be zeros, and the digests; diff_id may be NULL. */
int layer_stream_finish(struct layer_stream *stream, const uint8_t *diff_id);
/* The failure of libarchive, or of what it read from. */
int layer_stream_damaged(struct layer_stream *stream, struct archive *archive);

#endif
