// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "user/manifest/output.h"
#include "user/whole_file.h"

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

static int write_file(struct job *job, const char *path, struct manifest_file *files, size_t count)
{
	_cleanup_whole_file_ struct whole_file file = {};
	mode_t mask = umask(0);
	int r;

	umask(mask);
	r = whole_file_open(&file, path);
	if (r == -EINVAL)
		return job_fail(job, r, path, "name a file, or use `-o -` and redirect",
				"not a regular file, so not replaced");
	if (r < 0)
		return job_fail_errno(job, r, path, "creating a file there");
	r = write_to(job, file.out, path, files, count);
	if (r < 0)
		return r;
	r = whole_file_put(&file, 0666 & ~mask);
	return r < 0 ? job_fail_errno(job, r, path, "writing the manifest") : 0;
}

int output_manifest(struct job *job, struct manifest_file *files, size_t count)
{
	const char *path = job->options.output;

	if (path && strcmp(path, "-") != 0)
		return write_file(job, path, files, count);
	return write_to(job, stdout, "standard output", files, count);
}
