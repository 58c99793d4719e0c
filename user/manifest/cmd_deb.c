// SPDX-License-Identifier: GPL-2.0-only
/*
 * Debian packages: what each would put on a machine, and its maintainer scripts, which dpkg runs.
 * A package is an ar archive of debian-binary, control.tar and data.tar: deb(5).
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "user/cleanup.h"
#include "user/manifest/blob.h"
#include "user/manifest/command.h"
#include "user/manifest/compile.h"
#include "user/manifest/digest_list.h"
#include "user/manifest/layer.h"
#include "user/manifest/limits.h"
#include "user/manifest/platform.h"
#include "user/manifest/tree.h"

#define FORMAT_MEMBER  "debian-binary"
#define CONTROL_MEMBER "control.tar"
#define DATA_MEMBER    "data.tar"
/* Where dpkg keeps maintainer scripts, behind the package's name: dpkg(1), FILES. */
#define SCRIPT_PREFIX "var/lib/dpkg/info/"

/* One package, read once from start to end: what is hashed is what was listed. */
struct package {
	struct job *job;
	const char *path;
	struct hash *hash;
	struct archive *archive;
	int fd;
	uint8_t buffer[ARCHIVE_BLOCK_SIZE];
};

static void package_free(struct package **package)
{
	if (!*package)
		return;
	cleanup_archive(&(*package)->archive);
	cleanup_close(&(*package)->fd);
	hash_free(&(*package)->hash);
	free(*package);
	*package = NULL;
}

static ssize_t package_read(struct package *package)
{
	ssize_t n;

	do
		n = read(package->fd, package->buffer, sizeof(package->buffer));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return job_fail_errno(package->job, errno, package->path, "reading");
	if (hash_add(package->hash, package->buffer, (size_t)n) < 0)
		return job_fail(package->job, -EIO, package->path,
				"check the libcrypto installation", "SHA-256 failed");
	return n;
}

static la_ssize_t read_block(struct archive *archive, void *context, const void **ret_bytes)
{
	struct package *package = context;
	ssize_t n = package_read(package);

	*ret_bytes = package->buffer;
	if (n < 0)
		archive_set_error(archive, (int)-n, "reading failed");
	return n < 0 ? -1 : n;
}

static int malformed(struct package *package, const char *what)
{
	return job_fail(package->job, -EBADMSG, package->path, "download the package again",
			"not a Debian package: %s", what);
}

static int package_open(struct job *job, const char *path, struct package **ret_package)
{
	_cleanup_(package_free) struct package *package = calloc(1, sizeof(*package));

	if (!package)
		return job_no_memory(job);
	package->fd = -1;
	package->job = job;
	package->path = path;
	package->hash = hash_new();
	package->archive = archive_read_new();
	if (!package->hash || !package->archive ||
	    archive_read_support_format_ar(package->archive) != ARCHIVE_OK)
		return job_no_memory(job);
	package->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (package->fd < 0)
		return job_fail_errno(job, errno, path, "opening");
	if (archive_read_open(package->archive, package, NULL, read_block, NULL) != ARCHIVE_OK)
		return malformed(package, "no ar archive");
	*ret_package = take_pointer(package);
	return 0;
}

/* The next member of the package, in the order that deb(5) asks for. */
static int next_member(struct package *package, const char *wanted,
		       struct archive_entry **ret_entry)
{
	const char *name;
	int r;

	/* "_name" is nobody's who does not know it. */
	do {
		r = archive_next(package->archive, ret_entry);
		if (package->job->error)
			return package->job->error;
		if (r == ARCHIVE_EOF)
			return malformed(package, "it ends too early");
		if (r != ARCHIVE_OK)
			return malformed(package, "its ar archive is damaged");
		name = archive_entry_pathname(*ret_entry);
	} while (name && name[0] == '_');
	if (!name || strncmp(name, wanted, strlen(wanted)) != 0)
		return malformed(package,
				 "its members are not debian-binary, control.tar, data.tar");
	return 0;
}

/* Lays one member over the tree; prefix goes before the names in it. */
static int apply_member(struct package *package, const char *wanted, struct content *content,
			const struct layer_place *place)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	struct archive_entry *entry;
	int r = next_member(package, wanted, &entry);

	if (r >= 0)
		r = blob_new(package->job, package->path, &blob);
	if (r < 0)
		return r;
	blob->stored = archive_entry_size(entry) > 0 ? (uint64_t)archive_entry_size(entry) : 0;
	blob->archive = take_pointer(package->archive); /* lent */
	r = layer_apply(package->job, blob, content, place);
	package->archive = take_pointer(blob->archive);
	return r;
}

/* "/x/libc6_2.36-9_amd64.deb": "var/lib/dpkg/info/libc6.", so that paths tell whose script it is. */
static char *script_prefix(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *prefix;

	if (asprintf(&prefix, SCRIPT_PREFIX "%.*s.", (int)strcspn(name, "_"), name) < 0)
		return NULL;
	return prefix;
}

/* After the last member that counts: what is left of the file, and whether it is one to be trusted. */
static int package_finish(struct package *package, const struct digest_list *trusted)
{
	uint8_t digest[HASH_SIZE];
	ssize_t n;

	while ((n = package_read(package)) > 0)
		job_progress(package->job);
	if (n < 0)
		return (int)n;
	if (hash_end(package->hash, digest) < 0)
		return job_fail(package->job, -EIO, package->path,
				"check the libcrypto installation", "SHA-256 failed");
	if (!trusted || digest_list_has(trusted, digest))
		return 0;
	return job_fail(package->job, -EPERM, package->path,
			"nothing of it was listed; if you trust it, list it without --trusted",
			"its SHA-256 is not in %s", package->job->options.trusted);
}

static int read_package(struct job *job, const char *path, struct content *content,
			const struct digest_list *trusted)
{
	_cleanup_(package_free) struct package *package = NULL;
	_cleanup_free_ char *prefix = script_prefix(path);
	struct layer_place control = { .prefix = prefix, .no_whiteouts = true };
	struct layer_place data = { .no_whiteouts = true };
	struct archive_entry *entry;
	int r;

	if (!prefix)
		return job_no_memory(job);
	r = package_open(job, path, &package);
	if (r >= 0)
		r = next_member(package, FORMAT_MEMBER, &entry);
	if (r >= 0)
		r = apply_member(package, CONTROL_MEMBER, content, &control);
	if (r >= 0)
		r = apply_member(package, DATA_MEMBER, content, &data);
	return r < 0 ? r : package_finish(package, trusted);
}

/* Each has a tree of its own: two of them may have one path, or a directory where another has a link. */
static int list_package(struct job *job, const char *path, struct content *content,
			const struct digest_list *trusted, struct listing *list)
{
	int r;

	tree_free(&job->tree);
	job->tree = tree_new();
	if (!job->tree)
		return job_no_memory(job);
	r = read_package(job, path, content, trusted);
	return r < 0 ? r : listing_add(list);
}

static int run(struct job *job)
{
	_cleanup_(listing_end) struct listing list = { .job = job };
	_cleanup_(digest_list_free) struct digest_list *trusted = NULL;
	_cleanup_(content_free) struct content *content = NULL;
	int r = content_new(job, &content);

	if (r >= 0 && job->options.trusted)
		r = digest_list_read(job, job->options.trusted, &trusted);
	snprintf(job->header.platform, sizeof(job->header.platform), "%s",
		 job->options.platform ? job->options.platform : platform_native());
	for (int i = 0; r >= 0 && i < job->options.input_count; i++) {
		job_stage(job, "package %d of %d", i + 1, job->options.input_count);
		r = list_package(job, job->options.inputs[i], content, trusted, &list);
	}
	if (r >= 0)
		r = listing_unite(&list);
	return r < 0 ? r : listing_write(&list);
}

const struct command command_deb = {
	.name = "deb",
	.argument = "FILE...",
	.summary = "Debian packages, and their maintainer scripts",
	.many = true,
	.run = run,
};
