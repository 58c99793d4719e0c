/* SPDX-License-Identifier: GPL-2.0-only */
/* A file of SHA-256 digests, one a line in hex, as a set. */
#ifndef DB_MANIFEST_DIGEST_LIST_H
#define DB_MANIFEST_DIGEST_LIST_H

#include "user/manifest/hash.h"
#include "user/manifest/job.h"

struct digest_list;

/* A line that is not 64 lower-case hex digits is an error. Failures are in the job. */
int digest_list_read(struct job *job, const char *path, struct digest_list **ret_list);
bool digest_list_has(const struct digest_list *list, const uint8_t digest[HASH_SIZE]);
void digest_list_free(struct digest_list **list);

#endif
