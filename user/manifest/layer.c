// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/layer.h"
#include "user/manifest/layer_stream.h"
#include "user/manifest/limits.h"
#include "user/manifest/tree.h"

/* github.com/opencontainers/image-spec layer.md; prefixes of AUFS */
#define WHITEOUT_PREFIX	     ".wh."
#define WHITEOUT_META_PREFIX ".wh..wh." /* AUFS's own files: of no meaning here */
#define WHITEOUT_OPAQUE	     ".wh..wh..opq"
#define CAPABILITY_XATTR     "security.capability"

struct applying {
	struct job *job;
	struct layer_stream *stream;
	struct content *content;
	const struct layer_place *place;
};

static int tree_too_large(struct job *job, int r, const char *path)
{
	if (r == -E2BIG)
		return job_fail(job, r, path, "split it: no image needs that many files",
				"more than %d files and directories", LIMIT_ENTRIES);
	return job_fail(job, r, path, "flatten it", "more than %d directories deep", LIMIT_DEPTH);
}

static int tree_failed(struct job *job, int r, const char *path)
{
	const char *what;

	switch (r) {
	case -ENOMEM:
		return job_no_memory(job);
	case -EINVAL:
		what = "`..` in the path of a layer entry";
		break;
	case -ENAMETOOLONG:
		what = "path of a layer entry is too long";
		break;
	case -ELOOP:
		what = "symbolic links go in a circle";
		break;
	case -ENOENT:
		what = "hard link to a file that is not in the image";
		break;
	case -EEXIST:
		what = "hard link to itself";
		break;
	case -E2BIG:
	case -EMLINK:
		return tree_too_large(job, r, path);
	case -EISDIR:
		what = "would replace or link a directory as a file";
		break;
	default:
		what = strerror(-r);
	}
	return job_fail(job, r, path, "do not use this image: its layers are malformed", "%s",
			what);
}

static bool has_capabilities(struct archive_entry *entry)
{
	const char *name;
	const void *value;
	size_t size;

	archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
		if (strcmp(name, CAPABILITY_XATTR) == 0)
			return true;
	return false;
}

static int damaged_file(struct applying *applying, const char *path)
{
	return job_fail(applying->job, -EBADMSG, path,
			"do not use this image: a layer is malformed",
			"sparse map of a layer entry is wrong");
}

static int add_hole(struct applying *applying, const char *path, uint64_t size)
{
	int r = layer_stream_count_hole(applying->stream, path, size);

	return r < 0 ? r : content_add_zeros(applying->content, size);
}

static int read_content(struct applying *applying, uint64_t size, const char *path)
{
	struct archive *tar = applying->stream->tar;
	uint64_t position = 0;
	int r;

	for (;;) {
		la_int64_t offset;
		const void *bytes;
		size_t n;

		r = archive_read_data_block(tar, &bytes, &n, &offset);
		if (r == ARCHIVE_EOF)
			break;
		if (r != ARCHIVE_OK && r != ARCHIVE_WARN)
			return layer_stream_damaged(applying->stream, tar);
		if (n == 0)
			continue;
		if (offset < 0 || (uint64_t)offset < position || (uint64_t)offset > size ||
		    n > size - (uint64_t)offset)
			return damaged_file(applying, path);
		r = add_hole(applying, path, (uint64_t)offset - position);
		if (r >= 0)
			r = content_add(applying->content, bytes, n);
		if (r < 0)
			return r;
		position = (uint64_t)offset + n;
	}
	return add_hole(applying, path, size - position);
}

static int add_file(struct applying *applying, struct archive_entry *entry, const char *path)
{
	_cleanup_(facts_put) struct facts *facts = NULL;
	struct job *job = applying->job;
	uint64_t size;
	int r;

	if (archive_entry_size(entry) < 0)
		return damaged_file(applying, path);
	size = (uint64_t)archive_entry_size(entry);
	r = job_check_unpacked(job, path, size);
	if (r >= 0)
		r = content_begin(applying->content, path, archive_entry_mode(entry));
	if (r >= 0)
		r = read_content(applying, size, path);
	if (r >= 0)
		r = content_end(applying->content, &facts);
	if (r < 0)
		return r;
	if (has_capabilities(entry))
		facts->traits |= TRAIT_SETUID;
	r = tree_add_file(job->tree, path, facts);
	return r < 0 ? tree_failed(job, r, path) : 0;
}

/* 1: it was a whiteout; 0: it is an entry like others. */
static int take_whiteout(struct job *job, const char *path)
{
	_cleanup_free_ char *hidden = NULL;
	const char *slash, *name;
	size_t directory;
	int r;

	slash = strrchr(path, '/');
	name = slash ? slash + 1 : path;
	directory = (size_t)(name - path);
	if (strncmp(name, WHITEOUT_PREFIX, strlen(WHITEOUT_PREFIX)) != 0)
		return 0;
	hidden = strdup(path);
	if (!hidden)
		return job_no_memory(job);
	if (strcmp(name, WHITEOUT_OPAQUE) == 0) {
		hidden[directory] = '\0';
		r = tree_hide_below(job->tree, hidden);
	} else if (strncmp(name, WHITEOUT_META_PREFIX, strlen(WHITEOUT_META_PREFIX)) == 0) {
		r = 0;
	} else {
		const char *victim = name + strlen(WHITEOUT_PREFIX);

		if (victim[0] == '\0' || strcmp(victim, ".") == 0 || strcmp(victim, "..") == 0)
			return job_fail(job, -EINVAL, path,
					"do not use this image: its layers are malformed",
					"whiteout of nothing, or of a directory it is in");
		memcpy(hidden + directory, victim, strlen(victim) + 1);
		r = tree_hide(job->tree, hidden);
	}
	return r < 0 ? tree_failed(job, r, path) : 1;
}

static int add_other(struct applying *applying, struct archive_entry *entry, const char *path)
{
	struct tree *tree = applying->job->tree;

	switch (archive_entry_filetype(entry)) {
	case AE_IFDIR:
		return tree_add_directory(tree, path);
	case AE_IFLNK:
		return tree_add_symlink(tree, path,
					archive_entry_symlink(entry) ? archive_entry_symlink(entry)
								     : "");
	default:
		return tree_add_other(tree, path);
	}
}

/* Slashes at its end are no part of an entry's name; they hide the base name of a whiteout. */
static char *entry_path(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	char *copy = strdup(path ? path : "");
	size_t length = copy ? strlen(copy) : 0;

	while (length > 1 && copy[length - 1] == '/')
		copy[--length] = '\0';
	return copy;
}

/*
 * Absolute names can do no harm here, where paths count from the root of the tree, but a builder
 * that writes them did not mean an image: so they must be asked for. "/" for the root itself is
 * what one builder in wide use writes. Targets of hard links are looked up, never written through.
 */
static int check_name(struct job *job, const char *path)
{
	if (path[0] == '\0')
		return job_fail(job, -EINVAL, path,
				"do not use this image: its layers are malformed",
				"empty path in a layer");
	if (path[0] != '/' || path[1] == '\0' || job->options.allow_absolute)
		return 0;
	return job_fail(job, -EINVAL, path,
			"do not use this image, or if ko or buildpacks made it, use "
			"--allow-absolute",
			"absolute path in a layer");
}

/* POSIX lets pax links have content; Go's reader, so containerd and docker, takes it for entries. */
static int check_link(struct job *job, struct archive_entry *entry, const char *path)
{
	if (archive_entry_size(entry) <= 0)
		return 0;
	return job_fail(job, -EBADMSG, path,
			"do not use this image: readers differ in what they unpack",
			"hard link with content");
}

/* "./postinst": "PREFIXpostinst". */
static int put_before(char **ret_path, const char *path, const char *prefix)
{
	const char *name = path + (strncmp(path, "./", 2) == 0 ? 2 : 0);
	char *whole;

	if (asprintf(&whole, "%s%s", prefix, name) < 0)
		return -ENOMEM;
	free(*ret_path);
	*ret_path = whole;
	return 0;
}

static int apply_entry(struct applying *applying, struct archive_entry *entry)
{
	_cleanup_free_ char *path = entry_path(entry), *target = NULL;
	const char *link = archive_entry_hardlink(entry);
	struct job *job = applying->job;
	int r;

	if (!path)
		return job_no_memory(job);
	r = job_count_entry(job, path);
	if (r < 0)
		return r;
	r = check_name(job, path);
	if (r >= 0 && link)
		r = check_link(job, entry, path);
	if (r < 0)
		return r;
	r = applying->place->no_whiteouts ? 0 : take_whiteout(job, path);
	if (r != 0)
		return r < 0 ? r : 0;
	if (applying->place->prefix) {
		r = put_before(&path, path, applying->place->prefix);
		if (r >= 0 && link)
			r = put_before(&target, link, applying->place->prefix);
		if (r < 0)
			return job_no_memory(job);
		link = target;
	}
	if (link)
		r = tree_add_hard_link(job->tree, path, link);
	else if (archive_entry_filetype(entry) == AE_IFREG)
		return add_file(applying, entry, path);
	else
		r = add_other(applying, entry, path);
	return r < 0 ? tree_failed(job, r, path) : 0;
}

int layer_apply(struct job *job, struct blob *blob, struct content *content,
		const struct layer_place *place)
{
	_cleanup_(layer_stream_free) struct layer_stream *stream = NULL;
	struct applying applying = { .job = job, .content = content, .place = place };
	struct archive_entry *entry;
	int r;

	r = layer_stream_open(job, blob, &stream);
	if (r < 0)
		return r;
	applying.stream = stream;
	tree_begin_layer(job->tree, place->number);
	while ((r = layer_stream_next(stream, &entry)) > 0) {
		r = apply_entry(&applying, entry);
		if (r < 0)
			return r;
		job_progress(job);
	}
	return r < 0 ? r : layer_stream_finish(stream, place->diff_id);
}
