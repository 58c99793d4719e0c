/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_MANIFEST_OUTPUT_H
#define DB_MANIFEST_OUTPUT_H

#include "user/manifest/job.h"

/* The whole manifest under its name, or no change there. Sorts files. */
int output_manifest(struct job *job, struct manifest_file *files, size_t count);

/*
 * What print() writes goes where the options say: into a file, whole or not at all, or to standard output. print() returns a negative
 * errno; a failure of writing is found here, and called `what`.
 */
int output_whole(struct job *job, const char *what,
		 int (*print)(struct job *job, FILE *out, void *context), void *context);

#endif
