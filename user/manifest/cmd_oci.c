// SPDX-License-Identifier: GPL-2.0-only
#include "user/cleanup.h"
#include "user/manifest/command.h"
#include "user/manifest/compile.h"
#include "user/manifest/image.h"

static int run(struct job *job)
{
	_cleanup_(store_free) struct store *store = NULL;
	_cleanup_free_ char *path = NULL;
	char *tag;
	int r;

	r = image_argument(job, &path, &tag);
	if (r >= 0)
		r = store_open_directory(job, path, &store);
	if (r >= 0)
		r = oci_read(job, store, tag);
	return r < 0 ? r : compile(job);
}

const struct command command_oci = {
	.name = "oci",
	.argument = "LAYOUT[:TAG]",
	.summary = "an OCI image layout: a directory with index.json and blobs/",
	.run = run,
};
