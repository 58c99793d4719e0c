/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects for the tests of user/timeline/. */
#ifndef DB_UNIT_TIMELINE_H
#define DB_UNIT_TIMELINE_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include "user/timeline/timeline.h"

/* An object of this JSON; timeline_add()'s result. */
static inline int add(struct timeline *timeline, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline int add(struct timeline *timeline, const char *format, ...)
{
	static uint32_t line;
	va_list arguments;
	json_object *object;
	char *text;
	int r;

	va_start(arguments, format);
	cr_assert(vasprintf(&text, format, arguments) >= 0);
	va_end(arguments);
	object = json_tokener_parse(text);
	cr_assert(object, "%s", text);
	r = timeline_add(timeline, ++line, object);
	json_object_put(object);
	free(text);
	return r;
}

/* A refused exec of machine `host` at `second`, by pid, below these ancestors. */
static inline void add_exec(struct timeline *timeline, const char *host, int seq, int second,
			    int pid, const char *ancestors)
{
	cr_assert_eq(
		add(timeline,
		    "{\"seq\":%d,\"time\":\"2026-11-27T03:00:%02d.5Z\",\"boot_ns\":%lld,\"host\":\"%s\","
		    "\"kind\":\"exec\",\"verdict\":\"deny\",\"reason\":\"not-in-image\",\"pid\":%d,"
		    "\"comm\":\"sh\",\"exe\":\"/bin/sh\",\"path\":\"/tmp/x\",\"ancestors\":[%s]}",
		    seq, second, 1000000000LL * (100 + second), host, pid, ancestors),
		0);
}

static inline bool has_note(const struct timeline *timeline, const char *part)
{
	for (uint32_t i = 0; i < timeline->note_count; i++)
		if (strstr(timeline->notes[i], part))
			return true;
	return false;
}

#endif
