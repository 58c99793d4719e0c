// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any record of the flight recorder: every format makes of it what formats.h wants, its JSON is printable ASCII as it is, and what
 * replay reads of it is what the record has. Behind the record the name of its image.
 */
#include <string.h>

#include <bpf/bpf.h>

#include "formats.h"
#include "kern/core/decide_setting.h"
#include "user/event_json.h"
#include "user/replay.h"

#define CLOCK_MASK ((1ULL << 62) - 1) /* what the kernel's clock, from 0 on, cannot say in a century */

static struct db_imageinfo image;

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	memcpy(value, &image, sizeof(image));
	return 0;
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	return -1;
}

static void check_replay(json_object *object, const struct db_event *event)
{
	static const struct replay_change as_it_was = {};
	struct replay_event replayed;
	const char *field;
	__u32 verdict, reason;
	bool is_known = event->facts.moment < DB_MOMENT_COUNT && event->verdict < DB_VERDICT_COUNT &&
			event->reason < DB_REASON_COUNT && event->mode < DB_MODE_COUNT;

	if (replay_parse(object, &replayed, &field)) {
		/* A reason without the setting that it is under, or without a level, is no record of ours, and may be refused. */
		if (is_known && strcmp(field, "setting") != 0 &&
		    (strcmp(field, "level") != 0 || event->level < DB_LEVEL_COUNT))
			abort();
		return;
	}
	if (!is_known || memcmp(&replayed.facts, &event->facts, 3 * sizeof(__u32)) ||
	    replayed.verdict != event->verdict || replayed.reason != event->reason ||
	    replayed.mode != event->mode ||
	    replayed.has_digest != !!(event->flags & DB_EVENT_HAS_DIGEST))
		abort();
	replay_decide(&replayed, &as_it_was, &verdict, &reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct kernel_maps maps = {};
	struct db_event event = {};
	json_object *object;
	size_t name = 0;

	memcpy(&event, bytes, size < sizeof(event) ? size : sizeof(event));
	memset(&image, 0, sizeof(image));
	if (size > sizeof(event))
		name = size - sizeof(event);
	if (name >= sizeof(image.name)) /* the loader ends it */
		name = sizeof(image.name) - 1;
	memcpy(image.name, bytes + size - name, name);
	event.boot_ns &= CLOCK_MASK;
	event.last_ns &= CLOCK_MASK;
	event.start_ns &= CLOCK_MASK;
	event.process.exec_ns &= CLOCK_MASK;
	for (int i = 0; i < DB_ANCESTORS; i++)
		event.ancestors[i].exec_ns &= CLOCK_MASK;
	object = event_to_json(&maps, &event, event.seq);
	check_plain("json", object);
	check_formats(object);
	check_replay(object, &event);
	json_object_put(object);
	return 0;
}
