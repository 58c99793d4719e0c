// SPDX-License-Identifier: GPL-2.0-only
/* Two layers over each other; the first two bytes say where one ends and the other begins. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "user/cleanup.h"
#include "user/manifest/blob.h"
#include "user/manifest/compile.h"
#include "user/manifest/layer.h"
#include "user/manifest/tree.h"

#define UNPACKED_MAX (8U << 20) /* keeps a run short; bombs are refused the sooner */

static int apply(struct job *job, struct content *content, unsigned int number,
		 const uint8_t *bytes, size_t size)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	_cleanup_(hash_free) struct hash *hash = hash_new();
	uint8_t digest[HASH_SIZE];

	if (!hash || blob_new(job, "layer", &blob) < 0)
		return -1;
	blob->fd = memfd_create("layer", MFD_CLOEXEC);
	if (pwrite(blob->fd, bytes, size, 0) != (ssize_t)size)
		return -1;
	hash_add(hash, bytes, size);
	hash_end(hash, digest);
	blob_expect(blob, digest, size);
	return layer_apply(job, blob, content,
			   &(struct layer_place){ .number = number,
						  .diff_id = digest }); /* right for plain layers */
}

static int check_file(struct facts *facts, const char *path, void *context)
{
	if (!manifest_path_valid(path, strlen(path)) || facts->references == 0)
		abort();
	(void)classify(facts, path);
	return 0;
}

static int check_link(struct node *link, const char *path, void *context)
{
	(void)tree_follow(context, link);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct options options = { .input = "-", .quiet = true, .unpacked_max = UNPACKED_MAX };
	_cleanup_(content_free) struct content *content = NULL;
	_cleanup_(job_free) struct job *job = job_new(&options);
	struct tree_visitor visitor = { check_file, check_link, job->tree };
	size_t first;
	int r;

	if (size < 2 || content_new(job, &content) < 0)
		return 0;
	first = ((size_t)bytes[0] << 8 | bytes[1]) * 512;
	bytes += 2;
	size -= 2;
	first = first < size ? first : size;
	r = apply(job, content, 0, bytes, first);
	if (r >= 0)
		r = apply(job, content, 1, bytes + first, size - first);
	if (r < 0 && (!job->error || !job->what[0] || !job->next[0]))
		abort();
	(void)tree_walk(job->tree, &visitor);
	return 0;
}
