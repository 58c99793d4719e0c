/* SPDX-License-Identifier: GPL-2.0-only */
/* The code of one process after the other, each file looked at once, each finding a line. */
#ifndef DB_USER_PRESENT_CODE_H
#define DB_USER_PRESENT_CODE_H

#include <stddef.h>
#include <stdio.h>

struct present_code {
	int digests, sizes; /* the image's inner maps */
	int deny;
	FILE *out; /* for notes */
	size_t findings; /* some may be beyond what is printed */
	size_t processes; /* looked at, that have memory of their own */
	void *files; /* those looked at: a tree of tsearch() */
};

/*
 * Looks at a process by its directory in /proc. 1: done. 0: it is gone, a kernel thread, this very
 * process, or has no memory (any more). -ENOMEM.
 */
int present_look_at(struct present_code *code, const char *pid);

/* The last line, if there was any finding. */
void present_sum_up(const struct present_code *code);

void present_code_free(struct present_code *code);

#endif
