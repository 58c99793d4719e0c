// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <bpf/bpf.h>

#include "event_parts.h"
#include "report.h"

#define CLOCK_SET_NS \
	100000000 /* beyond what is measured and what adjusting a clock's speed makes of it in minutes */

void event_time_text(__u64 boot_ns, char text[64])
{
	/* Kept, so that times keep their distances, until the clock is set: who follows may have begun before that. */
	static __s64 boot_to_wall;
	struct timespec wall, boot;
	struct tm utc;
	time_t seconds;
	__s64 ns;
	size_t n;

	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	ns = (wall.tv_sec - boot.tv_sec) * 1000000000LL + wall.tv_nsec - boot.tv_nsec;
	if (!boot_to_wall || llabs(ns - boot_to_wall) > CLOCK_SET_NS)
		boot_to_wall = ns;
	ns = boot_to_wall + (__s64)boot_ns;
	seconds = ns / 1000000000LL;
	gmtime_r(&seconds, &utc);
	n = strftime(text, 64, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + n, 64 - n, ".%09lldZ", (long long)(ns % 1000000000LL));
}

void event_words_text(const __u8 words[DB_ARGS_SIZE], char *text)
{
	__u8 line[DB_ARGS_SIZE];
	size_t length = DB_ARGS_SIZE;

	while (length && !words[length - 1])
		length--;
	for (size_t i = 0; i < length; i++)
		line[i] = words[i] ?: ' ';
	escape_text(line, length, text);
}

const char *event_image_name(const struct kernel_maps *maps, __u32 id, struct db_imageinfo *info)
{
	if (!id || bpf_map_lookup_elem(maps->imageinfo, &id, info))
		return NULL;
	return (const char *)info->name;
}

const char *event_scope_text(const struct db_event *event, char text[64])
{
	if (event->scope_cgroup) {
		snprintf(text, 64, "cgroup:%llu", (unsigned long long)event->scope_cgroup);
		return text;
	}
	return event->image ? "host" : NULL;
}

bool event_container(const struct db_event *event, struct container_id *container)
{
	if (container_of_cgroup(&event->cgroups, container))
		return true;
	return (event->flags & DB_EVENT_CONTAINER) && *container->id;
}
