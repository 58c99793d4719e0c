// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <string.h>
#include <sys/stat.h>

#include "user/cleanup.h"
#include "user/manifest/blob.h"
#include "user/manifest/limits.h"
#include "user/manifest/spool.h"

#define LINK_HOPS 8 /* `docker save` of old: layer.tar linked to another layer.tar, once */

/* A file of the archive; ordinal counts entries from 0. */
struct stored_file {
	char *name;
	char *target; /* of a link, as a name of the archive; NULL for a file */
	unsigned int ordinal;
};

struct store {
	struct job *job;
	int fd; /* directory or archive */
	bool is_archive;
	uint64_t size; /* of the archive */
	void *entries; /* tsearch(3) by name */
	unsigned int count; /* of all its entries: they are gone through for each blob */
};

static int compare_entries(const void *a, const void *b)
{
	const struct stored_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void entry_free(void *pointer)
{
	struct stored_file *entry = pointer;

	free(entry->name);
	free(entry->target);
	free(entry);
}

void store_free(struct store **store)
{
	if (!*store)
		return;
	tdestroy((*store)->entries, entry_free);
	cleanup_close(&(*store)->fd);
	free(*store);
	*store = NULL;
}

int store_open_directory(struct job *job, const char *path, struct store **ret_store)
{
	_cleanup_(store_free) struct store *store = calloc(1, sizeof(*store));

	if (!store)
		return job_no_memory(job);
	store->job = job;
	store->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->fd < 0)
		return job_fail_errno(job, errno, path, "opening the image layout");
	*ret_store = take_pointer(store);
	return 0;
}

/* One spelling of a name: no "./" before it, "." and ".." gone. NULL: leaves the archive. */
static char *plain_name(const char *base, const char *name)
{
	const char *slash = strrchr(base, '/');
	size_t length = 0, base_length = slash && name[0] != '/' ? (size_t)(slash - base) + 1 : 0;
	char *out = malloc(base_length + strlen(name) + 2);

	if (!out)
		return NULL;
	memcpy(out, base, base_length);
	length = base_length; /* a plain name itself, so plain with its slash at the end */
	for (;;) {
		size_t word;

		name += strspn(name, "/");
		word = strcspn(name, "/");
		if (word == 0)
			break;
		if (word == 2 && memcmp(name, "..", 2) == 0) {
			if (length == 0)
				return free(out), NULL;
			for (length--; length > 0 && out[length - 1] != '/'; length--)
				;
		} else if (word != 1 || name[0] != '.') {
			memcpy(out + length, name, word);
			length += word;
			out[length++] = '/';
		}
		name += word;
	}
	out[length > 0 ? length - 1 : 0] = '\0';
	return out;
}

static int add_entry(struct store *store, struct archive_entry *from, unsigned int ordinal)
{
	const char *name = archive_entry_pathname(from), *link = archive_entry_hardlink(from);
	struct job *job = store->job;
	struct stored_file *entry, **slot;

	if (!name)
		return job_fail(job, -EBADMSG, job->options.input, "save the image again",
				"an archive entry without a name");
	if (++store->count > LIMIT_ARCHIVE_FILES)
		return job_fail(job, -E2BIG, job->options.input, "save fewer images in one archive",
				"more than %d files in the archive", LIMIT_ARCHIVE_FILES);
	if (!link && archive_entry_filetype(from) != AE_IFREG &&
	    archive_entry_filetype(from) != AE_IFLNK)
		return 0;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return job_no_memory(job);
	entry->ordinal = ordinal;
	entry->name = plain_name("", name);
	if (entry->name && link)
		entry->target = plain_name("", link);
	else if (entry->name && archive_entry_filetype(from) == AE_IFLNK)
		entry->target =
			plain_name(entry->name,
				   archive_entry_symlink(from) ? archive_entry_symlink(from) : "");
	else
		link = NULL;
	if (!entry->name ||
	    ((link || archive_entry_filetype(from) == AE_IFLNK) && !entry->target)) {
		entry_free(entry);
		return job_fail(job, -EBADMSG, name, "save the image again",
				"archive entry leads outside the archive");
	}
	slot = tsearch(entry, &store->entries, compare_entries);
	if (slot && *slot == entry)
		return 0;
	entry_free(entry);
	if (!slot)
		return job_no_memory(job);
	return job_fail(job, -EEXIST, name, "save the image again", "twice in the archive");
}

static int damaged(struct store *store, struct archive *archive)
{
	const char *text = archive_error_string(archive);

	return job_fail(store->job, -EBADMSG, store->job->options.input, "save the image again",
			"not a readable tar archive: %s", text ? text : "unknown format");
}

static int index_archive(struct store *store)
{
	_cleanup_free_ struct tar_file *file = malloc(sizeof(*file));
	_cleanup_(cleanup_archive) struct archive *archive = archive_new_tar();
	struct archive_entry *entry;
	int r;

	if (!archive || !file)
		return job_no_memory(store->job);
	if (tar_file_open(file, store->fd, store->size, archive) != ARCHIVE_OK)
		return damaged(store, archive);
	for (unsigned int ordinal = 0;; ordinal++) {
		r = archive_next(archive, &entry);
		if (r == ARCHIVE_EOF)
			return 0;
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return damaged(store, archive);
		r = add_entry(store, entry, ordinal);
		if (r < 0)
			return r;
	}
}

/* A compressed archive cannot be read out of order: it is unpacked to a temporary file first. */
static int unpack_archive(struct store *store)
{
	_cleanup_free_ struct tar_file *file = malloc(sizeof(*file));
	_cleanup_(cleanup_archive) struct archive *archive = archive_new_unpacker();
	struct job *job = store->job;
	struct archive_entry *entry;
	_cleanup_close_ int fd = -1;
	uint64_t size = 0;
	ssize_t n;

	if (!archive || !file)
		return job_no_memory(job);
	if (tar_file_open(file, store->fd, store->size, archive) != ARCHIVE_OK ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		return damaged(store, archive);
	if (archive_filter_count(archive) == 1)
		return 0;
	job_stage(job, "unpacking the archive");
	fd = spool_new(job);
	if (fd < 0)
		return fd;
	for (;;) {
		_cleanup_free_ char *buffer = malloc(ARCHIVE_BLOCK_SIZE);

		if (!buffer)
			return job_no_memory(job);
		n = archive_read_data(archive, buffer, ARCHIVE_BLOCK_SIZE);
		if (n <= 0)
			break;
		if (job_count_unpacked(job, job->options.input, (uint64_t)n) < 0 ||
		    job_check_ratio(job, job->options.input, size + (uint64_t)n, store->size) < 0)
			return job->error;
		if (spool_write(job, fd, job->options.input, buffer, (size_t)n, size) < 0)
			return job->error;
		size += (uint64_t)n;
		job_progress(job);
	}
	if (n < 0)
		return damaged(store, archive);
	if (spool_end(job, fd, job->options.input, size) < 0)
		return job->error;
	close(store->fd);
	store->fd = take_fd(&fd);
	store->size = size;
	job->unpacked = 0; /* the layers count for themselves */
	return 0;
}

int store_open_archive(struct job *job, const char *path, struct store **ret_store)
{
	_cleanup_(store_free) struct store *store = calloc(1, sizeof(*store));
	struct stat st;
	int r;

	if (!store)
		return job_no_memory(job);
	store->job = job;
	store->is_archive = true;
	store->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (store->fd < 0 || fstat(store->fd, &st) < 0)
		return job_fail_errno(job, errno, path, "opening the archive");
	if (!S_ISREG(st.st_mode))
		return job_fail(job, -EINVAL, path, "save the image to a file",
				"not a regular file");
	store->size = (uint64_t)st.st_size;
	r = unpack_archive(store);
	if (r >= 0)
		r = index_archive(store);
	if (r < 0)
		return r;
	*ret_store = take_pointer(store);
	return 0;
}

static struct stored_file *find_entry(struct store *store, const char *name)
{
	for (unsigned int hop = 0; hop < LINK_HOPS; hop++) {
		struct stored_file key = { .name = (char *)name }, **slot; /* only compared */

		slot = tfind(&key, &store->entries, compare_entries);
		if (!slot)
			return NULL;
		if (!(*slot)->target)
			return *slot;
		name = (*slot)->target;
	}
	return NULL;
}

bool store_has(struct store *store, const char *name)
{
	if (store->is_archive)
		return find_entry(store, name);
	return faccessat(store->fd, name, F_OK, 0) == 0;
}

static int open_entry(struct store *store, struct blob *blob, const struct stored_file *wanted)
{
	struct archive_entry *entry;

	blob->archive = archive_new_tar();
	if (!blob->archive)
		return job_no_memory(store->job);
	if (tar_file_open(&blob->file, store->fd, store->size, blob->archive) != ARCHIVE_OK)
		return damaged(store, blob->archive);
	for (unsigned int ordinal = 0; ordinal <= wanted->ordinal; ordinal++) {
		int r = archive_next(blob->archive, &entry);

		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return damaged(store, blob->archive);
	}
	blob->stored = (uint64_t)archive_entry_size(entry); /* never negative in a tar archive */
	if (blob->stored > store->size)
		blob->stored = store->size;
	return 0;
}

static int open_file(struct store *store, struct blob *blob)
{
	struct stat st;

	blob->fd = openat(store->fd, blob->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (blob->fd < 0 && errno == ENOENT)
		return -ENOENT;
	if (blob->fd < 0 || fstat(blob->fd, &st) < 0)
		return job_fail_errno(store->job, errno, blob->name, "opening");
	if (!S_ISREG(st.st_mode))
		return job_fail(store->job, -EINVAL, blob->name, "copy the image again",
				"not a regular file");
	blob->stored = (uint64_t)st.st_size;
	return 0;
}

int store_open_blob(struct store *store, const char *name, struct blob **ret_blob)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	int r;

	r = blob_new(store->job, name, &blob);
	if (r < 0)
		return r;
	if (store->is_archive) {
		struct stored_file *entry = find_entry(store, name);

		r = entry ? open_entry(store, blob, entry) : -ENOENT;
	} else {
		r = open_file(store, blob);
	}
	if (r < 0)
		return r;
	*ret_blob = take_pointer(blob);
	return 0;
}
