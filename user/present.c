// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fts.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "present.h"
#include "present_code.h"
#include "report.h"

/*
 * The leader of a thread group may have ended before its threads: it then shows no memory, they do.
 * /proc has a directory for each of them, though it does not list it.
 */
static int look_at_group(struct present_code *code, const char *leader)
{
	_cleanup_closedir_ DIR *threads = NULL;
	struct dirent *entry;
	char path[64];
	int r;

	r = present_look_at(code, leader);
	if (r)
		return r < 0 ? r : 0;
	snprintf(path, sizeof(path), "/proc/%.20s/task", leader);
	threads = opendir(path);
	while (threads && !r && (entry = readdir(threads)))
		if (isdigit((unsigned char)entry->d_name[0]) && strcmp(entry->d_name, leader))
			r = present_look_at(code, entry->d_name);
	return r < 0 ? r : 0;
}

static int walk_all(struct present_code *code)
{
	_cleanup_closedir_ DIR *processes = opendir("/proc");
	struct dirent *entry;
	int r = 0;

	if (!processes)
		return -errno;
	while (r >= 0 && (errno = 0, entry = readdir(processes)))
		if (isdigit((unsigned char)entry->d_name[0]))
			r = look_at_group(code, entry->d_name);
	return r < 0 ? r : -errno;
}

/* One cgroup.procs, or cgroup.threads where a threaded cgroup has no other. */
static int walk_list(struct present_code *code, const char *path)
{
	_cleanup_fclose_ FILE *list = fopen(path, "re");
	char pid[32];
	int r = 0;

	if (!list)
		return errno == ENOENT ? 0 : -errno; /* the cgroup went away */
	errno = 0;
	while (r >= 0 && fgets(pid, sizeof(pid), list)) {
		pid[strcspn(pid, "\n")] = '\0';
		r = look_at_group(code, pid);
	}
	if (r < 0 || !ferror(list))
		return r;
	return errno == ENODEV ? 0 : -errno;
}

static int walk_cgroup(struct present_code *code, const char *directory)
{
	char path[4096 + 32];
	int r;

	snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
	r = walk_list(code, path);
	if (r != -EOPNOTSUPP)
		return r;
	snprintf(path, sizeof(path), "%s/cgroup.threads", directory);
	return walk_list(code, path);
}

static int walk_cgroups(struct present_code *code, const char *path)
{
	char directory[4096], *const roots[] = { directory, NULL };
	FTSENT *entry;
	FTS *tree;
	int r = scope_cgroup_directory(path, directory, sizeof(directory));

	if (r < 0)
		return r;
	tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!tree)
		return -errno;
	while (r >= 0 && (entry = fts_read(tree)))
		if (entry->fts_info == FTS_D)
			r = walk_cgroup(code, entry->fts_path);
	fts_close(tree);
	return r;
}

int present_report(const struct kernel_maps *maps, const struct image_version *image,
		   const struct scope_word *scope, FILE *out)
{
	struct present_code code = {
		.digests = image->digests,
		.sizes = image->sizes,
		.deny = maps->deny,
		.out = out,
	};
	int r = scope->kind == SCOPE_CGROUP ? walk_cgroups(&code, scope->path) : walk_all(&code);

	present_sum_up(&code);
	present_code_free(&code);
	return r < 0 ? r : (int)code.findings;
}

int present_refuse(const struct kernel_maps *maps, const struct image_version *image,
		   const struct scope_word *scope, const char *name)
{
	int r = present_report(maps, image, scope, stderr);

	if (r < 0)
		return report(name, r, "what runs already could not be looked at; nothing changed");
	if (r > 0)
		return report(name, 0,
			      "%d things run already that it would not let run: end them, or leave "
			      "--strict out; nothing changed",
			      r);
	return EXIT_OK;
}

void present_note(const struct kernel_maps *maps, const struct image_version *image,
		  const struct scope_word *scope)
{
	int r;

	if (scope->kind != SCOPE_HOST && scope->kind != SCOPE_CGROUP)
		return;
	r = present_report(maps, image, scope, stderr);
	if (r < 0)
		fprintf(stderr, "driftbolt: note: what runs already could not be looked at: %s\n",
			strerror(-r));
}
