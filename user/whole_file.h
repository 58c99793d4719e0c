/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that appears whole or not at all: written beside its place, then synced and renamed. Signals that people and service managers
 * send wait from open to close, so that nothing is left there: for a page of 260 MB that is seconds. What a kill or a crash leaves has
 * a name of its own, PATH.XXXXXX. Devices, pipes and links are not replaced.
 */
#ifndef DB_USER_WHOLE_FILE_H
#define DB_USER_WHOLE_FILE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct whole_file {
	FILE *out; /* for its owner only until it is put */
	const char *path; /* borrowed */
	char *temporary; /* to be removed, or NULL */
	bool holding;
	sigset_t before;
};

#define _cleanup_whole_file_ __attribute__((cleanup(whole_file_close)))

/* 0; -EINVAL: there is something at path that is no regular file; else -errno. */
int whole_file_open(struct whole_file *file, const char *path);
/* Puts what was written in its place, with this mode. 0; else -errno, also of what was to be written before, and the place is as it was. */
int whole_file_put(struct whole_file *file, mode_t mode);
/* Removes what was not put. Also for a zeroed struct, and after a failed open. */
void whole_file_close(struct whole_file *file);

#endif
