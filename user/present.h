/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs already when a scope becomes one: nobody ever judged it. This looks at it once, from /proc:
 * programs and executable mappings of files that the image does not ship, executable memory without a
 * file, and memory that is writable and executable.
 *
 * It does not see descriptors open for writing, pages of a program that were changed since they were
 * mapped, nor what starts while it looks.
 */
#ifndef DB_USER_PRESENT_H
#define DB_USER_PRESENT_H

#include <stdio.h>

#include "image_version.h"
#include "scope.h"

/*
 * Walks the processes of a scope (host: all; a cgroup: those in it and below) and writes one note for
 * each finding to `out`, twenty at most, and a sum. The number of findings, or -errno if it could
 * not look.
 */
int present_report(const struct kernel_maps *maps, const struct image_version *image,
		   const struct scope_word *scope, FILE *out);

/* For --strict, before a change: an exit code, reported unless nothing is found. */
int present_refuse(const struct kernel_maps *maps, const struct image_version *image,
		   const struct scope_word *scope, const char *name);

/* After a change, where even a failure is a note. Nothing for other scopes. */
void present_note(const struct kernel_maps *maps, const struct image_version *image,
		  const struct scope_word *scope);

#endif
