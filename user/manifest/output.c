// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "user/manifest/output.h"
#include "user/whole_file.h"

struct output {
	struct job *job;
	const char *what;
	int (*print)(struct job *job, FILE *out, void *context);
	void *context;
};

static int write_to(const struct output *output, FILE *out, const char *name)
{
	int r = output->print(output->job, out, output->context);

	errno = 0;
	if (r >= 0 && (fflush(out) != 0 || ferror(out)))
		r = errno > 0 ? -errno : -EIO;
	if (r >= 0 || output->job->error)
		return r;
	return job_fail_errno(output->job, r, name, output->what);
}

static int write_file(const struct output *output, const char *path)
{
	_cleanup_whole_file_ struct whole_file file = {};
	mode_t mask = umask(0);
	int r;

	umask(mask);
	r = whole_file_open(&file, path);
	if (r == -EINVAL)
		return job_fail(output->job, r, path, "name a file, or use `-o -` and redirect",
				"not a regular file, so not replaced");
	if (r < 0)
		return job_fail_errno(output->job, r, path, "creating a file there");
	r = write_to(output, file.out, path);
	if (r < 0)
		return r;
	r = whole_file_put(&file, 0666 & ~mask);
	return r < 0 ? job_fail_errno(output->job, r, path, output->what) : 0;
}

int output_whole(struct job *job, const char *what,
		 int (*print)(struct job *job, FILE *out, void *context), void *context)
{
	struct output output = { job, what, print, context };
	const char *path = job->options.output;

	if (path && strcmp(path, "-") != 0)
		return write_file(&output, path);
	return write_to(&output, stdout, "standard output");
}

struct files {
	struct manifest_file *files;
	size_t count;
};

static int print_manifest(struct job *job, FILE *out, void *context)
{
	const struct files *list = context;
	int r = manifest_write(out, &job->header, list->files, list->count);

	if (r == -EINVAL)
		return job_fail(job, r, job->header.image, "give another one with --image",
				"cannot stand in a manifest");
	if (r == -EEXIST)
		return job_fail(job, r, job->options.output ?: "standard output",
				"report this as a bug", "a path came up twice");
	return r;
}

int output_manifest(struct job *job, struct manifest_file *files, size_t count)
{
	struct files list = { files, count };

	return output_whole(job, "writing the manifest", print_manifest, &list);
}
