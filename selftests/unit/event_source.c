// SPDX-License-Identifier: GPL-2.0-only
/* user/event_source.c and event_field.c: of a file nothing is believed. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/event_field.h"
#include "user/event_source.h"

static struct event_source source;

static void open_text(const char *text, size_t size)
{
	char name[] = "/tmp/event-source-XXXXXX";
	int fd = mkstemp(name);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, size), (ssize_t)size);
	close(fd);
	cr_assert_eq(event_source_open_file(&source, name), 0);
	unlink(name);
}

static int next(json_object **event)
{
	return event_source_next(&source, event);
}

Test(event_source, one_object_a_line)
{
	static const char text[] = "{\"seq\":1}\n{\"seq\":2,\"ancestors\":[{\"pid\":1}]}\n";
	json_object *event;
	uint64_t seq;

	open_text(text, sizeof(text) - 1);
	for (uint64_t i = 1; i <= 2; i++) {
		cr_assert_eq(next(&event), 0);
		cr_assert(event_number(event, "seq", &seq));
		cr_expect_eq(seq, i);
		cr_expect_eq(source.line, i);
		json_object_put(event);
	}
	cr_expect_eq(next(&event), 0);
	cr_expect_null(event);
	event_source_close(&source);
}

static const struct {
	const char *text;
	size_t size;
} bad[] = {
#define BAD(text)                       \
	{                               \
		text "\n", sizeof(text) \
	}
	BAD(""),
	BAD(" "),
	BAD("[]"),
	BAD("1"),
	BAD("null"),
	BAD("\"x\""),
	BAD("{"),
	BAD("{\"a\":1} {\"a\":1}"),
	BAD("{\"a\":1}x"),
	BAD("{\"a\":1,}"),
	BAD("{\"a\":\"\377\"}"),
	BAD("{\"a\":1\0}"),
	BAD("{\"a\":[[[[[[[[1]]]]]]]]}"),
};

Test(event_source, what_is_none_is_told_and_left_behind)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char text[128];
		json_object *event;

		memcpy(text, bad[i].text, bad[i].size);
		memcpy(text + bad[i].size, "{\"seq\":7}\n", 10);
		open_text(text, bad[i].size + 10);
		cr_expect_eq(next(&event), -EBADMSG, "%s", bad[i].text);
		cr_expect_null(event);
		cr_expect_eq(next(&event), 0, "%s", bad[i].text);
		cr_expect_not_null(event);
		json_object_put(event);
		event_source_close(&source);
	}
}

Test(event_source, a_long_line_is_passed_over_whole)
{
	static char text[2 * EVENT_LINE_MAX];
	json_object *event;
	size_t length = EVENT_LINE_MAX + 100;

	/* What stands where the buffer ends must not be taken for a line. */
	memset(text, ' ', length);
	memcpy(text + EVENT_LINE_MAX - 1, "{\"seq\":6}", 9);
	text[length] = '\n';
	memcpy(text + length + 1, "{\"seq\":7}\n", 10);
	open_text(text, length + 11);
	cr_expect_eq(next(&event), -E2BIG);
	cr_assert_eq(next(&event), 0);
	cr_assert_not_null(event);
	cr_expect_str_eq(json_object_to_json_string(event), "{ \"seq\": 7 }");
	json_object_put(event);
	event_source_close(&source);
}

Test(event_source, a_torn_last_line_is_left_out)
{
	json_object *event;

	open_text("{\"seq\":1}\n{\"seq\":2}", 19);
	cr_assert_eq(next(&event), 0);
	cr_assert_not_null(event);
	json_object_put(event);
	cr_expect_eq(next(&event), 0);
	cr_expect_null(event);
	event_source_close(&source);
}

Test(event_source, no_such_file)
{
	cr_expect_eq(event_source_open_file(&source, "/nonexistent"), -ENOENT);
}

static json_object *event_of(const char *text)
{
	json_object *event = json_tokener_parse(text);

	cr_assert_not_null(event, "%s", text);
	return event;
}

static const struct {
	const char *text;
	bool good;
	uint64_t number;
} numbers[] = {
	{ "{\"n\":0}", true, 0 },
	{ "{\"n\":9223372036854775807}", true, INT64_MAX },
	{ "{\"n\":9223372036854775808}", false, 0 },
	{ "{\"n\":18446744073709551615}", false, 0 },
	{ "{\"n\":18446744073709551616}", false, 0 },
	{ "{\"n\":-1}", false, 0 },
	{ "{\"n\":-9223372036854775808}", false, 0 },
	{ "{\"n\":1.0}", false, 0 },
	{ "{\"n\":\"1\"}", false, 0 },
	{ "{\"n\":null}", false, 0 },
	{ "{\"m\":1}", false, 0 },
};

Test(event_field, numbers)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		json_object *event = event_of(numbers[i].text);
		uint64_t number = 42;

		cr_expect_eq(event_number(event, "n", &number), numbers[i].good, "%s",
			     numbers[i].text);
		cr_expect_eq(number, numbers[i].good ? numbers[i].number : 42, "%s",
			     numbers[i].text);
		json_object_put(event);
	}
}

static const struct {
	const char *text;
	bool good;
	uint64_t ns;
} times[] = {
	{ "1970-01-01T00:00:00Z", true, 0 },
	{ "2026-11-27T10:00:00.000000001Z", true, 1795773600000000001 },
	{ "2026-11-27T10:00:00.5Z", true, 1795773600500000000 },
	{ "2026-11-27T10:00:00", false, 0 },
	{ "2026-11-27T10:00:00.Z", false, 0 },
	{ "2026-11-27T10:00:00.0000000001Z", false, 0 },
	{ "2026-11-27T10:00:00+01:00", false, 0 },
	{ "2026-11-27 10:00:00Z", false, 0 },
	{ "2026-13-27T10:00:00Z", false, 0 },
	{ "1969-12-31T23:59:59Z", false, 0 },
	{ "9999-12-31T23:59:59Z", false, 0 },
	{ "6-11-27T10:00:00Z", false, 0 },
	{ "", false, 0 },
};

Test(event_field, times)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		json_object *event = json_object_new_object();
		uint64_t ns = 42;

		json_object_object_add(event, "time", json_object_new_string(times[i].text));
		cr_expect_eq(event_time(event, "time", &ns), times[i].good, "%s", times[i].text);
		cr_expect_eq(ns, times[i].good ? times[i].ns : 42, "%s", times[i].text);
		json_object_put(event);
	}
}
