// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/blob.h"
#include "user/manifest/limits.h"

int blob_new(struct job *job, const char *name, struct blob **ret_blob)
{
	_cleanup_(blob_free) struct blob *blob = calloc(1, sizeof(*blob));

	if (!blob)
		return job_no_memory(job);
	blob->fd = -1;
	blob->job = job;
	blob->name = strdup(name);
	blob->hash = hash_new();
	if (!blob->name || !blob->hash)
		return job_no_memory(job);
	*ret_blob = take_pointer(blob);
	return 0;
}

void blob_free(struct blob **blob)
{
	if (!*blob)
		return;
	cleanup_archive(&(*blob)->archive);
	cleanup_close(&(*blob)->fd);
	hash_free(&(*blob)->hash);
	free((*blob)->name);
	free(*blob);
	*blob = NULL;
}

void blob_expect(struct blob *blob, const uint8_t digest[HASH_SIZE], uint64_t size)
{
	blob->has_size = true;
	blob->size = size;
	blob->has_digest = digest;
	if (digest)
		memcpy(blob->digest, digest, HASH_SIZE);
}

uint64_t blob_stored_size(const struct blob *blob)
{
	return blob->stored;
}

const char *blob_name(const struct blob *blob)
{
	return blob->name;
}

static ssize_t read_entry(struct blob *blob)
{
	ssize_t n = archive_read_data(blob->archive, blob->bytes, sizeof(blob->bytes));

	if (n >= 0)
		return n;
	return job_fail(blob->job, -EBADMSG, blob->name, "save the image again",
			"archive is damaged: %s", archive_error_string(blob->archive));
}

static ssize_t read_file(struct blob *blob)
{
	ssize_t n;

	do
		n = read(blob->fd, blob->bytes, sizeof(blob->bytes));
	while (n < 0 && errno == EINTR);
	return n < 0 ? job_fail_errno(blob->job, errno, blob->name, "reading") : n;
}

ssize_t blob_read(struct blob *blob, const void **ret_bytes)
{
	ssize_t n;

	*ret_bytes = blob->bytes;
	if (blob->ended)
		return 0;
	n = blob->archive ? read_entry(blob) : read_file(blob);
	if (n < 0)
		return n;
	blob->ended = n == 0;
	blob->position += (uint64_t)n;
	if (blob->has_size && blob->position > blob->size)
		return job_fail(blob->job, -EBADMSG, blob->name, "copy the image again",
				"larger than the %" PRIu64 " bytes its descriptor gives",
				blob->size);
	if (hash_add(blob->hash, blob->bytes, (size_t)n) < 0)
		return job_fail(blob->job, -EIO, blob->name, "check the libcrypto installation",
				"SHA-256 failed");
	return n;
}

int blob_finish(struct blob *blob)
{
	uint8_t digest[HASH_SIZE];
	const void *bytes;
	ssize_t n;

	while ((n = blob_read(blob, &bytes)) > 0)
		job_progress(blob->job);
	if (n < 0)
		return (int)n;
	if (blob->has_size && blob->position != blob->size)
		return job_fail(blob->job, -EBADMSG, blob->name, "copy the image again",
				"cut off: %" PRIu64 " of %" PRIu64 " bytes", blob->position,
				blob->size);
	if (hash_end(blob->hash, digest) < 0)
		return job_fail(blob->job, -EIO, blob->name, "check the libcrypto installation",
				"SHA-256 failed");
	if (blob->has_digest && memcmp(digest, blob->digest, HASH_SIZE) != 0)
		return job_fail(blob->job, -EBADMSG, blob->name, "copy the image again",
				"content does not have the digest it is named by");
	return 0;
}

int blob_read_all(struct blob *blob, char **ret_text, size_t *ret_size)
{
	_cleanup_free_ char *text = NULL;
	const void *bytes;
	size_t size = 0;
	ssize_t n;
	int r;

	while ((n = blob_read(blob, &bytes)) > 0) {
		char *larger;

		if (size + (size_t)n > LIMIT_JSON)
			return job_fail(blob->job, -EFBIG, blob->name, "build a smaller image",
					"more than %u bytes of JSON", LIMIT_JSON);
		larger = realloc(text, size + (size_t)n + 1);
		if (!larger)
			return job_no_memory(blob->job);
		text = larger;
		memcpy(text + size, bytes, (size_t)n);
		size += (size_t)n;
	}
	if (n < 0)
		return (int)n;
	r = blob_finish(blob);
	if (r < 0)
		return r;
	if (size == 0)
		return job_fail(blob->job, -EBADMSG, blob->name, "copy the image again", "empty");
	text[size] = '\0';
	*ret_text = take_pointer(text);
	*ret_size = size;
	return 0;
}
