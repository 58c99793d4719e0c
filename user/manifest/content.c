// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/content.h"
#include "user/manifest/hash.h"
#include "user/manifest/spool.h"
#include "user/manifest/tree.h"

struct content {
	struct job *job;
	struct hash *hash;
	int spool;
	const char *path;
	mode_t mode;
	uint64_t size;
	size_t head_length;
	bool elf;
	uint8_t head[HEAD_SIZE];
};

int content_new(struct job *job, struct content **ret_content)
{
	_cleanup_(content_free) struct content *content = calloc(1, sizeof(*content));

	if (!content)
		return job_no_memory(job);
	content->job = job;
	content->spool = spool_new(job);
	if (content->spool < 0)
		return content->spool;
	content->hash = hash_new();
	if (!content->hash)
		return job_no_memory(job);
	*ret_content = take_pointer(content);
	return 0;
}

void content_free(struct content **content)
{
	if (!*content)
		return;
	hash_free(&(*content)->hash);
	cleanup_close(&(*content)->spool);
	free(*content);
	*content = NULL;
}

static int hash_result(struct content *content, int r)
{
	return r < 0 ? job_fail(content->job, r, content->path, "check the libcrypto installation",
				"SHA-256 failed")
		     : 0;
}

int content_begin(struct content *content, const char *path, mode_t mode)
{
	content->path = path;
	content->mode = mode;
	content->size = 0;
	content->head_length = 0;
	content->elf = false;
	return hash_result(content, hash_begin(content->hash));
}

static int keep(struct content *content, const void *bytes, size_t size, uint64_t offset)
{
	return spool_write(content->job, content->spool, content->path, bytes, size, offset);
}

static int add_head(struct content *content, const uint8_t *bytes, size_t size)
{
	size_t n = HEAD_SIZE - content->head_length;
	int r;

	n = n < size ? n : size;
	if (n == 0)
		return 0;
	memcpy(content->head + content->head_length, bytes, n);
	content->head_length += n;
	if (content->elf || !(head_traits(content->head, content->head_length, 0) & TRAIT_ELF))
		return 0;
	content->elf = true;
	r = spool_empty(content->job, content->spool, content->path);
	/* The magic may have come in pieces. */
	return r < 0 ? r : keep(content, content->head, content->head_length - n, 0);
}

int content_add(struct content *content, const void *bytes, size_t size)
{
	int r;

	r = add_head(content, bytes, size);
	if (r < 0)
		return r;
	r = hash_result(content, hash_add(content->hash, bytes, size));
	if (r < 0)
		return r;
	if (content->elf) {
		r = keep(content, bytes, size, content->size);
		if (r < 0)
			return r;
	}
	content->size += size;
	job_progress(content->job);
	return 0;
}

int content_add_zeros(struct content *content, uint64_t count)
{
	static const uint8_t zeros[1U << 20];
	int r = 0;

	while (count > 0 && r >= 0) {
		size_t most = content->head_length < HEAD_SIZE ? HEAD_SIZE : sizeof(zeros);
		size_t n = count < most ? (size_t)count : most;

		if (content->head_length < HEAD_SIZE) {
			r = content_add(content, zeros, n);
		} else {
			/* Past the head a hole stays a hole in the temporary file. */
			r = hash_result(content, hash_add(content->hash, zeros, n));
			content->size += n;
			job_progress(content->job);
		}
		count -= n;
	}
	return r;
}

int content_read_elf(struct job *job, int fd, const char *path, struct facts *facts)
{
	_cleanup_free_ char *interpreter = NULL;
	const char *reason = NULL;
	uint32_t traits;
	int r;

	r = elf_traits(fd, &traits, &interpreter, &reason);
	if (r == -ENOEXEC) {
		facts->traits &= ~(uint32_t)TRAIT_ELF;
		job_note(job, path, reason);
		return 0;
	}
	if (r < 0)
		return job_fail_errno(job, r, path, "reading ELF headers");
	facts->traits |= traits;
	if (!interpreter)
		return 0;
	facts->interpreter = tree_interpreter(job->tree, interpreter);
	if (!facts->interpreter)
		return job_fail_errno(job, errno, path, "remembering its program interpreter");
	return 0;
}

int content_end(struct content *content, struct facts **ret_facts)
{
	_cleanup_(facts_put) struct facts *facts = facts_new();
	int r;

	if (!facts)
		return job_no_memory(content->job);
	r = hash_result(content, hash_end(content->hash, facts->sha256));
	if (r < 0)
		return r;
	facts->size = content->size;
	facts->traits = head_traits(content->head, content->head_length, content->mode);
	if (content->elf) {
		r = spool_end(content->job, content->spool, content->path, content->size);
		if (r < 0)
			return r;
		r = content_read_elf(content->job, content->spool, content->path, facts);
		if (r < 0)
			return r;
	}
	*ret_facts = take_pointer(facts);
	return 0;
}
