// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/spool.h"

#define PIECE_SIZE 65536 /* zeros are looked for in pieces of it */

int spool_new(struct job *job)
{
	const char *directory = secure_getenv("TMPDIR");
	int fd;

	if (!directory || directory[0] != '/')
		directory = "/tmp";
	fd = open(directory, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EOPNOTSUPP) {
		char path[MANIFEST_PATH_MAX + 1];

		snprintf(path, sizeof(path), "%s/driftbolt-manifest.XXXXXX", directory);
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
	}
	return fd < 0 ? job_fail_errno(job, errno, directory, "creating a temporary file") : fd;
}

int spool_empty(struct job *job, int fd, const char *object)
{
	if (ftruncate(fd, 0) < 0)
		return job_fail_errno(job, errno, object, "emptying a temporary file");
	return 0;
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

static int write_piece(struct job *job, int fd, const char *object, const uint8_t *bytes,
		       size_t size, uint64_t offset)
{
	while (size > 0) {
		ssize_t n = pwrite(fd, bytes, size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return job_fail_errno(job, errno, object, "keeping it in a temporary file");
		bytes += n;
		size -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int spool_write(struct job *job, int fd, const char *object, const void *bytes, size_t size,
		uint64_t offset)
{
	const uint8_t *piece = bytes;

	while (size > 0) {
		size_t n = size < PIECE_SIZE ? size : PIECE_SIZE;
		int r = all_zero(piece, n) ? 0 : write_piece(job, fd, object, piece, n, offset);

		if (r < 0)
			return r;
		piece += n;
		size -= n;
		offset += n;
	}
	return 0;
}

int spool_end(struct job *job, int fd, const char *object, uint64_t size)
{
	if (ftruncate(fd, (off_t)size) < 0)
		return job_fail_errno(job, errno, object, "keeping it in a temporary file");
	return 0;
}
