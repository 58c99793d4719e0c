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
		r = store_open_archive(job, path, &store);
	if (r < 0)
		return r;
	/* `docker save` writes both forms since version 25; the OCI one has digests of all. */
	if (store_has(store, "oci-layout"))
		r = oci_read(job, store, tag);
	else
		r = docker_read(job, store, tag);
	return r < 0 ? r : compile(job);
}

const struct command command_archive = {
	.name = "archive",
	.argument = "FILE[:TAG]",
	.summary = "a tar archive of a layout, or of `docker save`; may be gzip, zstd or xz",
	.run = run,
};
