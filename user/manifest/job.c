// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "user/manifest/job.h"
#include "user/manifest/limits.h"

#define PROGRESS_INTERVAL_NS 100000000L
#define NS_PER_S	     1000000000L

/* Names come from hostile archives: nothing of them may reach a terminal as control bytes. */
static void printable(const char *text, char *out, size_t size)
{
	size_t length = 0;

	for (; *text && length + 5 < size; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte >= 0x20 && byte <= 0x7e && byte != '\\' && byte != '"')
			out[length++] = (char)byte;
		else
			length += (size_t)snprintf(out + length, 5, "\\%03o", byte);
	}
	out[length] = '\0';
}

int job_fail(struct job *job, int error, const char *object, const char *next, const char *what,
	     ...)
{
	char text[sizeof(job->what)];
	va_list arguments;

	if (job->error)
		return job->error;
	va_start(arguments, what);
	vsnprintf(text, sizeof(text), what, arguments);
	va_end(arguments);
	printable(text, job->what, sizeof(job->what));
	printable(object, job->object, sizeof(job->object));
	printable(next, job->next, sizeof(job->next));
	job->error = error < 0 ? error : -EIO;
	return job->error;
}

static const char *next_for(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "check the path";
	case EISDIR:
		return "name a file in it";
	case EACCES:
	case EPERM:
		return "run as a user who may read it, or as root";
	case ENOSPC:
	case EDQUOT:
		return "free space there, or set TMPDIR to a larger file system";
	case EMFILE:
	case ENFILE:
		return "raise the limit of open files (ulimit -n)";
	case EFBIG:
		return "raise the limit of file sizes (ulimit -f)";
	default:
		return "check the medium and try again";
	}
}

int job_fail_errno(struct job *job, int error, const char *object, const char *what)
{
	int positive = error < 0 ? -error : error;

	if (positive == ENOMEM)
		return job_no_memory(job);
	return job_fail(job, -positive, object, next_for(positive), "%s: %s", what,
			strerror(positive));
}

int job_no_memory(struct job *job)
{
	return job_fail(job, -ENOMEM, job->options.input ? job->options.input : "-",
			"free memory or raise the limit of this process and try again",
			"out of memory");
}

static void say(struct job *job, const char *object, const char *kind, const char *what)
{
	char text[sizeof(job->object)];

	job_progress_end(job);
	printable(object, text, sizeof(text));
	fprintf(stderr, "driftbolt-manifest: \"%s\": %s%s\n", text, kind, what);
}

void job_warn(struct job *job, const char *object, const char *what)
{
	say(job, object, "", what);
}

void job_note(struct job *job, const char *object, const char *what)
{
	if (job->options.verbose)
		say(job, object, "note: ", what);
}

void job_stage(struct job *job, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(job->stage, sizeof(job->stage), format, arguments);
	va_end(arguments);
}

void job_progress(struct job *job)
{
	struct timespec now;

	if (!job->progress || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return;
	if ((now.tv_sec - job->progress_time.tv_sec) * NS_PER_S +
		    (now.tv_nsec - job->progress_time.tv_nsec) <
	    PROGRESS_INTERVAL_NS)
		return;
	job->progress_time = now;
	fprintf(stderr, "\r\033[K%s: %" PRIu64 " entries, %" PRIu64 " MiB", job->stage,
		job->entries, job->unpacked >> 20);
	fflush(stderr);
}

void job_progress_end(struct job *job)
{
	if (!job->progress || job->progress_time.tv_sec == 0)
		return;
	fputs("\r\033[K", stderr);
	job->progress_time = (struct timespec){ 0 };
}

int job_count_entry(struct job *job, const char *object)
{
	if (++job->entries <= LIMIT_ENTRIES)
		return 0;
	return job_fail(job, -E2BIG, object, "split it: no image needs that many files",
			"more than %d entries", LIMIT_ENTRIES);
}

int job_check_unpacked(struct job *job, const char *object, uint64_t bytes)
{
	uint64_t limit = job->options.unpacked_max ? job->options.unpacked_max : LIMIT_UNPACKED;

	if (job->unpacked <= limit && bytes <= limit - job->unpacked)
		return 0;
	return job_fail(job, -EFBIG, object, "if it is meant to be so large, use --max-unpacked",
			"unpacks to more than %" PRIu64 " bytes", limit);
}

int job_count_unpacked(struct job *job, const char *object, uint64_t bytes)
{
	int r = job_check_unpacked(job, object, bytes);

	if (r >= 0)
		job->unpacked += bytes;
	return r;
}

int job_check_ratio(struct job *job, const char *object, uint64_t unpacked, uint64_t packed)
{
	if (job->options.unpacked_max || unpacked < LIMIT_RATIO_FLOOR ||
	    unpacked / LIMIT_RATIO <= packed)
		return 0;
	return job_fail(job, -EFBIG, object, "if it is meant to be so, use --max-unpacked",
			"unpacks to more than %d times its size", LIMIT_RATIO);
}
