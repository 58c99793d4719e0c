// SPDX-License-Identifier: GPL-2.0-only
/* user/timeline/: what becomes of events, whoever wrote them. */
#include <errno.h>
#include <string.h>

#include "timeline.h"
#include "user/timeline/wall_time.h"

#define SHIM \
	"{\"pid\":90,\"comm\":\"containerd-shim\",\"exe\":\"/usr/bin/containerd-shim-runc-v2\"}"
#define INIT "{\"pid\":1,\"comm\":\"systemd\",\"exe\":\"/usr/lib/systemd/systemd\"}"
#define WEB  "{\"pid\":100,\"comm\":\"web\",\"exe\":\"/usr/bin/web\"}"
#define CRON "{\"pid\":200,\"comm\":\"cron\",\"exe\":\"/usr/sbin/cron\"}"

static struct timeline started(const char *file)
{
	struct timeline timeline = {};

	cr_assert_eq(timeline_add_source(&timeline, file), 0);
	return timeline;
}

static const struct timeline_process *process_of(const struct timeline *timeline, uint32_t pid)
{
	for (uint32_t i = 0; i < timeline->process_count; i++)
		if (timeline->processes[i].pid == pid)
			return &timeline->processes[i];
	cr_assert_fail("no process %u", pid);
	return NULL;
}

static const char *exe_of(const struct timeline *timeline, uint32_t process)
{
	return text_of(&timeline->texts, timeline->processes[process].exe);
}

Test(timeline_time, parse_and_print)
{
	static const char *const bad[] = {
		"",
		"2026-11-27T03:00:00",
		"2026-11-27 03:00:00Z",
		"2026-13-27T03:00:00Z",
		"2026-02-30T03:00:00Z",
		"2026-11-27T24:00:00Z",
		"2026-11-27T03:00:00.Z",
		"2026-11-27T03:00:00+01:00",
		"9999-11-27T03:00:00Z",
		"1969-12-31T23:59:59Z",
		"2026-11-27T03:00:00Zx",
	};
	char text[WALL_TIME_SIZE];
	int64_t ns;

	cr_assert_eq(wall_time_parse("1970-01-01T00:00:01.000000002Z", &ns), 0);
	cr_expect_eq(ns, 1000000002);
	cr_assert_eq(wall_time_parse("2026-11-27T03:14:07.123456789Z", &ns), 0);
	wall_time_text(ns, 9, text);
	cr_expect_str_eq(text, "2026-11-27T03:14:07.123456789Z");
	wall_time_text(ns, 0, text);
	cr_expect_str_eq(text, "2026-11-27T03:14:07Z");
	wall_time_text(-1, 9, text);
	cr_expect_str_eq(text, "1969-12-31T23:59:59.999999999Z");
	cr_assert_eq(wall_time_parse("2026-11-27T03:14:07.12345678987654321Z", &ns), 0);
	cr_expect_eq(ns % 1000000000, 123456789);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cr_expect_eq(wall_time_parse(bad[i], &ns), -EINVAL, "%s", bad[i]);
}

Test(timeline_model, one_tree_for_one_entry)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "web1", 1, 1, 101, WEB "," INIT);
	add_exec(&timeline, "web1", 2, 2, 102, "{\"pid\":101,\"exe\":\"/bin/sh\"}," WEB "," INIT);
	add_exec(&timeline, "web1", 3, 3, 201, CRON "," INIT);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.incident_count, 2);
	cr_expect_eq(timeline.process_count, 5);
	cr_expect_str_eq(exe_of(&timeline, timeline.incidents[0].entry), "/usr/bin/web");
	cr_expect_str_eq(exe_of(&timeline, timeline.incidents[1].entry), "/usr/sbin/cron");
	cr_expect_eq(timeline.incidents[0].verdicts[DB_VERDICT_DENY], 2);
	cr_expect_eq(timeline.processes[timeline.incidents[0].entry].starter.pid, 1);
	cr_expect_eq(timeline.processes[process_of(&timeline, 102)->parent].pid, 101);
	cr_expect_eq(timeline.note_count, 0);
}

Test(timeline_model, a_container_ends_at_its_runtime)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	cr_assert_eq(
		add(&timeline,
		    "{\"time\":\"2026-11-27T03:00:01Z\",\"host\":\"h\",\"kind\":\"exec\",\"verdict\":\"deny\","
		    "\"pid\":101,\"container_id\":\"one\",\"ancestors\":[" WEB "," SHIM "," INIT
		    "]}"),
		0);
	cr_assert_eq(
		add(&timeline,
		    "{\"time\":\"2026-11-27T03:00:02Z\",\"host\":\"h\",\"kind\":\"exec\",\"verdict\":\"deny\","
		    "\"pid\":111,\"container_id\":\"two\",\"ancestors\":[{\"pid\":110,\"comm\":\"db\"}," SHIM
		    "," INIT "]}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_assert_eq(timeline.incident_count, 2);
	cr_expect_eq(timeline.processes[timeline.incidents[0].entry].pid, 100);
	cr_expect_eq(timeline.processes[timeline.incidents[0].entry].starter.pid, 90);
	cr_expect_eq(timeline.processes[timeline.incidents[1].entry].pid, 110);
}

Test(timeline_model, only_the_parent_is_known)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	for (int pid = 101; pid < 104; pid++)
		cr_assert_eq(
			add(&timeline,
			    "{\"time\":\"2026-11-27T03:00:01Z\",\"kind\":\"exec\",\"verdict\":\"audit\","
			    "\"pid\":%d,\"ppid\":100}",
			    pid),
			0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_assert_eq(timeline.incident_count, 1);
	cr_expect_eq(timeline.processes[timeline.incidents[0].entry].pid, 100);
	cr_expect_eq(timeline.incidents[0].process_count, 4);
	cr_expect_str_eq(timeline_host(&timeline, 0), "?");
}

Test(timeline_model, cycles_are_cut)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 1, 1, 101, "{\"pid\":102},{\"pid\":103},{\"pid\":101}");
	add_exec(&timeline, "h", 2, 2, 102, "{\"pid\":101}");
	add_exec(&timeline, "h", 3, 3, 103, "{\"pid\":103},{\"pid\":103}");
	cr_assert_eq(timeline_finish(&timeline), 0);
	for (uint32_t i = 0; i < timeline.process_count; i++) {
		uint32_t steps = 0;

		for (uint32_t at = i; at != TIMELINE_NONE; at = timeline.processes[at].parent)
			cr_assert_lt(steps++, timeline.process_count);
	}
}

Test(timeline_model, who_took_over_is_not_the_parent)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 1, 1, 102, "{\"pid\":101,\"exe\":\"/bin/sh\"}," WEB);
	add_exec(&timeline, "h", 2, 2, 102, WEB); /* 101 is gone */
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.process_count, 3);
	cr_expect_eq(timeline.processes[process_of(&timeline, 102)->parent].pid, 101);
}

Test(timeline_model, programs_of_one_process)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 1, 1, 103,
		 "{\"pid\":102,\"exe\":\"share/a/very/long/path/tool\"}," WEB);
	cr_assert_eq(
		add(&timeline,
		    "{\"seq\":2,\"time\":\"2026-11-27T03:00:02Z\",\"host\":\"h\",\"kind\":\"exec\",\"verdict\":\"deny\","
		    "\"pid\":102,\"exe\":\"/usr/share/a/very/long/path/tool\"}"),
		0);
	add_exec(&timeline, "h", 3, 3, 103,
		 "{\"pid\":102,\"exe\":\"share/a/very/long/path/tool\"}," WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_str_eq(text_of(&timeline.texts, process_of(&timeline, 102)->exe),
			 "/usr/share/a/very/long/path/tool");
	cr_expect_eq(process_of(&timeline, 102)->first_program, 0);
}

Test(timeline_model, a_program_after_another)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 1, 1, 103, "{\"pid\":102,\"exe\":\"/bin/sh\"}," WEB);
	add_exec(&timeline, "h", 2, 2, 103, "{\"pid\":102,\"exe\":\"/usr/bin/curl\"}," WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.process_count, 3);
	cr_expect_str_eq(text_of(&timeline.texts, process_of(&timeline, 102)->exe),
			 "/usr/bin/curl");
	cr_expect_str_eq(text_of(&timeline.texts, process_of(&timeline, 102)->first_program),
			 "/bin/sh");
}

Test(timeline_model, a_number_comes_again)
{
	_cleanup_timeline_ struct timeline timeline = started("a");
	static const int seconds[] = { 1, 1, 50 };

	for (int i = 0; i < 3; i++)
		cr_assert_eq(
			add(&timeline,
			    "{\"time\":\"2026-11-27T03:00:5%dZ\",\"host\":\"h\",\"kind\":\"exec\",\"verdict\":\"deny\","
			    "\"pid\":101,\"started\":\"2026-11-27T03:00:%02dZ\"}",
			    i, seconds[i]),
			0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.process_count, 2);
	cr_expect_eq(timeline.incident_count, 2);
}

Test(timeline_model, machines_by_wall_time)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "web1", 1, 1, 101, WEB);
	add_exec(&timeline, "web1", 2, 9, 101, WEB);
	cr_assert_eq(timeline_add_source(&timeline, "b"), 0);
	add_exec(&timeline, "db1", 70, 5, 101, WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_assert_eq(timeline.event_count, 3);
	cr_expect_str_eq(timeline_host(&timeline, timeline.events[1].boot), "db1");
	cr_expect_eq(timeline.incident_count, 2);
	cr_expect(has_note(&timeline, "clock of its machine"));
}

Test(timeline_model, gaps_in_their_place)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":0,\"count\":10}"), 0);
	add_exec(&timeline, "h", 10, 1, 101, WEB);
	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":11,\"count\":4}"), 0);
	add_exec(&timeline, "h", 15, 5, 101, WEB);
	add_exec(&timeline, "h", 18, 9, 201, CRON); /* 16 and 17 are missing */
	cr_expect_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":0}"), -EBADMSG);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_assert_eq(timeline.gap_count, 3);
	cr_expect_eq(timeline.gaps[0].after, TIMELINE_NO_TIME);
	cr_expect_eq(timeline.gaps[0].before, timeline.events[0].time);
	cr_expect_eq(timeline.gaps[1].count, 4);
	cr_expect_eq(timeline.gaps[1].after, timeline.events[0].time);
	cr_expect_eq(timeline.gaps[1].before, timeline.events[1].time);
	cr_expect(timeline.gaps[1].recorded);
	cr_expect_eq(timeline.gaps[2].seq, 16);
	cr_expect_eq(timeline.gaps[2].count, 2);
	cr_expect_not(timeline.gaps[2].recorded);
	cr_expect(has_note(&timeline, "2 events are missing from the files in 1 places"));
	/* At its beginning, in it, and from its end on. */
	cr_expect_eq(timeline_gap_of(&timeline, 0), 0);
	cr_expect_eq(timeline_gap_after(&timeline, 0, 0), 1);
	cr_expect_eq(timeline_gap_after(&timeline, 0, 1), 2);
	cr_expect_eq(timeline_gap_after(&timeline, 0, 2), TIMELINE_NONE);
}

Test(timeline_model, files_fill_each_other)
{
	_cleanup_timeline_ struct timeline timeline = started("early");

	add_exec(&timeline, "h", 0, 1, 101, WEB);
	add_exec(&timeline, "h", 1, 2, 101, WEB);
	add_exec(&timeline, "h", 2, 3, 101, WEB);
	cr_assert_eq(timeline_add_source(&timeline, "late"), 0);
	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":0,\"count\":2}"), 0);
	add_exec(&timeline, "h", 2, 3, 101, WEB);
	add_exec(&timeline, "h", 3, 4, 101, WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.event_count, 4);
	cr_expect_eq(timeline.gap_count, 0);
	cr_expect(has_note(&timeline, "1 events are in several files"));
}

Test(timeline_model, parts_of_one_sequence)
{
	_cleanup_timeline_ struct timeline timeline = started("part 1");

	add_exec(&timeline, "h", 0, 1, 101, WEB);
	cr_assert_eq(timeline_add_part(&timeline, "part 2"), 0);
	timeline_cut_source(&timeline);
	cr_assert_eq(timeline_add_part(&timeline, "part 3"), 0);
	add_exec(&timeline, "h", 3, 9, 101, WEB);
	add_exec(&timeline, "h", 4, 5, 101, WEB);
	cr_assert_eq(timeline_add_source(&timeline, "another load"), 0);
	add_exec(&timeline, "h", 90, 20, 101, WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.boot_count, 1);
	cr_expect_eq(timeline.incident_count, 1);
	cr_assert_eq(timeline.gap_count, 1);
	cr_expect_eq(timeline.gaps[0].seq, 1);
	cr_expect_eq(timeline.gaps[0].count, 2);
	cr_expect(has_note(&timeline, "\"part 2\" could not be read"));
	cr_expect(has_note(&timeline, "The times of h in \"part 3\" go back 1 times"));
}

Test(timeline_model, a_load_after_another_fills_no_gap)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 0, 1, 101, WEB);
	add_exec(&timeline, "h", 1, 2, 101, WEB);
	cr_assert_eq(add(&timeline, "{\"kind\":\"gap\",\"host\":\"h\",\"seq\":0,\"count\":2}"), 0);
	add_exec(&timeline, "h", 2, 30, 101, WEB);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_assert_eq(timeline.gap_count, 1);
	cr_expect_eq(timeline.gaps[0].count, 2);
}

Test(timeline_model, a_boot_is_another_machine_for_numbers)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 7, 1, 101, WEB);
	cr_assert_eq(
		add(&timeline,
		    "{\"seq\":0,\"time\":\"2026-11-27T04:00:00Z\",\"boot_ns\":20000000000,\"host\":\"h\","
		    "\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":101,\"exe\":\"/bin/sh\"}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.boot_count, 2);
	cr_expect_eq(timeline.incident_count, 2);
	cr_expect(has_note(&timeline, "2 boots"));
}

/* An event of boot `id` that begins `offset` seconds after three, at `second` of it. host may be "". */
static void add_of_host(struct timeline *timeline, const char *host, const char *id, int seq,
			int offset, int second)
{
	cr_assert_eq(
		add(timeline,
		    "{\"seq\":%d,\"time\":\"2026-11-27T03:%02d:%02dZ\",\"boot_ns\":%lld,\"host\":\"%s\","
		    "\"boot_id\":\"%s\",\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":101,\"exe\":\"/bin/sh\"}",
		    seq, (offset + second) / 60, (offset + second) % 60, 1000000000LL * second,
		    host, id),
		0);
}

static void add_of_boot(struct timeline *timeline, const char *id, int seq, int offset, int second)
{
	add_of_host(timeline, "h", id, seq, offset, second);
}

Test(timeline_model, boots_by_their_ids)
{
	_cleanup_timeline_ struct timeline timeline = started("two loads");

	add_of_boot(&timeline, "one", 0, 0, 1);
	add_of_boot(&timeline, "one", 1, 0, 2);
	/* Another file of that boot, after the clock was set by half an hour. */
	cr_assert_eq(timeline_add_source(&timeline, "a load later"), 0);
	add_of_boot(&timeline, "one", 0, 1800, 9);
	cr_assert_eq(timeline_add_source(&timeline, "soon after"), 0);
	add_of_boot(&timeline, "two", 0, 4, 1);
	add_of_boot(&timeline, "two", 1, 4, 2);
	add_of_boot(&timeline, "three", 2, 5, 3);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.boot_count, 3);
	cr_expect_eq(timeline.process_count, 3);
	cr_expect(has_note(&timeline, "events of 3 boots"));
	cr_expect(has_note(&timeline, "clock of h was set"));
	cr_expect(strstr(text_of(&timeline.texts, timeline.events[0].more), "boot_id"));
}

/* Renamed while it runs, in one file and in another; and without a name. */
Test(timeline_model, a_boot_is_one_whatever_its_name)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_of_host(&timeline, "", "one", 0, 0, 1);
	add_of_host(&timeline, "old", "one", 1, 0, 2);
	add_of_host(&timeline, "new", "one", 2, 0, 3);
	add_of_host(&timeline, "old", "one", 3, 0, 4);
	cr_assert_eq(timeline_add_source(&timeline, "b"), 0);
	add_of_host(&timeline, "", "one", 4, 0, 5);
	add_of_host(&timeline, "new", "one", 2, 0, 3);
	cr_assert_eq(timeline_add_source(&timeline, "c"), 0);
	add_of_host(&timeline, "", "two", 0, 9, 1);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.event_count, 6);
	cr_expect_eq(timeline.boot_count, 2);
	cr_expect_eq(timeline.process_count, 2);
	cr_expect_eq(timeline.gap_count, 0, "no number is missing on that machine");
	cr_expect_str_eq(timeline_host(&timeline, 0), "old");
	cr_expect_str_eq(timeline_host(&timeline, 1), "?");
	cr_expect(has_note(&timeline, "old is called new, too"));
	cr_expect_not(has_note(&timeline, "started again"));
}

Test(timeline_model, a_boot_without_an_id_takes_one)
{
	_cleanup_timeline_ struct timeline timeline = started("before an upgrade");

	add_exec(&timeline, "h", 0, 1, 101, WEB);
	cr_assert_eq(timeline_add_source(&timeline, "after it"), 0);
	cr_assert_eq(
		add(&timeline,
		    "{\"seq\":0,\"time\":\"2026-11-27T03:00:09.5Z\",\"boot_ns\":109000000000,\"host\":\"h\","
		    "\"boot_id\":\"one\",\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":101,\"exe\":\"/bin/sh\"}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.boot_count, 1);
}

Test(timeline_model, a_clock_that_is_set)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	add_exec(&timeline, "h", 1, 1, 101, WEB);
	/* One second of boot time later it is an hour earlier. */
	cr_assert_eq(
		add(&timeline,
		    "{\"seq\":2,\"time\":\"2026-11-27T02:00:02.5Z\",\"boot_ns\":102000000000,\"host\":\"h\","
		    "\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":101,\"exe\":\"/bin/sh\"}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.boot_count, 1);
	cr_expect(has_note(&timeline, "clock of h was set"));
	cr_expect(has_note(&timeline, "go back 1 times"));
}

Test(timeline_model, an_event_without_time)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	cr_assert_eq(add(&timeline, "{\"kind\":\"exec\",\"verdict\":\"deny\",\"time\":7}"), 0);
	add_exec(&timeline, "h", 1, 1, 101, WEB);
	cr_assert_eq(
		add(&timeline,
		    "{\"kind\":\"exec\",\"verdict\":\"deny\",\"host\":\"h\",\"time\":\"yesterday\"}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	for (uint32_t i = 0; i < timeline.event_count; i++)
		cr_expect_eq(timeline.events[i].time, timeline.events[0].time);
}

Test(timeline_model, what_is_no_event)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	cr_expect_eq(add(&timeline, "{}"), -EBADMSG);
	cr_expect_eq(add(&timeline, "{\"kind\":7,\"verdict\":\"deny\"}"), -EBADMSG);
	cr_expect_eq(add(&timeline, "{\"kind\":\"exec\",\"verdict\":[]}"), -EBADMSG);
	timeline_bad_lines(&timeline, 8, 1);
	timeline_bad_lines(&timeline, 3, 1);
	timeline_bad_lines(&timeline, 0, 0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.event_count, 0);
	cr_expect(has_note(&timeline, "2 lines are no events and are left out, first line 3"));
}

Test(timeline_model, members_of_a_wrong_type_are_absent)
{
	_cleanup_timeline_ struct timeline timeline = started("a");
	const struct timeline_event *event;

	cr_assert_eq(
		add(&timeline,
		    "{\"kind\":\"exec\",\"verdict\":\"loud\",\"seq\":-1,\"boot_ns\":1e999,\"pid\":\"7\",\"tgid\":4294967296,"
		    "\"uid\":-1,\"count\":-3,\"path\":{\"a\":1},\"comm\":null,\"ancestors\":{\"pid\":1},\"signature\":[],"
		    "\"path_truncated\":\"yes\",\"new\":{\"deep\":[1,true,null,2.5,1e999,\"x\"]}}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	event = &timeline.events[0];
	cr_expect_eq(event->verdict, DB_VERDICT_COUNT);
	cr_expect_eq(event->flags, TIMELINE_TIME_GUESSED);
	cr_expect_eq(event->count, 1);
	cr_expect_eq(event->path, 0);
	cr_expect_eq(event->ancestor_count, 0);
	cr_expect_str_eq(text_of(&timeline.texts, event->more),
			 "{\"signature\":[],\"new\":{\"deep\":[1,true,2.5,\"x\"]}}");
}

Test(timeline_model, all_texts_become_printable)
{
	_cleanup_timeline_ struct timeline timeline = started("a\x1b[2J");

	cr_assert_eq(
		add(&timeline,
		    "{\"kind\":\"exec\",\"verdict\":\"deny\",\"host\":\"h\\u001b]0;x\\u0007\","
		    "\"path\":\"/tmp/\\u202egnp.exe\\n\\\\012\",\"comm\":\"a\\u0000b\",\"\\u009b\":\"\\u00e9\"}"),
		0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_str_eq(text_of(&timeline.texts, timeline.events[0].path),
			 "/tmp/\\342\\200\\256gnp.exe\\012\\012");
	cr_expect_str_eq(text_of(&timeline.texts, timeline.events[0].comm), "a\\000b");
	cr_expect_str_eq(timeline.sources[0].name, "a\\033[2J");
	for (uint32_t i = 0; i < timeline.texts.size; i++) {
		char byte = timeline.texts.bytes[i];

		cr_assert(!byte || (byte >= 0x20 && byte < 0x7f));
	}
}

Test(timeline_model, texts_have_a_limit)
{
	_cleanup_timeline_ struct timeline timeline = started("a");
	static char text[60000];
	const char *kept;

	memset(text, 'x', sizeof(text) - 1);
	cr_assert_eq(
		add(&timeline, "{\"kind\":\"exec\",\"verdict\":\"deny\",\"path\":\"%s\"}", text),
		0);
	kept = text_of(&timeline.texts, timeline.events[0].path);
	cr_expect_eq(strlen(kept), TEXT_LENGTH_MAX + 3);
	cr_expect_str_eq(kept + TEXT_LENGTH_MAX, "...");
}

Test(timeline_model, repeats_that_overflow)
{
	_cleanup_timeline_ struct timeline timeline = started("a");

	for (int i = 0; i < 2; i++)
		cr_assert_eq(
			add(&timeline,
			    "{\"kind\":\"exec\",\"verdict\":\"deny\",\"pid\":5,\"count\":18446744073709551615}"),
			0);
	cr_assert_eq(timeline_finish(&timeline), 0);
	cr_expect_eq(timeline.incidents[0].verdicts[DB_VERDICT_DENY], UINT64_MAX);
}

Test(timeline_model, words_of_the_contract)
{
	cr_expect_str_eq(timeline_reason_text("not-in-image"),
			 "the image does not ship these bytes");
	cr_expect_null(timeline_reason_text("no-such-reason"));
	cr_expect_gt(timeline_severity(DB_VERDICT_KILL), timeline_severity(DB_VERDICT_DENY));
	cr_expect_gt(timeline_severity(DB_VERDICT_DENY), timeline_severity(DB_VERDICT_ALERT));
	cr_expect_gt(timeline_severity(DB_VERDICT_ALERT), timeline_severity(DB_VERDICT_AUDIT));
	cr_expect_gt(timeline_severity(DB_VERDICT_AUDIT), timeline_severity(DB_VERDICT_ALLOW));
}
