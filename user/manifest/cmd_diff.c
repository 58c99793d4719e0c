// SPDX-License-Identifier: GPL-2.0-only
/* diff: what code changes from one manifest to another; nothing is loaded or written by it. */
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/command.h"
#include "user/manifest/diff.h"
#include "user/manifest/output.h"

static int read_from(struct job *job, FILE *file, const char *name,
		     const struct manifest_visitor *visitor)
{
	struct manifest_error error;
	int r;

	r = manifest_read(file, visitor, &error);
	job_progress_end(job);
	if (r >= 0 || job->error)
		return r;
	if (r == -EBADMSG)
		return job_fail(job, r, name, "build it again with driftbolt-manifest",
				"line %llu: %s", (unsigned long long)error.line, error.message);
	return job_fail_errno(job, r, name, "reading the manifest");
}

static int read_manifest(struct job *job, const char *name, struct manifest_visitor visitor)
{
	_cleanup_fclose_ FILE *file = NULL;

	if (strcmp(name, "-") == 0)
		return read_from(job, stdin, "-", &visitor);
	file = fopen(name, "re");
	if (!file)
		return job_fail_errno(job, errno, name, "opening the manifest");
	return read_from(job, file, name, &visitor);
}

static int print(struct job *job, FILE *out, void *context)
{
	const struct diff *diff = context;

	if (job->options.json)
		return diff_print_json(diff, out);
	diff_print_text(diff, out);
	return 0;
}

static int run(struct job *job)
{
	_cleanup_(diff_free) struct diff *diff = NULL;
	char *const *names = job->options.inputs;
	int r = diff_new(job, names[0], names[1], &diff);

	job_stage(job, "reading the old manifest");
	if (r >= 0)
		r = read_manifest(job, names[0], diff_visitor_before(diff));
	job_stage(job, "reading the new manifest");
	if (r >= 0)
		r = read_manifest(job, names[1], diff_visitor_after(diff));
	if (r >= 0)
		r = diff_end(diff);
	if (r >= 0)
		r = output_whole(job, "writing the differences", print, diff);
	if (r >= 0)
		job->differ = diff->count > 0;
	return r;
}

const struct command command_diff = {
	.name = "diff",
	.argument = "OLD NEW",
	.summary = "what code changes between two manifests, for review",
	.pair = true,
	.run = run,
};
