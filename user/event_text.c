// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "event_parts.h"
#include "event_text.h"
#include "mode.h"
#include "report.h"

#define POD_SHORT_LENGTH 8

static void print_container(FILE *out, const struct db_event *event)
{
	char id[CONTAINER_SHORT_SIZE], text[4 * CONTAINER_SHORT_SIZE + 1];
	struct container_id container;

	if (event_container(event, &container)) {
		container_short_id(&container, id);
		escape_text((const uint8_t *)id, sizeof(id), text);
		fprintf(out, " in %s", text);
	}
	if (*container.pod_uid)
		fprintf(out, " pod %.*s", POD_SHORT_LENGTH, container.pod_uid);
}

void event_print_text(FILE *out, const struct kernel_maps *maps, const struct db_event *event,
		      __u64 seq)
{
	char when[64], path[4 * DB_PATH_SIZE + 1], comm[4 * DB_COMM_SIZE + 1];
	struct db_imageinfo info;
	const char *image = event_image_name(maps, event->image, &info);

	event_time_text(event->boot_ns, when);
	escape_text(event->path, sizeof(event->path), path);
	escape_text(event->comm, sizeof(event->comm), comm);
	fprintf(out, "%s %-5s %-8s %s%s by %s[%u] image %s", when, verdict_name(event->verdict),
		moment_name(event->facts.moment), event->flags & DB_EVENT_PATH_CUT ? "..." : "",
		event->flags & DB_EVENT_HAS_PATH ? path : "-", comm, event->tgid, image ?: "-");
	print_container(out, event);
	fprintf(out, ": %s", reason_name(event->reason));
	if (event->flags & DB_EVENT_HAS_ARGS) {
		event_words_text(event->arguments, path);
		fprintf(out, ": %s", path);
	}
	if ((__u32)event->repeats)
		fprintf(out, " (%u times)", 1 + (__u32)event->repeats);
	fputc('\n', out);
}

void gap_print_text(FILE *out, __u64 seq, __u64 lost)
{
	fprintf(out, "-- gap: %llu events lost from number %llu --\n", (unsigned long long)lost,
		(unsigned long long)seq);
}
