// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/layer_stream.h"

int layer_stream_damaged(struct layer_stream *stream, struct archive *archive)
{
	const char *text = archive_error_string(archive);

	/* A failure below, such as a blob too large, is the better story. */
	if (stream->job->error)
		return stream->job->error;
	return job_fail(stream->job, -EBADMSG, blob_name(stream->blob), "rebuild or copy the image",
			"not a readable layer: %s", text ? text : "neither tar nor compressed tar");
}

static la_ssize_t read_packed(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_stream *stream = context;
	ssize_t n = blob_read(stream->blob, ret_bytes);

	if (n < 0)
		archive_set_error(archive, (int)-n, "reading failed");
	return n < 0 ? -1 : n;
}

/* Limits first, so that a bomb stops while it is small. */
static int count(struct layer_stream *stream, const char *object, uint64_t *counter, uint64_t n)
{
	int r = job_count_unpacked(stream->job, object, n);

	if (r < 0)
		return r;
	*counter += n;
	return job_check_ratio(stream->job, object, stream->size + stream->holes,
			       blob_stored_size(stream->blob));
}

int layer_stream_count_hole(struct layer_stream *stream, const char *path, uint64_t size)
{
	return count(stream, path, &stream->holes, size);
}

static ssize_t unpack(struct layer_stream *stream)
{
	ssize_t n = archive_read_data(stream->unpacked, stream->bytes, sizeof(stream->bytes));

	if (n < 0)
		return layer_stream_damaged(stream, stream->unpacked);
	stream->last = (size_t)n;
	if (count(stream, blob_name(stream->blob), &stream->size, (uint64_t)n) < 0)
		return stream->job->error;
	if (hash_add(stream->hash, stream->bytes, (size_t)n) < 0)
		return job_fail(stream->job, -EIO, blob_name(stream->blob),
				"check the libcrypto installation", "SHA-256 failed");
	return n;
}

static la_ssize_t read_unpacked(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_stream *stream = context;
	ssize_t n = unpack(stream);

	*ret_bytes = stream->bytes;
	if (n < 0)
		archive_set_error(archive, (int)-n, "unpacking failed");
	return n < 0 ? -1 : n;
}

int layer_stream_open(struct job *job, struct blob *blob, struct layer_stream **ret_stream)
{
	_cleanup_(layer_stream_free) struct layer_stream *stream = calloc(1, sizeof(*stream));
	struct archive_entry *entry;
	int r;

	if (!stream)
		return job_no_memory(job);
	stream->job = job;
	stream->blob = blob;
	stream->hash = hash_new();
	stream->unpacked = archive_new_unpacker();
	stream->tar = archive_new_tar();
	if (!stream->hash || !stream->unpacked || !stream->tar)
		return job_no_memory(job);
	if (archive_read_open(stream->unpacked, stream, NULL, read_packed, NULL) != ARCHIVE_OK)
		return layer_stream_damaged(stream, stream->unpacked);
	r = archive_read_next_header(stream->unpacked, &entry);
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
		return layer_stream_damaged(stream, stream->unpacked);
	if (archive_filter_count(stream->unpacked) > 2) /* one and the input itself */
		return job_fail(job, -EBADMSG, blob_name(blob), "rebuild the image",
				"compressed more than once");
	if (archive_read_open(stream->tar, stream, NULL, read_unpacked, NULL) != ARCHIVE_OK)
		return layer_stream_damaged(stream, stream->tar);
	*ret_stream = take_pointer(stream);
	return 0;
}

void layer_stream_free(struct layer_stream **stream)
{
	if (!*stream)
		return;
	cleanup_archive(&(*stream)->tar);
	cleanup_archive(&(*stream)->unpacked);
	hash_free(&(*stream)->hash);
	free(*stream);
	*stream = NULL;
}

int layer_stream_next(struct layer_stream *stream, struct archive_entry **ret_entry)
{
	int r = archive_next(stream->tar, ret_entry);

	if (r == ARCHIVE_EOF)
		return 0;
	if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
		return layer_stream_damaged(stream, stream->tar);
	if (r == ARCHIVE_WARN && archive_remark(stream->tar))
		job_note(stream->job, blob_name(stream->blob), archive_remark(stream->tar));
	return 1;
}

/* Other readers of tar may go on where this one saw the end: only zeros may follow. */
static int check_padding(struct layer_stream *stream, size_t from)
{
	for (size_t i = from; i < stream->last; i++)
		if (stream->bytes[i] != 0)
			return job_fail(stream->job, -EBADMSG, blob_name(stream->blob),
					"rebuild the image",
					"data after the end of its tar archive");
	return 0;
}

/* Of what is in the buffer already, the part that the tar reader did not take. */
static int check_buffered(struct layer_stream *stream)
{
	la_int64_t taken = archive_filter_bytes(stream->tar, 0);
	uint64_t left =
		taken >= 0 && (uint64_t)taken < stream->size ? stream->size - (uint64_t)taken : 0;

	return check_padding(stream, left < stream->last ? stream->last - (size_t)left : 0);
}

int layer_stream_finish(struct layer_stream *stream, const uint8_t *diff_id)
{
	uint8_t digest[HASH_SIZE];
	ssize_t n;

	n = check_buffered(stream);
	if (n < 0)
		return (int)n;
	while ((n = unpack(stream)) > 0) {
		job_progress(stream->job);
		if (check_padding(stream, 0) < 0)
			return stream->job->error;
	}
	if (n < 0)
		return (int)n;
	if (hash_end(stream->hash, digest) < 0)
		return job_fail(stream->job, -EIO, blob_name(stream->blob),
				"check the libcrypto installation", "SHA-256 failed");
	/* The blob first: where both are wrong, its digest tells more. */
	n = blob_finish(stream->blob);
	if (n < 0)
		return (int)n;
	if (diff_id && memcmp(digest, diff_id, HASH_SIZE) != 0)
		return job_fail(stream->job, -EBADMSG, blob_name(stream->blob),
				"rebuild or copy the image",
				"unpacked content does not have the diff_id of the image config");
	return 0;
}
