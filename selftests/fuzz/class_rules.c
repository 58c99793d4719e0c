// SPDX-License-Identifier: GPL-2.0-only
/* --classes: any file is taken or refused with a reason; any glob taken can be matched. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	_cleanup_close_ int fd = memfd_create("rules", MFD_CLOEXEC);
	struct options options = { .input = "-", .quiet = true };
	_cleanup_(job_free) struct job *job = NULL;
	char path[64];

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	options.classes = path;
	job = job_new(&options);
	if (class_rules_read(job) < 0) {
		if (!job->error || !job->what[0])
			abort();
		return 0;
	}
	/* class_rules_apply() matches in the same way, but says what matched nothing. */
	(void)class_rules_add_to(job->rules, "/usr/bin/a");
	return 0;
}
