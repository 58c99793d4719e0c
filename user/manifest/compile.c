// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/compile.h"
#include "user/manifest/output.h"
#include "user/manifest/tree.h"

void listing_end(struct listing *list)
{
	for (size_t i = 0; i < list->count; i++)
		free((char *)list->files[i].path);
	free(list->files);
}

/* The file that some program of the image names in PT_INTERP is a dynamic linker by definition. */
static int mark_loader(struct facts *facts, const char *path, void *context)
{
	struct listing *list = context;
	struct facts *loader;

	if (!facts->interpreter)
		return 0;
	loader = tree_resolve(list->job->tree, facts->interpreter);
	if (!loader)
		job_note(list->job, path, "its program interpreter is not in the image");
	else if (loader->traits & TRAIT_ELF)
		loader->traits |= TRAIT_ELF_LOADER;
	return 0;
}

/* `/bin/sh -> busy-tools` makes busy-tools an interpreter. */
static int mark_program(struct node *link, const char *path, void *context)
{
	uint32_t traits = program_name_traits(strrchr(path, '/') + 1);
	struct listing *list = context;
	struct facts *facts;

	if (!traits)
		return 0;
	facts = tree_follow(list->job->tree, link);
	if (facts && (facts->traits & TRAIT_ELF_EXEC))
		facts->traits |= traits;
	return 0;
}

static int add_file(struct facts *facts, const char *path, void *context)
{
	uint32_t classes = classify(facts, path);
	struct listing *list = context;
	struct manifest_file *file;
	char *copy;

	if (!classes && !class_rules_add_to(list->job->rules, path))
		return 0;
	if (list->count == list->space) {
		size_t space = list->space ? 2 * list->space : 1024;
		struct manifest_file *files = reallocarray(list->files, space, sizeof(*files));

		if (!files)
			return -ENOMEM;
		list->files = files;
		list->space = space;
	}
	copy = strdup(path);
	if (!copy)
		return -ENOMEM;
	file = &list->files[list->count++];
	*file = (struct manifest_file){ .size = facts->size,
					.classes = classes,
					.path = copy,
					.path_length = (uint32_t)strlen(copy) };
	memcpy(file->sha256, facts->sha256, sizeof(file->sha256));
	return 0;
}

struct job *job_new(const struct options *options)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	/* write(2) then says EFBIG, which is reported; the signal would leave no time to clean up. */
	signal(SIGXFSZ, SIG_IGN);
	job->options = *options;
	job->progress = !options->quiet && isatty(STDERR_FILENO);
	job->header.generation = options->generation;
	snprintf(job->header.image, sizeof(job->header.image), "%s",
		 options->image ? options->image : "-");
	job->tree = tree_new();
	if (!job->tree)
		job_free(&job);
	return job;
}

void job_free(struct job **job)
{
	if (!*job)
		return;
	tree_free(&(*job)->tree);
	class_rules_free(&(*job)->rules);
	free(*job);
	*job = NULL;
}

int job_run(struct job *job, const struct command *command)
{
	int r = class_rules_read(job);

	return r < 0 ? r : command->run(job);
}

/* What rules have left without a class. */
static void drop_unlisted(struct listing *list, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < list->count; i++) {
		if (list->files[i].classes)
			list->files[kept++] = list->files[i];
		else
			free((char *)list->files[i].path);
	}
	list->count = kept;
}

int listing_add(struct listing *list)
{
	static const struct tree_visitor mark = { .file = mark_loader, .symlink = mark_program };
	struct tree_visitor visitor = mark;
	struct job *job = list->job;
	size_t from = list->count;
	int r;

	job_progress_end(job);
	visitor.context = list;
	r = tree_walk(job->tree, &visitor);
	if (r >= 0) {
		visitor = (struct tree_visitor){ .file = add_file, .context = list };
		r = tree_walk(job->tree, &visitor);
	}
	if (r >= 0 && list->count > from)
		r = class_rules_apply(job, list->files + from, list->count - from);
	if (r == -ENAMETOOLONG)
		return job_fail(job, r, job->options.input, "shorten it: no kernel opens it",
				"a path is longer than %d bytes", MANIFEST_PATH_MAX);
	if (r < 0)
		return job_fail_errno(job, r, job->options.input, "listing files");
	drop_unlisted(list, from);
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct manifest_file *x = a, *y = b;
	int r = strcmp(x->path, y->path);

	return r ? r : memcmp(x->sha256, y->sha256, sizeof(x->sha256));
}

/* Of one path with several contents all but the first go to /N/PATH: names tell what a program is, and stay. */
static int set_aside(struct manifest_file *file, unsigned int number)
{
	char *path;

	if (asprintf(&path, "/%u%s", number, file->path) < 0)
		return -ENOMEM;
	free((char *)file->path);
	file->path = path;
	file->path_length = (uint32_t)strlen(path);
	return file->path_length <= MANIFEST_PATH_MAX ? 0 : -ENAMETOOLONG;
}

int listing_unite(struct listing *list)
{
	unsigned int aside = 0;
	size_t kept = 0;
	int r;

	if (list->count)
		qsort(list->files, list->count, sizeof(*list->files), by_path);
	for (size_t i = 1; i < list->count; i++) {
		struct manifest_file *last = &list->files[kept], *next = &list->files[i];

		if (by_path(last, next) != 0) {
			list->files[++kept] = *next;
			continue;
		}
		last->classes |= next->classes;
		free((char *)next->path);
	}
	list->count = list->count ? kept + 1 : 0;
	/* From the end, where what is first is still there to be compared with. */
	for (size_t i = list->count; i-- > 1;) {
		struct manifest_file *file = &list->files[i];

		if (strcmp(file->path, list->files[i - 1].path) != 0)
			continue;
		r = set_aside(file, ++aside);
		if (r < 0)
			return job_fail_errno(list->job, r, file->path, "listing files");
	}
	return 0;
}

int listing_write(struct listing *list)
{
	if (list->count == 0)
		job_note(list->job, list->job->options.input,
			 "no code found; the manifest allows nothing");
	return output_manifest(list->job, list->files, list->count);
}

int compile(struct job *job)
{
	_cleanup_(listing_end) struct listing list = { .job = job };
	int r = listing_add(&list);

	return r < 0 ? r : listing_write(&list);
}
