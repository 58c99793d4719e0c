/* SPDX-License-Identifier: GPL-2.0-only */
/* Unlinked temporary files, in TMPDIR or /tmp. Failures are in the job. */
#ifndef DB_MANIFEST_SPOOL_H
#define DB_MANIFEST_SPOOL_H

#include "user/manifest/job.h"

/* A new one; its descriptor, or a negative errno. */
int spool_new(struct job *job);
/* Nothing is in it any more. */
int spool_empty(struct job *job, int fd, const char *object);
/*
 * Where nothing was written yet. Zeros take no room: they are left out, so that the file may be
 * shorter than what was written until spool_end() gives it its size.
 */
int spool_write(struct job *job, int fd, const char *object, const void *bytes, size_t size,
		uint64_t offset);
int spool_end(struct job *job, int fd, const char *object, uint64_t size);

#endif
