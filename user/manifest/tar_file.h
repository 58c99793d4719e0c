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

/* A reader of gzip, zstd and plain data, one compression deep; NULL without memory. */
struct archive *archive_new_unpacker(void);
/* A reader of tar alone. */
struct archive *archive_new_tar(void);

#endif
