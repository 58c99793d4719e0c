// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "event_field.h"
#include "event_log.h"
#include "event_source.h"

#define LOCK_NAME   "lock"
#define PART_DIGITS 6
#define PARTS_MAX   999999

void event_log_close(struct event_log *log)
{
	cleanup_close(&log->file);
	cleanup_close(&log->directory);
	cleanup_close(&log->lock); /* last: what it guards is closed */
	cleanup_free(&log->batch);
	*log = (struct event_log)EVENT_LOG_NONE;
}

static int open_directory(struct event_log *log, const char *path)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return -errno;
	log->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (log->directory < 0)
		return -errno;
	log->lock =
		openat(log->directory, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (log->lock < 0)
		return -errno;
	return flock(log->lock, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
}

static void set_prefix(struct event_log *log, const struct event_log_origin *origin)
{
	time_t wall = (time_t)origin->loaded_wall;
	struct tm utc = {};
	char when[32];

	gmtime_r(&wall, &utc);
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc);
	snprintf(log->prefix, sizeof(log->prefix), "%s-%.36s-%" PRIu64 "-", when, origin->boot_id,
		 origin->loaded_ns);
}

static void set_part(struct event_log *log, uint64_t part)
{
	log->part = part;
	snprintf(log->name, sizeof(log->name), "%s%0*" PRIu64 "%s", log->prefix, PART_DIGITS, part,
		 EVENT_LOG_SUFFIX);
}

static bool is_log_name(const char *name)
{
	size_t length = strlen(name), suffix = strlen(EVENT_LOG_SUFFIX);

	return length > suffix && name[0] != '.' &&
	       !strcmp(name + length - suffix, EVENT_LOG_SUFFIX);
}

size_t event_log_sequence(const char *name)
{
	size_t length = strlen(name), rest = PART_DIGITS + strlen(EVENT_LOG_SUFFIX);
	const char *part = name + length - rest;

	if (length <= rest || part[-1] != '-' || strspn(part, "0123456789") != PART_DIGITS ||
	    strcmp(part + PART_DIGITS, EVENT_LOG_SUFFIX))
		return 0;
	return length - rest;
}

/* The part a name is of, 0 if it is not this origin's. */
static uint64_t part_of(const struct event_log *log, const char *name)
{
	size_t prefix = strlen(log->prefix);

	if (event_log_sequence(name) != prefix || strncmp(name, log->prefix, prefix))
		return 0;
	return strtoull(name + prefix, NULL, 10);
}

static int find_last_part(const struct event_log *log, uint64_t *ret_part)
{
	_cleanup_closedir_ DIR *directory = NULL;
	int fd = openat(log->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;

	*ret_part = 0;
	if (fd < 0)
		return -errno;
	directory = fdopendir(fd);
	if (!directory) {
		cleanup_close(&fd);
		return -ENOMEM;
	}
	while ((errno = 0, entry = readdir(directory))) {
		uint64_t part = part_of(log, entry->d_name);

		if (part > *ret_part)
			*ret_part = part;
	}
	return -errno;
}

/* Where the last whole line ends: a write that a crash cut off left the rest. */
static int end_of_lines(int fd, uint64_t size, uint64_t *ret_end)
{
	char chunk[4096];

	while (size) {
		size_t length = size < sizeof(chunk) ? (size_t)size : sizeof(chunk);
		ssize_t n = pread(fd, chunk, length, (off_t)(size - length));
		char *newline;

		if (n < 0)
			return -errno;
		if ((size_t)n != length)
			return -EIO; /* it is being cut while we hold the lock */
		newline = memrchr(chunk, '\n', length);
		if (newline) {
			*ret_end = size - length + (size_t)(newline - chunk) + 1;
			return 0;
		}
		size -= length;
	}
	*ret_end = 0;
	return 0;
}

static int cut_torn_line(int fd, uint64_t *ret_size, uint64_t *ret_torn)
{
	struct stat st;
	uint64_t end;
	int r;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	r = end_of_lines(fd, (uint64_t)st.st_size, &end);
	if (r < 0)
		return r;
	*ret_size = end;
	*ret_torn = (uint64_t)st.st_size - end;
	if (*ret_torn && (ftruncate(fd, (off_t)end) < 0 || fdatasync(fd) < 0))
		return -errno;
	return 0;
}

/* The number after the last one in a file; *next stays where it is without any. */
static int read_next(struct event_log *log, const char *name, uint64_t *next)
{
	_cleanup_free_ struct event_source *source = malloc(sizeof(*source));
	_cleanup_free_ char *path = NULL;
	json_object *event;
	int r;

	if (!source || asprintf(&path, "%s/%s", log->path, name) < 0)
		return -ENOMEM;
	r = event_source_open_found(source, path);
	if (r < 0)
		return r;
	for (;;) {
		uint64_t seq, count = 1;

		r = event_source_next(source, &event);
		if (r == -EBADMSG || r == -E2BIG) {
			log->unread++;
			continue;
		}
		if (r < 0 || !event)
			break;
		if (event_is_gap(event))
			event_number(event, "count", &count);
		if (event_number(event, "seq", &seq) && seq + count > *next)
			*next = seq + count;
		json_object_put(event);
	}
	event_source_close(source);
	return r;
}

static int open_part(struct event_log *log, uint64_t part, int flags)
{
	cleanup_close(&log->file);
	if (part > PARTS_MAX)
		return -EFBIG;
	set_part(log, part);
	log->file = openat(log->directory, log->name,
			   O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
	return log->file < 0 ? -errno : 0;
}

/* Its name is synced with the directory, before anything is in it. */
static int new_part(struct event_log *log, uint64_t part)
{
	int r = open_part(log, part, O_CREAT);

	if (r < 0)
		return r;
	log->size = 0;
	return fsync(log->directory) < 0 ? -errno : 0;
}

/* An earlier part is asked where the last one has no whole line. */
static int resume(struct event_log *log, uint64_t last)
{
	char name[sizeof(log->name)];
	uint64_t next = 0;
	int r = open_part(log, last, 0);

	if (r >= 0)
		r = cut_torn_line(log->file, &log->size, &log->torn);
	memcpy(name, log->name, sizeof(name));
	for (uint64_t part = last; r >= 0 && !next && part; part--) {
		snprintf(name, sizeof(name), "%s%0*" PRIu64 "%s", log->prefix, PART_DIGITS, part,
			 EVENT_LOG_SUFFIX);
		r = read_next(log, name, &next);
		if (r == -ENOENT && part != last)
			r = 0; /* whoever tidied up took it */
	}
	log->next = next;
	return r;
}

int event_log_open(struct event_log *log, const char *path, const struct event_log_origin *origin,
		   uint64_t max_size)
{
	uint64_t last;
	int r;

	*log = (struct event_log)EVENT_LOG_NONE;
	log->path = path;
	log->max_size = max_size;
	set_prefix(log, origin);
	r = open_directory(log, path);
	if (r >= 0)
		r = find_last_part(log, &last);
	if (r >= 0)
		r = last ? resume(log, last) : new_part(log, 1);
	if (r >= 0) {
		log->batch = malloc(EVENT_LOG_BATCH);
		r = log->batch ? 0 : -ENOMEM;
	}
	if (r < 0)
		event_log_close(log);
	return r;
}

int event_log_open_repeats(const struct event_log *log)
{
	_cleanup_close_ int fd = -1;
	char name[sizeof(log->name)];
	uint64_t size, torn;
	int r;

	snprintf(name, sizeof(name), "%s%s", log->prefix, EVENT_LOG_REPEATS);
	fd = openat(log->directory, name, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd < 0)
		return -errno;
	r = cut_torn_line(fd, &size, &torn);
	return r < 0 ? r : take_fd(&fd);
}

int event_log_add(struct event_log *log, json_object *event)
{
	/* A batch is in one file, which no batch makes larger than it may be. */
	size_t length, most = log->max_size < EVENT_LOG_BATCH ? log->max_size : EVENT_LOG_BATCH;
	const char *text = json_object_to_json_string_length(
		event, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);

	if (!text)
		return -ENOMEM;
	if (length + 1 > most - log->batch_size)
		return 1;
	memcpy(log->batch + log->batch_size, text, length);
	log->batch[log->batch_size + length] = '\n';
	log->batch_size += length + 1;
	return 0;
}

int event_log_write(struct event_log *log)
{
	int r;

	/* Between lines only: what is left of one that was written in part belongs behind that part. */
	if (log->batch_size && !log->written && log->size &&
	    log->size + log->batch_size > log->max_size) {
		r = new_part(log, log->part + 1);
		if (r < 0) {
			int again = open_part(log, log->part - 1, 0);

			return again < 0 ? again : r;
		}
	}
	while (log->written < log->batch_size) {
		ssize_t n =
			write(log->file, log->batch + log->written, log->batch_size - log->written);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		log->written += (size_t)n;
		log->size += (uint64_t)n;
	}
	/* Whatever the error: another try may succeed without what was lost by this one. */
	if (log->batch_size && fdatasync(log->file) < 0)
		return -EIO;
	log->batch_size = log->written = 0;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int event_log_list(const char *path, char ***ret_names)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char **names = NULL;
	int count = 0, r;

	if (!directory)
		return -errno;
	while ((errno = 0, entry = readdir(directory))) {
		char **more;

		if (!is_log_name(entry->d_name))
			continue;
		more = reallocarray(names, (size_t)count + 1, sizeof(*names));
		if (!more)
			break;
		names = more;
		if (asprintf(&names[count], "%s/%s", path, entry->d_name) < 0)
			break;
		count++;
	}
	r = entry ? -ENOMEM : -errno;
	if (r < 0) {
		while (count)
			free(names[--count]);
		free(names);
		return r;
	}
	if (count)
		qsort(names, (size_t)count, sizeof(*names), by_name);
	*ret_names = names;
	return count;
}
