/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes of one file after another become facts, in one pass. ELF files are kept in an unlinked
 * temporary file while they pass, because their headers point anywhere; nothing else is kept.
 */
#ifndef DB_MANIFEST_CONTENT_H
#define DB_MANIFEST_CONTENT_H

#include "user/manifest/facts.h"
#include "user/manifest/job.h"

struct content;

/* Failures are in the job. */
int content_new(struct job *job, struct content **ret_content);
void content_free(struct content **content);

int content_begin(struct content *content, const char *path, mode_t mode);
int content_add(struct content *content, const void *bytes, size_t size);
int content_add_zeros(struct content *content, uint64_t count);
/* One reference of *ret_facts for the caller. */
int content_end(struct content *content, struct facts **ret_facts);

/* Refines facts of a file that has the ELF magic by what its headers say. */
int content_read_elf(struct job *job, int fd, const char *path, struct facts *facts);

#endif
