/* SPDX-License-Identifier: GPL-2.0-only */
/* Between store*.c and blob.c. */
#ifndef DB_MANIFEST_BLOB_H
#define DB_MANIFEST_BLOB_H

#include "user/manifest/store.h"
#include "user/manifest/tar_file.h"

struct blob {
	struct job *job;
	struct hash *hash;
	char *name;
	uint64_t position, size;
	uint64_t stored; /* bytes that are there at most */
	bool has_size, has_digest, ended;
	uint8_t digest[HASH_SIZE];

	int fd; /* of a file of its own, or -1 */
	struct archive *archive; /* standing at the entry, or NULL */
	struct tar_file file; /* what archive reads from */
	uint8_t bytes[ARCHIVE_BLOCK_SIZE]; /* last read */
};

int blob_new(struct job *job, const char *name, struct blob **ret_blob);

#endif
