// SPDX-License-Identifier: GPL-2.0-only
/* user/saved_events.c: files and directories one after the other, repeats that are told beside, and what cannot be read. */
#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/event_field.h"
#include "user/event_log.h"
#include "user/saved_events.h"

#define BOOT "0f3c1e52-6a3b-4f0e-9a55-0123456789ab"
#define LOAD "20261127T100000Z-" BOOT "-8000000001-"
#define NEXT "20261127T110000Z-" BOOT "-9000000001-"

static char directory[64];

static void make_directory(void)
{
	strcpy(directory, "/tmp/saved-events-XXXXXX");
	cr_assert_not_null(mkdtemp(directory));
	cr_assert_eq(chdir(directory), 0);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void remove_directory(void)
{
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What is found must be read without waiting. */
TestSuite(saved_events, .init = make_directory, .fini = remove_directory, .timeout = 60);

static void write_file(const char *name, const char *text)
{
	_cleanup_fclose_ FILE *out = fopen(name, "w");

	cr_assert(out && fputs(text, out) >= 0, "%s", name);
}

/* One of a load with a part of two numbers and one of one, whose last line is torn, and a load after it. */
static void fill(void)
{
	cr_assert_eq(mkdir("saved", 0700), 0);
	write_file("saved/" LOAD "000001.jsonl",
		   "{\"seq\":0,\"count\":1}\n{\"seq\":1,\"count\":2}\n");
	write_file("saved/" LOAD "000002.jsonl", "{\"seq\":2,\"count\":1}\n{\"seq\":3,\"co");
	write_file("saved/" NEXT "000001.jsonl", "{\"seq\":0,\"count\":1}\n");
	write_file("saved/" LOAD "repeats",
		   "{\"seq\":1,\"count\":9,\"last\":\"2026-11-27T10:00:06Z\"}\n"
		   "{\"seq\":2,\"count\":4,\"last\":\"2026-11-27T10:00:07Z\"}\n");
	write_file("saved/lock", "");
	write_file("saved/notes.txt", "{\"seq\":77}\n");
}

/* What a file has, as "seq*count last" each; saved_events_next()'s result. */
static int read_file(struct saved_events *saved, char *text)
{
	json_object *event;
	int r;

	*text = '\0';
	while (!(r = saved_events_next(saved, &event)) && event) {
		uint64_t seq = 0, count = 0;

		event_number(event, "seq", &seq);
		event_number(event, "count", &count);
		text += sprintf(text, "%lu*%lu %s;", seq, count, event_text(event, "last") ?: "-");
		json_object_put(event);
	}
	return r;
}

static void expect_file(struct saved_events *saved, const char *name, const char *wanted)
{
	char text[512];

	cr_assert_eq(saved_events_next_file(saved), SAVED_FILE, "%s", name);
	cr_expect_str_eq(saved->name, name);
	cr_expect_eq(read_file(saved, text), 0);
	cr_expect_str_eq(text, wanted);
}

Test(saved_events, sequences)
{
	static const char *const others[] = {
		"-",
		"",
		"000001.jsonl",
		"x-00001.jsonl",
		"x-0000001.jsonl",
		"x-000001.json",
		"x-000001.jsonl.gz",
		"x-repeats",
		"a-b/web.jsonl",
	};

	cr_expect_eq(event_log_sequence(LOAD "000001.jsonl"), strlen(LOAD));
	cr_expect_eq(event_log_sequence("a-b/" LOAD "999999.jsonl"), strlen("a-b/" LOAD));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		cr_expect_eq(event_log_sequence(others[i]), 0, "%s", others[i]);
}

Test(saved_events, a_directory)
{
	char *arguments[] = { "saved" };
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 1);

	fill();
	expect_file(saved, "saved/" LOAD "000001.jsonl", "0*1 -;1*9 2026-11-27T10:00:06Z;");
	cr_expect(saved->in_directory);
	cr_expect_not(saved->goes_on);
	expect_file(saved, "saved/" LOAD "000002.jsonl", "2*4 2026-11-27T10:00:07Z;");
	cr_expect(saved->goes_on);
	cr_expect_eq(saved->bad_lines, 0, "a torn tail is none");
	expect_file(saved, "saved/" NEXT "000001.jsonl", "0*1 -;");
	cr_expect_not(saved->goes_on, "numbers of another load");
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
}

Test(saved_events, files_and_directories)
{
	char *arguments[] = { "web.jsonl", "saved", "saved/" LOAD "000002.jsonl", "none", "empty" };
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 5);

	fill();
	write_file("web.jsonl", "{\"seq\":1,\"count\":1}\n");
	cr_assert_eq(mkdir("empty", 0700), 0);
	expect_file(saved, "web.jsonl", "1*1 -;");
	cr_expect_not(saved->in_directory);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(saved_events_next_file(saved), SAVED_FILE, "not all need be read");
	/* A file by itself has its repeats beside it, too. */
	expect_file(saved, arguments[2], "2*4 2026-11-27T10:00:07Z;");
	cr_expect_not(saved->in_directory);
	cr_expect_not(saved->goes_on, "it was in the directory already");
	cr_expect_eq(saved_events_next_file(saved), -ENOENT);
	cr_expect_str_eq(saved->name, "none");
	cr_expect_null(saved->source.file);
	cr_expect_eq(saved_events_next_file(saved), SAVED_EMPTY);
	cr_expect_str_eq(saved->name, "empty");
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
}

Test(saved_events, what_cannot_be_read_is_left_behind)
{
	char *arguments[] = { "saved" };
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 1);

	fill();
	write_file("saved/a.jsonl", "{\"seq\":5,\"count\":1}\none\n[]\n{\"seq\":6,\"count\":1}\n");
	cr_assert_eq(symlink("nowhere", "saved/b.jsonl"), 0);
	cr_assert_eq(mkdir("saved/c.jsonl", 0700), 0);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(saved_events_next_file(saved), SAVED_FILE);
	expect_file(saved, "saved/a.jsonl", "5*1 -;6*1 -;");
	cr_expect_eq(saved->bad_lines, 2);
	cr_expect_eq(saved->first_bad_line, 2);
	cr_expect_eq(saved_events_next_file(saved), -ENOENT);
	cr_expect_str_eq(saved->name, "saved/b.jsonl");
	cr_expect_eq(saved_events_next_file(saved), -EINVAL, "a directory");
	cr_expect_eq(saved->bad_lines, 0);
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
}

Test(saved_events, strict)
{
	static const char long_line[EVENT_LINE_MAX + 9] = { [0 ... EVENT_LINE_MAX + 6] = 'x',
							    '\n' };
	char *arguments[] = { "words", "long" }, text[512];
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 2);

	write_file("words", "{\"seq\":0,\"count\":1}\none\n{\"seq\":1,\"count\":1}\n");
	write_file("long", long_line);
	saved->strict = true;
	cr_assert_eq(saved_events_next_file(saved), SAVED_FILE);
	cr_expect_eq(read_file(saved, text), -EBADMSG);
	cr_expect_str_eq(text, "0*1 -;");
	cr_expect_eq(saved->source.line, 2);
	cr_assert_eq(saved_events_next_file(saved), SAVED_FILE);
	cr_expect_eq(read_file(saved, text), -E2BIG);
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
}

Test(saved_events, a_pipe_or_a_device_is_no_file)
{
	char *arguments[] = { "saved" };
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 1);

	fill();
	cr_assert_eq(mkfifo("saved/" NEXT "repeats", 0600), 0);
	cr_assert_eq(mkfifo("saved/" NEXT "000002.jsonl", 0600), 0);
	cr_assert_eq(symlink("/dev/zero", "saved/" NEXT "000003.jsonl"), 0);
	write_file("saved/" NEXT "000004.jsonl", "{\"seq\":1,\"count\":1}\n");
	for (int i = 0; i < 2; i++)
		cr_assert_eq(saved_events_next_file(saved), SAVED_FILE);
	cr_expect_eq(saved->repeats_error, 0);
	expect_file(saved, "saved/" NEXT "000001.jsonl", "0*1 -;");
	cr_expect_eq(saved->repeats_error, -EINVAL);
	cr_expect_eq(saved_events_next_file(saved), -EINVAL);
	cr_expect_eq(saved->repeats_error, 0, "told once");
	cr_expect_str_eq(saved->name, "saved/" NEXT "000002.jsonl");
	cr_expect_null(saved->source.file);
	cr_expect_eq(saved_events_next_file(saved), -EINVAL);
	expect_file(saved, "saved/" NEXT "000004.jsonl", "1*1 -;");
	cr_expect_eq(saved_events_next_file(saved), SAVED_END);
}

/* Whoever names a pipe knows who writes it. */
Test(saved_events, a_pipe_that_is_named)
{
	static const char line[] = "{\"seq\":4,\"count\":1}\n";
	char name[32], *arguments[] = { name };
	_cleanup_saved_ struct saved_events *saved = saved_events_new(arguments, 1);
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", ends[0]);
	cr_assert_eq(write(ends[1], line, strlen(line)), strlen(line));
	close(ends[1]);
	expect_file(saved, name, "4*1 -;");
	close(ends[0]);
}
