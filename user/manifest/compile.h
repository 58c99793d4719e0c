/* SPDX-License-Identifier: GPL-2.0-only */
/* The last step of every command: a tree of facts becomes a manifest. */
#ifndef DB_MANIFEST_COMPILE_H
#define DB_MANIFEST_COMPILE_H

#include "user/manifest/command.h"
#include "user/manifest/job.h"

struct job *job_new(const struct options *options);
void job_free(struct job **job);
/* The command of a job, after what all commands need. Negative errno; the failure is in the job. */
int job_run(struct job *job, const struct command *command);

/* Files that go into one manifest, of one tree or of several. */
struct listing {
	struct job *job;
	struct manifest_file *files; /* paths are the list's own */
	size_t count, space;
};

/* Classifies all files of job->tree and adds those that are code. Failures of all are in the job. */
int listing_add(struct listing *list);
/* Of several trees: one path for each content, and one content for each path. */
int listing_unite(struct listing *list);
int listing_write(struct listing *list);
void listing_end(struct listing *list);

/* Classifies all files of job->tree and writes the manifest where the options say, or nothing. */
int compile(struct job *job);

#endif
