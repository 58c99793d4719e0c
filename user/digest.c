// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include <sha2.h>

#include "digest.h"

int digest_of_file(int fd, struct db_digest *ret_digest)
{
	uint8_t buffer[65536];
	SHA2_CTX hash;
	ssize_t n;

	SHA256Init(&hash);
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		SHA256Update(&hash, buffer, (size_t)n);
	if (n < 0)
		return -errno;
	SHA256Final(ret_digest->sha256, &hash);
	return 0;
}

void digest_of_bytes(const void *bytes, size_t size, struct db_digest *ret_digest)
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, bytes, size);
	SHA256Final(ret_digest->sha256, &hash);
}
