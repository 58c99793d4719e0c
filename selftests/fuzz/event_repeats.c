// SPDX-License-Identifier: GPL-2.0-only
/* Any file of repeats: each number once, in order, and an event gets no smaller count by it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/event_field.h"
#include "user/event_log.h"
#include "user/event_repeats.h"

static char saved[64], told[64];

static void remove_files(void)
{
	unlink(told);
	*strrchr(saved, '/') = '\0';
	rmdir(saved);
}

static void make_files(void)
{
	char directory[] = "/tmp/fuzz-repeats-XXXXXX";

	if (!mkdtemp(directory))
		abort();
	snprintf(saved, sizeof(saved), "%s/x-000001.jsonl", directory);
	snprintf(told, sizeof(told), "%s/x-" EVENT_LOG_REPEATS, directory);
	atexit(remove_files);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct event_repeats repeats;
	int fd;

	if (!*saved)
		make_files();
	fd = open(told, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd) ||
	    event_repeats_read(&repeats, saved))
		abort();
	for (size_t i = 0; i < repeats.count; i++) {
		json_object *event = json_object_new_object();
		uint64_t count = 0;

		if (i && repeats.repeats[i].seq <= repeats.repeats[i - 1].seq)
			abort();
		json_object_object_add(event, "seq",
				       json_object_new_uint64(repeats.repeats[i].seq));
		json_object_object_add(event, "count", json_object_new_int(5));
		event_repeats_apply(&repeats, event);
		if (!event_number(event, "count", &count) || count < 5 ||
		    count < repeats.repeats[i].count)
			abort();
		json_object_put(event);
	}
	event_repeats_free(&repeats);
	return 0;
}
