/* SPDX-License-Identifier: GPL-2.0-only */
/* What every probe says: "ok", the name of an errno, or that it could not even try (exit 2, never a refusal). */
#ifndef PROBE_H
#define PROBE_H

#include <errno.h>
#include <stdbool.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline __attribute__((noreturn)) void broken(const char *what)
{
	fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
	exit(2);
}

static inline int say(int error)
{
	puts(error ? strerrorname_np(error) ?: "unknown errno" : "ok");
	return error != 0;
}

static inline int open_or_break(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		broken(path);
	return fd;
}

#endif
