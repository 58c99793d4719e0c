// SPDX-License-Identifier: GPL-2.0-only
/* user/event_log.c: each event once, whatever stops the saving, and where it goes on. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/event_field.h"
#include "user/event_log.h"
#include "user/event_source.h"

#define MAX_SIZE 65536

static char directory[64];
static const struct event_log_origin origin = {
	.boot_id = "0f3c1e52-6a3b-4f0e-9a55-0123456789ab",
	.loaded_ns = 8000000001,
	.loaded_wall = 1795773600,
};

static void make_directory(void)
{
	strcpy(directory, "/tmp/event-log-XXXXXX");
	cr_assert_not_null(mkdtemp(directory));
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void remove_directory(void)
{
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(event_log, .init = make_directory, .fini = remove_directory);

static void open_log(struct event_log *log)
{
	cr_assert_eq(event_log_open(log, directory, &origin, MAX_SIZE), 0);
}

/* Saves [from, to) in one batch after the other, as many as it takes. */
static void save(struct event_log *log, uint64_t from, uint64_t to, const char *kind)
{
	for (uint64_t seq = from; seq < to; seq++) {
		json_object *event = json_object_new_object();
		int r;

		json_object_object_add(event, "seq", json_object_new_uint64(seq));
		json_object_object_add(event, "kind", json_object_new_string(kind));
		json_object_object_add(event, "count", json_object_new_uint64(3));
		while ((r = event_log_add(log, event)) == 1)
			cr_assert_eq(event_log_write(log), 0);
		cr_assert_eq(r, 0);
		json_object_put(event);
	}
}

static void save_and_close(struct event_log *log, uint64_t from, uint64_t to)
{
	save(log, from, to, "exec");
	cr_assert_eq(event_log_write(log), 0);
	event_log_close(log);
}

/* All numbers from 0 to `count`, each once and in order, in all files as event_log_list() sorts them. */
static void expect_whole(uint64_t count)
{
	static struct event_source source;
	char **names;
	int files = event_log_list(directory, &names);
	uint64_t next = 0, seq;
	json_object *event;

	cr_assert_geq(files, 0);
	for (int i = 0; i < files; i++) {
		cr_assert_eq(event_source_open_file(&source, names[i]), 0);
		for (;;) {
			cr_assert_eq(event_source_next(&source, &event), 0, "%s:%lu", names[i],
				     source.line);
			if (!event)
				break;
			cr_assert(event_number(event, "seq", &seq));
			cr_assert_eq(seq, next++, "%s", names[i]);
			json_object_put(event);
		}
		event_source_close(&source);
		free(names[i]);
	}
	if (files)
		free(names);
	cr_expect_eq(next, count);
}

static void append(const char *name, const char *text, size_t size)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_APPEND);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, size), (ssize_t)size);
	close(fd);
}

Test(event_log, goes_on_where_it_stopped)
{
	struct event_log log;

	open_log(&log);
	cr_expect_eq(log.next, 0);
	cr_expect_str_eq(
		log.name,
		"20261127T100000Z-0f3c1e52-6a3b-4f0e-9a55-0123456789ab-8000000001-000001.jsonl");
	save_and_close(&log, 0, 10);
	open_log(&log);
	cr_expect_eq(log.next, 10);
	save_and_close(&log, 10, 11);
	expect_whole(11);
}

Test(event_log, after_a_gap)
{
	struct event_log log;

	open_log(&log);
	save(&log, 0, 5, "exec");
	save(&log, 5, 6, "gap"); /* of three */
	cr_assert_eq(event_log_write(&log), 0);
	event_log_close(&log);
	open_log(&log);
	cr_expect_eq(log.next, 8);
	event_log_close(&log);
}

Test(event_log, nothing_was_written)
{
	struct event_log log;

	for (int i = 0; i < 3; i++) {
		open_log(&log);
		cr_expect_eq(log.next, 0);
		cr_expect_eq(log.part, 1);
		event_log_close(&log);
	}
}

/* A crash may leave any part of a batch: whatever is left of its last line goes, and that event is saved again. */
Test(event_log, torn_tail)
{
	struct event_log log;
	char name[sizeof(log.name)], path[256];
	struct stat st;

	open_log(&log);
	memcpy(name, log.name, sizeof(name));
	save_and_close(&log, 0, 20);
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	cr_assert_eq(stat(path, &st), 0);
	for (off_t size = st.st_size; size >= 0; size--) {
		uint64_t next;

		cr_assert_eq(truncate(path, size), 0);
		open_log(&log);
		cr_expect_lt(log.torn, 64);
		cr_expect_eq(log.size + log.torn, size);
		next = log.next;
		event_log_close(&log);
		expect_whole(next);
	}
	open_log(&log);
	save_and_close(&log, log.next, 20);
	expect_whole(20);
}

Test(event_log, torn_tail_of_zeros)
{
	static const char zeros[9000];
	struct event_log log;
	char name[sizeof(log.name)];

	open_log(&log);
	memcpy(name, log.name, sizeof(name));
	save_and_close(&log, 0, 20);
	append(name, zeros, sizeof(zeros));
	open_log(&log);
	cr_expect_eq(log.torn, sizeof(zeros));
	cr_expect_eq(log.next, 20);
	save_and_close(&log, 20, 21);
	expect_whole(21);
}

/* A line that cannot be read is told, and stays; what stands behind it counts. */
Test(event_log, a_bad_line_in_between)
{
	struct event_log log;
	char name[sizeof(log.name)];

	open_log(&log);
	memcpy(name, log.name, sizeof(name));
	save_and_close(&log, 0, 20);
	append(name, "rubbish\n", 8);
	open_log(&log);
	cr_expect_eq(log.unread, 1);
	cr_expect_eq(log.torn, 0);
	cr_expect_eq(log.next, 20);
	save_and_close(&log, 20, 21);
	open_log(&log);
	cr_expect_eq(log.next, 21);
	event_log_close(&log);
}

Test(event_log, parts)
{
	struct event_log log;
	char **names;
	int files;
	struct stat st;

	for (uint64_t seq = 0; seq < 6000; seq += 50) {
		open_log(&log);
		cr_assert_eq(log.next, seq);
		save_and_close(&log, seq, seq + 50);
	}
	files = event_log_list(directory, &names);
	cr_expect_geq(files, 3);
	for (int i = 0; i < files; i++) {
		cr_assert_eq(stat(names[i], &st), 0);
		cr_expect_leq(st.st_size, MAX_SIZE);
		cr_expect_eq(st.st_mode & 07777, 0600);
		free(names[i]);
	}
	free(names);
	expect_whole(6000);
}

/* In one go, as after a long time without a saver. */
Test(event_log, parts_of_many_at_once)
{
	struct event_log log;
	char **names;
	int files;
	struct stat st;

	open_log(&log);
	save_and_close(&log, 0, 10000);
	files = event_log_list(directory, &names);
	cr_expect_geq(files, 5);
	for (int i = 0; i < files; i++) {
		cr_assert_eq(stat(names[i], &st), 0);
		cr_expect_leq(st.st_size, MAX_SIZE);
		free(names[i]);
	}
	free(names);
	expect_whole(10000);
}

/* The last part has no whole line yet: the one before it tells. */
Test(event_log, an_empty_part)
{
	struct event_log log;
	char path[256];

	open_log(&log);
	save_and_close(&log, 0, 20);
	snprintf(path, sizeof(path),
		 "%s/20261127T100000Z-0f3c1e52-6a3b-4f0e-9a55-0123456789ab-8000000001-000002.jsonl",
		 directory);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	open_log(&log);
	cr_expect_eq(log.part, 2);
	cr_expect_eq(log.next, 20);
	save_and_close(&log, 20, 40);
	expect_whole(40);
}

Test(event_log, another_boot_and_another_load_begin_with_0)
{
	struct event_log_origin other = origin;
	struct event_log log;

	open_log(&log);
	save_and_close(&log, 0, 20);
	strcpy(other.boot_id, "ffffffff-6a3b-4f0e-9a55-0123456789ab");
	cr_assert_eq(event_log_open(&log, directory, &other, MAX_SIZE), 0);
	cr_expect_eq(log.next, 0);
	event_log_close(&log);
	other = origin;
	other.loaded_ns++;
	cr_assert_eq(event_log_open(&log, directory, &other, MAX_SIZE), 0);
	cr_expect_eq(log.next, 0);
	event_log_close(&log);
	open_log(&log);
	cr_expect_eq(log.next, 20);
	event_log_close(&log);
}

Test(event_log, one_at_a_time)
{
	struct event_log log, second;

	open_log(&log);
	cr_expect_eq(event_log_open(&second, directory, &origin, MAX_SIZE), -EWOULDBLOCK);
	event_log_close(&log);
	open_log(&second);
	event_log_close(&second);
}

Test(event_log, makes_its_directory)
{
	struct event_log log;
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/events", directory);
	umask(0);
	cr_assert_eq(event_log_open(&log, path, &origin, MAX_SIZE), 0);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0700);
	event_log_close(&log);
	snprintf(path, sizeof(path), "%s/no/events", directory);
	cr_expect_eq(event_log_open(&log, path, &origin, MAX_SIZE), -ENOENT);
}

Test(event_log, a_link_in_the_place_of_a_file_is_not_followed)
{
	struct event_log log;
	char path[256];

	snprintf(path, sizeof(path),
		 "%s/20261127T100000Z-0f3c1e52-6a3b-4f0e-9a55-0123456789ab-8000000001-000001.jsonl",
		 directory);
	cr_assert_eq(symlink("/dev/null", path), 0);
	cr_expect_eq(event_log_open(&log, directory, &origin, MAX_SIZE), -ELOOP);
}

/*
 * A full disk, in the shape of a limit: a write of a part of the batch, then none. What was written stands, and the next call goes
 * on with the byte behind it.
 */
Test(event_log, no_room)
{
	struct rlimit limit = { 500, RLIM_INFINITY };
	struct event_log log;

	signal(SIGXFSZ, SIG_IGN);
	open_log(&log);
	save(&log, 0, 100, "exec");
	setrlimit(RLIMIT_FSIZE, &limit);
	cr_expect_eq(event_log_write(&log), -EFBIG);
	cr_expect_eq(log.size, 500);
	cr_expect_eq(event_log_write(&log), -EFBIG);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	cr_expect_eq(event_log_write(&log), 0);
	event_log_close(&log);
	expect_whole(100);
}

/* And if it stops while there is no room: what was written in part is cut off, and saved when there is. */
Test(event_log, no_room_and_then_killed)
{
	struct rlimit limit = { 500, RLIM_INFINITY };
	struct event_log log;
	uint64_t next;

	signal(SIGXFSZ, SIG_IGN);
	open_log(&log);
	save(&log, 0, 100, "exec");
	setrlimit(RLIMIT_FSIZE, &limit);
	cr_expect_eq(event_log_write(&log), -EFBIG);
	event_log_close(&log);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	open_log(&log);
	next = log.next;
	cr_expect_gt(next, 0);
	cr_expect_lt(next, 100);
	save_and_close(&log, next, 100);
	expect_whole(100);
}
