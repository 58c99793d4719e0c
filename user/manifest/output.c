// SPDX-License-Identifier: GPL-2.0-only
/* A manifest appears whole or not at all: written beside its place, then renamed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "user/cleanup.h"
#include "user/manifest/output.h"

struct temporary {
	char path[MANIFEST_PATH_MAX + 1]; /* empty: nothing to remove */
};

/*
 * Signals that people and service managers send wait while there is a temporary file: to write it
 * takes no longer than to clean up after it.
 */
static sigset_t hold_signals(void)
{
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &before);
	return before;
}

static void release_signals(sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

static void remove_temporary(struct temporary *temporary)
{
	if (temporary->path[0])
		unlink(temporary->path);
}

static int write_to(struct job *job, FILE *out, const char *name, struct manifest_file *files,
		    size_t count)
{
	int r;

	r = manifest_write(out, &job->header, files, count);
	if (r == -EINVAL)
		return job_fail(job, r, job->header.image, "give another one with --image",
				"cannot stand in a manifest");
	if (r == -EEXIST)
		return job_fail(job, r, name, "report this as a bug", "a path came up twice");
	if (r == 0 && fflush(out) != 0)
		r = -errno;
	return r < 0 ? job_fail_errno(job, r, name, "writing the manifest") : 0;
}

/* Devices, pipes and /dev/stdout must not be replaced by a file. */
static int check_place(struct job *job, const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : job_fail_errno(job, errno, path, "output file");
	if (S_ISREG(st.st_mode))
		return 0;
	return job_fail(job, -EINVAL, path, "name a file, or use `-o -` and redirect",
			"not a regular file, so not replaced");
}

static int write_file(struct job *job, const char *path, struct manifest_file *files, size_t count)
{
	_cleanup_(release_signals) sigset_t before = hold_signals(); /* released last */
	_cleanup_(remove_temporary) struct temporary temporary = { 0 };
	_cleanup_fclose_ FILE *out = NULL;
	_cleanup_close_ int fd = -1;
	mode_t mask = umask(0);
	int r;

	umask(mask);
	r = check_place(job, path);
	if (r < 0)
		return r;
	if (snprintf(temporary.path, sizeof(temporary.path), "%s.XXXXXX", path) >=
	    (int)sizeof(temporary.path)) {
		temporary.path[0] = '\0';
		return job_fail_errno(job, ENAMETOOLONG, path, "output file");
	}
	fd = mkostemp(temporary.path, O_CLOEXEC);
	if (fd < 0) {
		temporary.path[0] = '\0';
		return job_fail_errno(job, errno, path, "creating a file there");
	}
	out = fdopen(fd, "w");
	if (!out)
		return job_fail_errno(job, errno, path, "opening");
	take_fd(&fd);
	r = write_to(job, out, path, files, count);
	if (r < 0)
		return r;
	if (fchmod(fileno(out), 0666 & ~mask) < 0 || fsync(fileno(out)) < 0)
		return job_fail_errno(job, errno, path, "writing the manifest");
	if (rename(temporary.path, path) < 0)
		return job_fail_errno(job, errno, path, "renaming the finished manifest");
	temporary.path[0] = '\0';
	return 0;
}

int output_manifest(struct job *job, struct manifest_file *files, size_t count)
{
	const char *path = job->options.output;

	if (path && strcmp(path, "-") != 0)
		return write_file(job, path, files, count);
	return write_to(job, stdout, "standard output", files, count);
}
