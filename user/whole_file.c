// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "whole_file.h"

static void hold_signals(struct whole_file *file)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	file->holding = !sigprocmask(SIG_BLOCK, &set, &file->before);
}

static int check_place(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) ? 0 : -EINVAL;
}

int whole_file_open(struct whole_file *file, const char *path)
{
	_cleanup_free_ char *temporary = NULL;
	_cleanup_close_ int fd = -1;
	int r = check_place(path);

	*file = (struct whole_file){ .path = path };
	if (r < 0)
		return r;
	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	hold_signals(file);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	file->temporary = take_pointer(temporary);
	file->out = fdopen(fd, "w");
	if (!file->out)
		return -errno;
	take_fd(&fd);
	return 0;
}

int whole_file_put(struct whole_file *file, mode_t mode)
{
	int fd = fileno(file->out);

	errno = 0;
	if (fflush(file->out) || ferror(file->out) || fchmod(fd, mode) || fsync(fd) ||
	    rename(file->temporary, file->path))
		return -(errno ?: EIO);
	cleanup_free(&file->temporary);
	file->temporary = NULL;
	return 0;
}

void whole_file_close(struct whole_file *file)
{
	int saved = errno;

	if (file->out)
		fclose(file->out);
	if (file->temporary)
		unlink(file->temporary);
	free(file->temporary);
	if (file->holding)
		sigprocmask(SIG_SETMASK, &file->before, NULL);
	*file = (struct whole_file){};
	errno = saved;
}
