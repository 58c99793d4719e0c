// SPDX-License-Identifier: GPL-2.0-only
/* user/event_save.c over a recorder of our own making: libbpf's calls are answered here. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "user/cleanup.h"
#include "user/command.h"
#include "user/event_field.h"
#include "user/event_repeats.h"
#include "user/event_save.h"
#include "user/recorder.h"
#include "user/repeats_save.h"

#define MAX_SIZE (1U << 20)

enum fake_map { MAP_CONFIG = 1000, MAP_EVENTS, MAP_HEAD, MAP_IMAGEINFO, MAP_COUNTERS };

static struct db_event events[DB_EVENT_SLOTS];
static struct db_head head;
static struct db_config config = { .abi = DB_ABI, .loaded_ns = 5, .loaded_wall = 1795773600 };
static struct kernel_maps maps = {
	.config = MAP_CONFIG,
	.events = MAP_EVENTS,
	.head = MAP_HEAD,
	.imageinfo = MAP_IMAGEINFO,
	.counters = MAP_COUNTERS,
};
static char directory[64];
static __u64 folded;

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	if (fd == MAP_CONFIG)
		memcpy(value, &config, sizeof(config));
	else if (fd == MAP_HEAD)
		memcpy(value, &head, sizeof(head));
	else if (fd == MAP_EVENTS)
		memcpy(value, &events[*(const __u32 *)key], sizeof(*events));
	else if (fd == MAP_COUNTERS)
		*(__u64 *)value = *(const __u32 *)key == DB_TALLY_FOLDED ? folded : 0;
	else
		return -1;
	return 0;
}

int libbpf_num_possible_cpus(void)
{
	return 1;
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	return -1;
}

/* Pinned is what is read, until somebody sets another number. */
static __u32 pinned_id = MAP_HEAD;

int bpf_obj_get_opts(const char *path, const struct bpf_obj_get_opts *options)
{
	if (!pinned_id)
		return errno = ENOENT, -1;
	return dup(STDERR_FILENO);
}

int bpf_obj_get_info_by_fd(int fd, void *info, __u32 *size)
{
	((struct bpf_map_info *)info)->id = fd == MAP_HEAD ? MAP_HEAD : pinned_id;
	return 0;
}

static void record(int count)
{
	for (int i = 0; i < count; i++) {
		/* Every fourth is an alert, so that the shares have to be put in order. */
		int share = head.next % 4 ? DB_SHARE_REFUSALS : DB_SHARE_ALERTS;
		__u64 place = head.places[share]++;

		events[share * DB_SHARE_SLOTS + place % DB_SHARE_SLOTS] =
			(struct db_event){ .state = 2 * (place + 1),
					   .seq = head.next++,
					   .boot_ns = 1,
					   .last_ns = 1,
					   .verdict = share == DB_SHARE_ALERTS ? DB_VERDICT_ALERT
									       : DB_VERDICT_DENY,
					   .comm = "x" };
	}
}

static void make_directory(void)
{
	strcpy(directory, "/tmp/event-save-XXXXXX");
	cr_assert_not_null(mkdtemp(directory));
	cr_redirect_stderr();
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void remove_directory(void)
{
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(event_save, .init = make_directory, .fini = remove_directory);

static int save_once(void)
{
	static struct event_source source;
	_cleanup_event_log_ struct event_log log = EVENT_LOG_NONE;
	int r;

	cr_assert_eq(event_source_open_ring(&source, &maps), 0);
	r = event_save_start(&source, directory, MAX_SIZE, &log);
	if (r == EXIT_OK)
		r = event_save(&source, &log, false);
	event_source_close(&source);
	return r;
}

/* Numbers saved, and numbers said to be lost; together they are all, in order. */
static void expect_saved(uint64_t saved, uint64_t lost)
{
	static struct event_source source;
	uint64_t next = 0, found = 0, gone = 0, seq, count;
	json_object *event;
	char **names;
	int files = event_log_list(directory, &names);

	cr_assert_gt(files, 0);
	for (int i = 0; i < files; i++) {
		cr_assert_eq(event_source_open_file(&source, names[i]), 0);
		while (!event_source_next(&source, &event) && event) {
			bool gap = event_is_gap(event);

			cr_assert(event_number(event, "seq", &seq));
			cr_assert(event_number(event, "count", &count));
			cr_assert_eq(seq, next);
			next += gap ? count : 1;
			*(gap ? &gone : &found) += gap ? count : 1;
			json_object_put(event);
		}
		event_source_close(&source);
		free(names[i]);
	}
	free(names);
	cr_expect_eq(found, saved, "%lu saved", found);
	cr_expect_eq(gone, lost, "%lu lost", gone);
}

Test(event_save, each_once)
{
	record(100);
	cr_expect_eq(save_once(), EXIT_OK);
	cr_expect_eq(save_once(), EXIT_OK);
	record(1);
	cr_expect_eq(save_once(), EXIT_OK);
	expect_saved(101, 0);
}

Test(event_save, a_whole_share)
{
	record(DB_SHARE_SLOTS);
	cr_expect_eq(save_once(), EXIT_OK);
	expect_saved(DB_SHARE_SLOTS, 0);
}

/* Of each share what it has room for; the numbers of the rest are in gaps, between what is there still. */
Test(event_save, what_was_overwritten_meanwhile_is_a_gap)
{
	uint64_t lost = 3 * DB_SHARE_SLOTS - DB_SHARE_SLOTS; /* of refusals */

	record(100);
	cr_expect_eq(save_once(), EXIT_OK);
	record(4 * DB_SHARE_SLOTS);
	cr_expect_eq(save_once(), EXIT_OK);
	expect_saved(100 + 2 * DB_SHARE_SLOTS, lost);
}

Test(event_save, another_recorder_begins_anew)
{
	record(10);
	cr_expect_eq(save_once(), EXIT_OK);
	config.loaded_ns++;
	head = (struct db_head){};
	record(3);
	cr_expect_eq(save_once(), EXIT_OK);
	config.loaded_ns--;
	cr_expect_eq(save_once(), EXIT_FAILED, "it has saved 10 of a recorder that now has 3");
}

/* A file system of our own that is full, until somebody makes room: all is saved then, each once. */
Test(event_save, waits_for_room)
{
	static struct event_source source;
	struct event_log log = EVENT_LOG_NONE;
	char line[512] = "";
	int said[2], status;
	FILE *reader;
	pid_t child;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", directory, "tmpfs", 0, "size=64k"))
		cr_skip_test("not allowed to mount a file system of its own");
	record(2000);
	cr_expect_eq(save_once(), EXIT_FAILED, "without waiting it fails");
	cr_assert_eq(pipe(said), 0);
	child = fork();
	if (!child) {
		dup2(said[1], STDERR_FILENO);
		close(said[0]);
		event_source_open_ring(&source, &maps);
		status = event_save_start(&source, directory, MAX_SIZE, &log);
		_exit(status ?: event_save(&source, &log, true));
	}
	close(said[1]);
	reader = fdopen(said[0], "r");
	while (fgets(line, sizeof(line), reader) && !strstr(line, "waits for room"))
		;
	cr_assert(strstr(line, "waits for room"), "%s", line);
	cr_assert_eq(mount("tmpfs", directory, "tmpfs", MS_REMOUNT, "size=16m"), 0);
	cr_assert(fgets(line, sizeof(line), reader) && strstr(line, "there is room again"), "%s",
		  line);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
	fclose(reader);
	expect_saved(2000, 0);
	umount(directory);
}

Test(event_save, no_room)
{
	record(10);
	strcpy(directory, "/dev/null/x");
	cr_expect_eq(save_once(), EXIT_FAILED);
}

/* Of event `seq`, which is a refusal of the first share. */
static void repeat(__u64 place, __u32 times, __u64 last_ns)
{
	struct db_event *event = &events[place % DB_SHARE_SLOTS];

	event->repeats = (place << 32 | (__u32)event->repeats) + times;
	event->last_ns = last_ns;
	folded += times;
}

static __u64 boot_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (__u64)now.tv_sec * 1000000000 + (__u64)now.tv_nsec;
}

/* As often as is told of a number by now, and how many lines tell it. */
static __u64 told(const char *saved, __u64 seq)
{
	_cleanup_(event_repeats_free) struct event_repeats repeats = {};
	json_object *event = json_object_new_object();
	uint64_t count = 0;

	cr_assert_eq(event_repeats_read(&repeats, saved), 0);
	json_object_object_add(event, "seq", json_object_new_uint64(seq));
	json_object_object_add(event, "count", json_object_new_int(1));
	event_repeats_apply(&repeats, event);
	event_number(event, "count", &count);
	json_object_put(event);
	return count;
}

static off_t size_beside(const struct event_log *log)
{
	char path[256];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s%s", directory, log->prefix, EVENT_LOG_REPEATS);
	cr_assert_eq(stat(path, &st), 0);
	return st.st_size;
}

Test(event_save, repeats)
{
	static struct event_source source;
	static struct repeats_save save;
	_cleanup_event_log_ struct event_log log = EVENT_LOG_NONE;
	char saved[256];
	__u64 now = boot_now();
	off_t size;

	record(8); /* numbers 0 and 4 are alerts; the refusals' places are 0 for 1, 1 for 2, 2 for 3, 3 for 5 */
	cr_assert_eq(event_source_open_ring(&source, &maps), 0);
	cr_assert_eq(event_save_start(&source, directory, MAX_SIZE, &log), EXIT_OK);
	cr_assert_eq(event_save(&source, &log, false), EXIT_OK);
	snprintf(saved, sizeof(saved), "%s/%s", directory, log.name);
	cr_assert_eq(repeats_save_open(&save, &log), 0);
	cr_assert_eq(repeats_save(&save, &log, &maps, false), 0);
	cr_expect_eq(size_beside(&log), 0);

	/* Doubled: told at once. One more: when it is over, or when all is asked for. */
	repeat(0, 1, now);
	repeat(3, 999, now);
	cr_assert_eq(repeats_save(&save, &log, &maps, false), 0);
	cr_expect_eq(told(saved, 1), 2);
	cr_expect_eq(told(saved, 5), 1000);
	cr_expect_eq(told(saved, 2), 1);
	repeat(3, 1, now);
	size = size_beside(&log);
	cr_assert_eq(repeats_save(&save, &log, &maps, false), 0);
	cr_expect_eq(size_beside(&log), size);
	cr_expect_eq(told(saved, 5), 1000);
	events[3].last_ns = now - DB_FOLD_NS - 1;
	cr_assert_eq(repeats_save(&save, &log, &maps, false), 0,
		     "though nothing was repeated since");
	cr_expect_eq(told(saved, 5), 1001);
	repeat(3, 1, now);
	cr_assert_eq(repeats_save(&save, &log, &maps, true), 0);
	cr_expect_eq(told(saved, 5), 1002);

	/* What is told is not told again, by another saver either. */
	size = size_beside(&log);
	repeats_save_close(&save);
	cr_assert_eq(repeats_save_open(&save, &log), 0);
	cr_assert_eq(repeats_save(&save, &log, &maps, true), 0);
	cr_expect_eq(size_beside(&log), size);

	/* Another event has the place by now: the count is not its own. */
	events[1].repeats = 77ULL << 32 | 5;
	folded++;
	cr_assert_eq(repeats_save(&save, &log, &maps, true), 0);
	cr_expect_eq(size_beside(&log), size);
	/* Not saved yet, number 9: its line will have it. */
	record(2);
	repeat(head.places[0] - 1, 5, now);
	cr_assert_eq(repeats_save(&save, &log, &maps, true), 0);
	cr_expect_eq(size_beside(&log), size);
	repeats_save_close(&save);
	event_source_close(&source);
	expect_saved(8, 0);
}

Test(recorder, replaced)
{
	struct ring ring = { .maps = &maps };

	cr_expect_not(recorder_replaced(&ring));
	pinned_id++;
	cr_expect(recorder_replaced(&ring));
	pinned_id = 0;
	cr_expect(recorder_replaced(&ring));
}
