/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where an image lies: a directory (OCI image layout) or a tar archive of one (or of `docker
 * save`), plain or compressed. Files in it are read from start to end, digests checked on the way.
 */
#ifndef DB_MANIFEST_STORE_H
#define DB_MANIFEST_STORE_H

#include "user/manifest/hash.h"
#include "user/manifest/job.h"

struct store;
struct blob;

/* Failures are in the job. */
int store_open_directory(struct job *job, const char *path, struct store **ret_store);
int store_open_archive(struct job *job, const char *path, struct store **ret_store);
void store_free(struct store **store);
bool store_has(struct store *store, const char *name);

/* -ENOENT and no failure in the job: there is no such file. */
int store_open_blob(struct store *store, const char *name, struct blob **ret_blob);

/* What the bytes must amount to; digest may be NULL. Call before the first read. */
void blob_expect(struct blob *blob, const uint8_t digest[HASH_SIZE], uint64_t size);
/* Bytes read, 0 at the end, or a negative errno. *ret_bytes is valid until the next call. */
ssize_t blob_read(struct blob *blob, const void **ret_bytes);
/* Bytes of it that lie in the store, whatever its descriptor says. */
uint64_t blob_stored_size(const struct blob *blob);
const char *blob_name(const struct blob *blob);
/* Reads what is left and checks size and digest. */
int blob_finish(struct blob *blob);
void blob_free(struct blob **blob);

/* The whole of a small file, at most LIMIT_JSON bytes, NUL after it; to be freed. Checked. */
int blob_read_all(struct blob *blob, char **ret_text, size_t *ret_size);

#endif
