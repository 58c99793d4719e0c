/* SPDX-License-Identifier: GPL-2.0-only */
/* libarchive over a descriptor, without moving its offset: several readers may share it. */
#ifndef DB_MANIFEST_TAR_FILE_H
#define DB_MANIFEST_TAR_FILE_H

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>

#define ARCHIVE_BLOCK_SIZE (1U << 17)

struct tar_file {
	int fd;
	uint64_t offset, size;
	uint8_t buffer[ARCHIVE_BLOCK_SIZE];
};

/* Opens archive on file from its start; the caller chose formats and filters. libarchive's code. */
int tar_file_open(struct tar_file *file, int fd, uint64_t size, struct archive *archive);

void cleanup_archive(struct archive **archive);

/* A reader of gzip, zstd, xz and plain data, one compression deep; NULL without memory. */
struct archive *archive_new_unpacker(void);
/* A reader of tar alone. */
struct archive *archive_new_tar(void);
/*
 * archive_read_next_header() that leaves names as the bytes they are: in a UTF-8 locale libarchive
 * gives those of pax headers in normal form C, so that two files become one.
 */
int archive_next(struct archive *archive, struct archive_entry **ret_entry);
/* The remark of ARCHIVE_WARN, NULL if it is only about bytes that are not ASCII. */
const char *archive_remark(struct archive *archive);

#endif
