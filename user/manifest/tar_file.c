// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/manifest/tar_file.h"

static la_ssize_t read_block(struct archive *archive, void *context, const void **ret_buffer)
{
	struct tar_file *file = context;
	ssize_t n;

	do
		n = pread(file->fd, file->buffer, sizeof(file->buffer), (off_t)file->offset);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		archive_set_error(archive, errno, "reading failed");
		return -1;
	}
	file->offset += (uint64_t)n;
	*ret_buffer = file->buffer;
	return n;
}

static la_int64_t skip_bytes(struct archive *archive, void *context, la_int64_t request)
{
	struct tar_file *file = context;
	uint64_t left = file->size > file->offset ? file->size - file->offset : 0;
	uint64_t skip = request > 0 ? (uint64_t)request : 0;

	skip = skip < left ? skip : left; /* what is missing then shows as truncation */
	file->offset += skip;
	return (la_int64_t)skip;
}

int tar_file_open(struct tar_file *file, int fd, uint64_t size, struct archive *archive)
{
	file->fd = fd;
	file->offset = 0;
	file->size = size;
	return archive_read_open2(archive, file, NULL, read_block, skip_bytes, NULL);
}

void cleanup_archive(struct archive **archive)
{
	if (*archive)
		archive_read_free(*archive);
	*archive = NULL;
}

struct archive *archive_new_unpacker(void)
{
	struct archive *archive = archive_read_new();

	/* ARCHIVE_WARN: libarchive was built without the library and would run a program. */
	if (archive && (archive_read_support_filter_gzip(archive) != ARCHIVE_OK ||
			archive_read_support_filter_zstd(archive) != ARCHIVE_OK ||
			archive_read_support_filter_xz(archive) != ARCHIVE_OK ||
			archive_read_support_format_raw(archive) != ARCHIVE_OK ||
			archive_read_support_format_empty(archive) != ARCHIVE_OK))
		cleanup_archive(&archive);
	return archive;
}

struct archive *archive_new_tar(void)
{
	struct archive *archive = archive_read_new();

	if (archive && (archive_read_support_format_tar(archive) != ARCHIVE_OK ||
			archive_read_support_format_empty(archive) != ARCHIVE_OK))
		cleanup_archive(&archive);
	return archive;
}

/* What cannot be converted, libarchive takes raw: set_conversion_failed_error() and its callers. */
int archive_next(struct archive *archive, struct archive_entry **ret_entry)
{
	locale_t bytes = newlocale(LC_CTYPE_MASK, "C", (locale_t)0), before;
	int r;

	if (!bytes)
		return ARCHIVE_FATAL;
	before = uselocale(bytes);
	r = archive_read_next_header(archive, ret_entry);
	uselocale(before);
	freelocale(bytes);
	return r;
}

const char *archive_remark(struct archive *archive)
{
	const char *text = archive_error_string(archive);

	return text && strstr(text, "to current locale") ? NULL : text;
}
