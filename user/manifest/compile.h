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

/* Classifies all files of job->tree and writes the manifest where the options say, or nothing. */
int compile(struct job *job);

#endif
