// SPDX-License-Identifier: GPL-2.0-only
/* Writes manifest version 1: one spelling for one set of files, whatever order they came in. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/manifest_syntax.h"

static int compare_paths(const void *a, const void *b)
{
	const struct manifest_file *x = a, *y = b;

	return strcmp(x->path, y->path); /* unsigned bytes, no locale */
}

static int compare_digests(const void *a, const void *b)
{
	const struct manifest_file *const *x = a, *const *y = b;

	return memcmp((*x)->sha256, (*y)->sha256, MANIFEST_DIGEST_SIZE);
}

/* An allowance belongs to content, so what one path of it may, all paths of it may. */
static int unite_classes(struct manifest_file *files, size_t count)
{
	_cleanup_free_ struct manifest_file **by_digest = NULL;

	by_digest = calloc(count + 1, sizeof(*by_digest));
	if (!by_digest)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		by_digest[i] = &files[i];
	qsort(by_digest, count, sizeof(*by_digest), compare_digests);

	for (size_t first = 0, next; first < count; first = next) {
		uint32_t classes = 0;

		for (next = first; next < count; next++) {
			if (compare_digests(&by_digest[first], &by_digest[next]) != 0)
				break;
			classes |= by_digest[next]->classes;
		}
		/* A dynamic linker as the main program would run any file it is given. */
		if (classes & DB_CLASS_LOADER)
			classes &= ~(uint32_t)DB_CLASS_EXEC;
		for (size_t i = first; i < next; i++)
			by_digest[i]->classes = classes;
	}
	return 0;
}

static void write_hex(FILE *out, const uint8_t digest[MANIFEST_DIGEST_SIZE])
{
	for (size_t i = 0; i < MANIFEST_DIGEST_SIZE; i++)
		fprintf(out, "%02x", digest[i]);
}

void manifest_path_text(const char *path, size_t length, char text[MANIFEST_PATH_TEXT])
{
	char *at = text;

	for (size_t i = 0; i < length && i < MANIFEST_PATH_MAX; i++) {
		unsigned char byte = (unsigned char)path[i];

		if (byte < 0x21 || byte > 0x7e || byte == '\\')
			at += sprintf(at, "\\%03o", byte);
		else
			*at++ = (char)byte;
	}
	*at = '\0';
}

static void write_file(FILE *out, const struct manifest_file *file)
{
	char path[MANIFEST_PATH_TEXT];
	const char *comma = "";

	fputs("file ", out);
	write_hex(out, file->sha256);
	fprintf(out, " %" PRIu64 " ", file->size);
	for (size_t i = 0; i < MANIFEST_CLASS_COUNT; i++) {
		if (!(file->classes & manifest_classes[i].bit))
			continue;
		fprintf(out, "%s%s", comma, manifest_classes[i].name);
		comma = ",";
	}
	manifest_path_text(file->path, file->path_length, path);
	fprintf(out, " %s\n", path);
}

static bool file_valid(const struct manifest_file *file)
{
	return manifest_path_valid(file->path, file->path_length) && file->size <= INT64_MAX &&
	       file->classes != 0 && (file->classes & ~(uint32_t)DB_CLASS_ALL) == 0;
}

int manifest_write(FILE *out, const struct manifest_header *header, struct manifest_file *files,
		   size_t count)
{
	int r;

	if (!manifest_image_valid(header->image) || !manifest_platform_valid(header->platform))
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		if (!file_valid(&files[i]))
			return -EINVAL;
	r = unite_classes(files, count);
	if (r < 0)
		return r;
	if (count > 0) /* qsort() takes no NULL, even of no elements */
		qsort(files, count, sizeof(*files), compare_paths);
	for (size_t i = 1; i < count; i++)
		if (compare_paths(&files[i - 1], &files[i]) == 0)
			return -EEXIST;

	errno = 0;
	fprintf(out, "driftbolt-manifest %d\nimage %s\ndigest ", MANIFEST_VERSION, header->image);
	if (header->has_digest) {
		fputs("sha256:", out);
		write_hex(out, header->digest);
	} else {
		fputc('-', out);
	}
	fprintf(out, "\nplatform %s\ngeneration %" PRIu64 "\n", header->platform,
		header->generation);
	for (size_t i = 0; i < count; i++)
		write_file(out, &files[i]);
	fprintf(out, "end %zu\n", count);
	if (!ferror(out))
		return 0;
	return errno > 0 ? -errno : -EIO;
}
