// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"
#include "report.h"
#include "spawn.h"

extern char **environ;

int spawn_wait(char *const argv[])
{
	int status, r;
	pid_t child;

	r = posix_spawnp(&child, argv[0], NULL, NULL, argv, environ);
	if (r)
		return -r;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* driftbolt-manifest beside this program, else as PATH has it. */
static void find_builder(char path[PATH_MAX])
{
	static const char name[] = "driftbolt-manifest";
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof(name));
	char *slash;

	path[length > 0 ? length : 0] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash ? slash + 1 : path, name);
	if (access(path, X_OK))
		strcpy(path, name);
}

int spawn_manifest(const char *directory, char **ret_path)
{
	_cleanup_free_ char *path = strdup("/run/driftbolt-baseline.XXXXXX");
	_cleanup_close_ int fd = -1;
	char builder[PATH_MAX];
	int r;

	if (!path)
		return report(directory, -ENOMEM, "try again");
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return report(path, -errno, "the manifest needs a place");
	find_builder(builder);
	r = spawn_wait((char *[]){ builder, "rootfs", (char *)directory, "-o", path, NULL });
	if (!r) {
		*ret_path = take_pointer(path);
		return EXIT_OK;
	}
	unlink(path);
	if (r < 0)
		return report(builder, r,
			      "it describes the directory: install it beside driftbolt");
	return EXIT_FAILED; /* it said why */
}
