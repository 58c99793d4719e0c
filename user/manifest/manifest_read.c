// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads manifest version 1 as if an enemy had written it. Links with libc alone. Holds one line
 * and the path before it; every other rule is checked on the fly. Does not look for one digest
 * with two sizes: that needs memory of all digests, which digest_set.c has anyway.
 */
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/manifest.h"
#include "user/manifest/manifest_syntax.h"

struct reader {
	FILE *file;
	uint64_t number; /* of the line held */
	const char *message; /* first rule broken */
	uint64_t files;
	size_t length, previous_length;
	char line[MANIFEST_LINE_MAX + 1];
	char path[MANIFEST_PATH_MAX + 1], previous[MANIFEST_PATH_MAX + 1];
};

static int refuse(struct reader *reader, const char *message)
{
	reader->message = message;
	return -EBADMSG;
}

/* 1: a line is held, without its LF; 0: end of the file. */
static int next_line(struct reader *reader)
{
	int c;

	reader->length = 0;
	reader->number++;
	while ((c = getc_unlocked(reader->file)) != EOF) {
		if (c == '\n') {
			reader->line[reader->length] = '\0';
			return 1;
		}
		if (c == '\0')
			return refuse(reader, "NUL byte");
		if (c == '\r')
			return refuse(reader, "carriage return: lines end with LF alone");
		if (reader->length == MANIFEST_LINE_MAX)
			return refuse(reader, "line too long");
		reader->line[reader->length++] = (char)c;
	}
	if (ferror(reader->file))
		return errno > 0 ? -errno : -EIO;
	if (reader->length > 0)
		return refuse(reader, "last line is cut off");
	return 0;
}

/* Moves past the keyword and its blank, or gives NULL. */
static char *after_keyword(char *line, const char *keyword)
{
	size_t length = strlen(keyword);

	if (strncmp(line, keyword, length) != 0 || line[length] != ' ')
		return NULL;
	return line + length + 1;
}

/* Cuts off the field up to the next blank; NULL when it is empty or no blank follows. */
static char *cut_field(char **rest)
{
	char *field = *rest, *blank = strchr(field, ' ');

	if (!blank || blank == field)
		return NULL;
	*blank = '\0';
	*rest = blank + 1;
	return field;
}

static int parse_classes(struct reader *reader, const char *text, uint32_t *ret_classes)
{
	uint32_t classes = 0;

	for (;;) {
		size_t length = strcspn(text, ",");
		uint32_t bit = manifest_class_bit(text, length);

		if (!bit)
			return refuse(reader, "unknown class");
		if (classes & bit)
			return refuse(reader, "class given twice");
		classes |= bit;
		if (text[length] == '\0')
			break;
		text += length + 1;
	}
	*ret_classes = classes;
	return 0;
}

/* The byte of `\ooo` at text, or -1: three octal digits, for bytes that need it only. */
static int unescape(const char *text)
{
	int byte = 0;

	for (int i = 1; i <= 3; i++) {
		if (text[i] < '0' || text[i] > '7')
			return -1;
		byte = byte * 8 + (text[i] - '0');
	}
	if (byte == 0 || byte > 0xff || (byte >= 0x21 && byte <= 0x7e && byte != '\\'))
		return -1;
	return byte;
}

static int parse_path(struct reader *reader, const char *text, size_t *ret_length)
{
	size_t length = 0;

	while (*text) {
		int byte = (unsigned char)*text;

		if (byte == '\\') {
			byte = unescape(text);
			if (byte < 0)
				return refuse(reader, "bad escape in path");
			text += 4;
		} else if (byte < 0x21 || byte > 0x7e) {
			return refuse(reader, "byte in path that must be escaped");
		} else {
			text++;
		}
		if (length == MANIFEST_PATH_MAX)
			return refuse(reader, "path too long");
		reader->path[length++] = (char)byte;
	}
	reader->path[length] = '\0';
	if (!manifest_path_valid(reader->path, length))
		return refuse(reader, "path is not absolute and plain");
	*ret_length = length;
	return 0;
}

static int check_order(struct reader *reader, size_t length)
{
	int order = strcmp(reader->previous, reader->path); /* no NUL inside: parse_path() */

	if (order == 0)
		return refuse(reader, "path given twice");
	if (order > 0)
		return refuse(reader, "not sorted by path");
	memcpy(reader->previous, reader->path, length + 1);
	return 0;
}

static int parse_file(struct reader *reader, char *rest, const struct manifest_visitor *visitor)
{
	struct manifest_file file = { .path = reader->path };
	char *digest, *size, *classes;
	size_t length;
	int r;

	digest = cut_field(&rest);
	if (!digest || !manifest_parse_digest(digest, file.sha256))
		return refuse(reader, "digest is not 64 lower-case hex digits");
	size = cut_field(&rest);
	if (!size || !manifest_parse_number(size, &file.size) || file.size > INT64_MAX)
		return refuse(reader, "size is not a number of bytes");
	classes = cut_field(&rest);
	if (!classes)
		return refuse(reader, "class or path missing");
	r = parse_classes(reader, classes, &file.classes);
	if (r < 0)
		return r;
	r = parse_path(reader, rest, &length);
	if (r < 0)
		return r;
	r = check_order(reader, length);
	if (r < 0)
		return r;
	file.path_length = (uint32_t)length;
	reader->files++;
	return visitor->file ? visitor->file(&file, visitor->context) : 0;
}

/* The value of the header line that must come now. */
static int header_value(struct reader *reader, const char *keyword, const char *message,
			char **ret_value)
{
	char *value;
	int r;

	r = next_line(reader);
	if (r < 0)
		return r;
	value = r > 0 ? after_keyword(reader->line, keyword) : NULL;
	if (!value)
		return refuse(reader, message);
	*ret_value = value;
	return 0;
}

static int read_header(struct reader *reader, struct manifest_header *header)
{
	char *value;
	int r;

	r = header_value(reader, "driftbolt-manifest", "not a driftbolt manifest", &value);
	if (r < 0)
		return r;
	if (strcmp(value, "1") != 0)
		return refuse(reader, "unknown manifest version");

	r = header_value(reader, "image", "`image` line expected", &value);
	if (r < 0)
		return r;
	if (!manifest_image_valid(value))
		return refuse(reader, "bad image reference");
	memcpy(header->image, value, strlen(value) + 1);

	r = header_value(reader, "digest", "`digest` line expected", &value);
	if (r < 0)
		return r;
	header->has_digest = strcmp(value, "-") != 0;
	if (header->has_digest && (strncmp(value, "sha256:", 7) != 0 ||
				   !manifest_parse_digest(value + 7, header->digest)))
		return refuse(reader, "image digest is neither `-` nor sha256:<64 hex digits>");

	r = header_value(reader, "platform", "`platform` line expected", &value);
	if (r < 0)
		return r;
	if (!manifest_platform_valid(value))
		return refuse(reader, "platform is not os/arch[/variant]");
	memcpy(header->platform, value, strlen(value) + 1);

	r = header_value(reader, "generation", "`generation` line expected", &value);
	if (r < 0)
		return r;
	if (!manifest_parse_number(value, &header->generation))
		return refuse(reader, "generation is not a number");
	return 0;
}

static int read_end(struct reader *reader, const char *value)
{
	uint64_t count;
	int r;

	if (!manifest_parse_number(value, &count) || count != reader->files)
		return refuse(reader, "`end` does not give the number of file lines");
	r = next_line(reader);
	if (r == -EBADMSG || r > 0)
		return refuse(reader, "something follows `end`");
	return r;
}

static int read_all(struct reader *reader, const struct manifest_visitor *visitor)
{
	struct manifest_header header = { 0 };
	int r;

	r = read_header(reader, &header);
	if (r < 0)
		return r;
	if (visitor->header) {
		r = visitor->header(&header, visitor->context);
		if (r < 0)
			return r;
	}
	for (;;) {
		char *value;

		r = next_line(reader);
		if (r < 0)
			return r;
		if (r == 0)
			return refuse(reader, "`end` line missing");
		value = after_keyword(reader->line, "end");
		if (value)
			return read_end(reader, value);
		value = after_keyword(reader->line, "file");
		if (!value)
			return refuse(reader, "`file` or `end` line expected");
		r = parse_file(reader, value, visitor);
		if (r < 0)
			return r;
	}
}

int manifest_read(FILE *file, const struct manifest_visitor *visitor,
		  struct manifest_error *ret_error)
{
	_cleanup_free_ struct reader *reader = calloc(1, sizeof(*reader));
	int r;

	*ret_error = (struct manifest_error){ .message = "out of memory" };
	if (!reader)
		return -ENOMEM;
	reader->file = file;
	errno = 0;
	r = read_all(reader, visitor);
	if (r < 0)
		*ret_error = (struct manifest_error){
			.line = reader->number,
			.message = reader->message ? reader->message : "cannot be read further",
		};
	return r < 0 ? r : 0;
}

int manifest_read_memory(const void *bytes, size_t size, const struct manifest_visitor *visitor,
			 struct manifest_error *ret_error)
{
	_cleanup_fclose_ FILE *file = NULL;

	*ret_error = (struct manifest_error){ .line = 1, .message = "empty" };
	if (size == 0)
		return -EBADMSG;
	file = fmemopen((void *)bytes, size, "r"); /* "r": never written to */
	if (!file)
		return -errno;
	return manifest_read(file, visitor, ret_error);
}
