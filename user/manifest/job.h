/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of a command: what was asked, what stands in its way, how far it is. Libraries record
 * the first failure here; main() reports it once.
 */
#ifndef DB_MANIFEST_JOB_H
#define DB_MANIFEST_JOB_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "user/manifest/manifest.h"

struct options {
	const char *input; /* the first of inputs */
	char *const *inputs;
	int input_count;
	const char *output; /* NULL or "-": standard output */
	const char *image; /* NULL: what the image says of itself */
	const char *platform; /* NULL: this machine's */
	const char *classes; /* file of class_rules.h, or NULL */
	const char *trusted; /* file of digest_list.h, or NULL */
	const char *name; /* of the image whose events count, or NULL */
	uint64_t generation;
	uint64_t unpacked_max; /* bytes; 0: the limits of limits.h */
	bool verbose, quiet, all_mounts, allow_absolute, json;
};

struct job {
	struct options options;
	struct manifest_header header;
	struct tree *tree;
	struct class_rules *rules; /* NULL: none */

	uint64_t entries; /* of archives or directories, so far */
	uint64_t unpacked; /* bytes, so far */

	bool differ; /* what was compared: said by the exit status */

	bool progress; /* a line on the terminal */
	struct timespec progress_time;
	char stage[64]; /* "layer 2 of 5" */

	/* First failure, printable. */
	int error;
	char object[512], what[256], next[256];
};

/* Records the first failure and returns its negative errno: `return job_fail(...)`. */
int job_fail(struct job *job, int error, const char *object, const char *next, const char *what,
	     ...) __attribute__((format(printf, 5, 6)));
/* The same for a failed system call: `what` is what was tried, the errno text follows. */
int job_fail_errno(struct job *job, int error, const char *object, const char *what);
int job_no_memory(struct job *job);

/* What must be known without asking: one line on stderr, whatever the options are. */
void job_warn(struct job *job, const char *object, const char *what);
/* Remarks for --verbose. */
void job_note(struct job *job, const char *object, const char *what);

void job_stage(struct job *job, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Cheap: draws at most ten times a second, on a terminal only. */
void job_progress(struct job *job);
void job_progress_end(struct job *job);

/* Counts against limits.h; a negative errno when too much. */
int job_count_entry(struct job *job, const char *object);
/* Whether so much more would be too much, without counting it. */
int job_check_unpacked(struct job *job, const char *object, uint64_t bytes);
int job_count_unpacked(struct job *job, const char *object, uint64_t bytes);
/* Whether so much from so little is a bomb. */
int job_check_ratio(struct job *job, const char *object, uint64_t unpacked, uint64_t packed);

#endif
