/* SPDX-License-Identifier: GPL-2.0-only */
/* One cmd_*.c a command; each defines one of these and main.c lists it. */
#ifndef DB_MANIFEST_COMMAND_H
#define DB_MANIFEST_COMMAND_H

#include "user/manifest/job.h"

struct command {
	const char *name, *argument, *summary;
	bool many; /* takes several arguments */
	bool pair; /* takes two arguments, and options of its own: makes no manifest */
	int (*run)(struct job *job); /* negative errno; the failure is in the job */
};

extern const struct command command_archive, command_deb, command_diff, command_learn, command_oci,
	command_rootfs;

#endif
