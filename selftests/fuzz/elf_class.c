// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	_cleanup_close_ int fd = memfd_create("elf", MFD_CLOEXEC);
	_cleanup_free_ char *interpreter = NULL;
	struct facts facts = { 0 };
	const char *reason = NULL;
	int r;

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		return 0;
	r = elf_traits(fd, &facts.traits, &interpreter, &reason);
	if (r < 0 && !reason)
		abort();
	if (r == 0 && (classify(&facts, "/usr/bin/bash") & ~(uint32_t)DB_CLASS_ALL))
		abort();
	return 0;
}
