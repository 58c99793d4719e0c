// SPDX-License-Identifier: GPL-2.0-only
/* Any file of events: each line is an object or an error, and of each object every format makes what formats.h wants. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats.h"
#include "user/event_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct event_source source;
	static int fd = -1;
	char name[32];
	json_object *event;
	unsigned long lines = 0;
	int r;

	if (fd < 0)
		fd = memfd_create("events", 0);
	if (ftruncate(fd, 0) || pwrite(fd, bytes, size, 0) != (ssize_t)size)
		abort();
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (event_source_open_file(&source, name))
		abort();
	for (;;) {
		r = event_source_next(&source, &event);
		if (source.line != ++lines)
			abort();
		if (!r && !event)
			break;
		if (!r)
			check_formats(event);
		else if (r != -EBADMSG && r != -E2BIG)
			abort();
		json_object_put(event);
	}
	event_source_close(&source);
	return 0;
}
