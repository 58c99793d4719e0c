/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Manifest version 1: reading and writing, on libc alone (the static loader links the reader).
 * Functions return 0 or a negative errno and print nothing.
 */
#ifndef DB_MANIFEST_H
#define DB_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/types.h>

#include "maps/class.h"

#define MANIFEST_VERSION      1
#define MANIFEST_DIGEST_SIZE  32 /* SHA-256 */
#define MANIFEST_PATH_MAX     4095 /* PATH_MAX of the kernel, without its NUL */
#define MANIFEST_IMAGE_MAX    512 /* longer than any reference a registry takes */
#define MANIFEST_PLATFORM_MAX 96 /* three words of at most 31 bytes and two slashes */
/* four bytes for each of an escaped path, and room for the other fields of a `file` line */
#define MANIFEST_LINE_MAX  (4 * MANIFEST_PATH_MAX + 256)
#define MANIFEST_PATH_TEXT (4 * MANIFEST_PATH_MAX + 1) /* an escaped path and its NUL */

struct manifest_header {
	char image[MANIFEST_IMAGE_MAX + 1]; /* "-" where there is none */
	bool has_digest;
	uint8_t digest[MANIFEST_DIGEST_SIZE]; /* of the OCI image manifest */
	char platform[MANIFEST_PLATFORM_MAX + 1];
	uint64_t generation;
};

struct manifest_file {
	uint8_t sha256[MANIFEST_DIGEST_SIZE];
	uint64_t size; /* bytes */
	uint32_t classes; /* DB_CLASS_* */
	uint32_t path_length;
	const char *path; /* raw bytes, ends with NUL; valid during the call only when reading */
};

struct manifest_visitor {
	/* Either may be NULL; a negative errno from them stops the reading and is returned. */
	int (*header)(const struct manifest_header *header, void *context);
	int (*file)(const struct manifest_file *file, void *context);
	void *context;
};

struct manifest_error {
	uint64_t line; /* 1 is the first */
	const char *message; /* static text */
};

/*
 * Streams a manifest; one line at a time is held. A manifest is refused whole, but that is known
 * only at its end: what the visitor took must be thrown away when this does not return 0.
 * -EBADMSG: a rule of version 1 is broken, *ret_error says where and which. Other errors: reading
 * failed or the visitor refused; *ret_error holds the line reached.
 */
int manifest_read(FILE *file, const struct manifest_visitor *visitor,
		  struct manifest_error *ret_error);
int manifest_read_memory(const void *bytes, size_t size, const struct manifest_visitor *visitor,
			 struct manifest_error *ret_error);

/*
 * Sorts the files, gives every path of a digest the union of their classes, and writes all of it.
 * -EINVAL: header or path that version 1 cannot hold; -EEXIST: the same path twice.
 */
int manifest_write(FILE *out, const struct manifest_header *header, struct manifest_file *files,
		   size_t count);

/* A path, or another name, as manifests spell it: printable, in one word. No more than MANIFEST_PATH_MAX bytes of it. */
void manifest_path_text(const char *path, size_t length, char text[MANIFEST_PATH_TEXT]);

/* Syntax both sides agree on. */
bool manifest_image_valid(const char *text);
bool manifest_platform_valid(const char *text);
bool manifest_path_valid(const char *path, size_t length);

#endif
