/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_MANIFEST_OUTPUT_H
#define DB_MANIFEST_OUTPUT_H

#include "user/manifest/job.h"

/* The whole manifest under its name, or no change there. Sorts files. */
int output_manifest(struct job *job, struct manifest_file *files, size_t count);

#endif
