// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both manifests are sorted by path, so the new one is merged with the old one while it is read. Then all that is held is sorted by
 * digest, and each content looked at once: which paths it had, which it has.
 */
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/diff.h"
#include "user/manifest/diff_content.h"
#include "user/manifest/limits.h"

struct entries {
	struct diff_entry *entries;
	size_t count, space;
};

struct diff_reading {
	struct job *job;
	struct entries before, after; /* after: only what differs */
	size_t at; /* first of before that may be the next path of after */
};

#define WORD_(C, word, text) word,
const char *const diff_kind_words[] = { DIFF_KINDS(WORD_) };
const char *const diff_section_words[] = { DIFF_SECTIONS(WORD_) };
#undef WORD_

static void entries_end(struct entries *list)
{
	for (size_t i = 0; i < list->count; i++)
		free((char *)list->entries[i].file.path);
	free(list->entries);
}

int diff_new(struct job *job, const char *before, const char *after, struct diff **ret_diff)
{
	_cleanup_(diff_free) struct diff *diff = calloc(1, sizeof(*diff));

	if (!diff)
		return job_no_memory(job);
	diff->before.name = before;
	diff->after.name = after;
	diff->reading = calloc(1, sizeof(*diff->reading));
	if (!diff->reading)
		return job_no_memory(job);
	diff->reading->job = job;
	*ret_diff = take_pointer(diff);
	return 0;
}

void diff_free(struct diff **diff)
{
	if (!*diff)
		return;
	if ((*diff)->reading) {
		entries_end(&(*diff)->reading->before);
		entries_end(&(*diff)->reading->after);
		free((*diff)->reading);
	}
	free((*diff)->differences);
	free(*diff);
	*diff = NULL;
}

static int add(struct job *job, struct entries *list, const struct manifest_file *file,
	       const struct diff_entry *before)
{
	struct diff_entry *entry;

	if (list->count == list->space) {
		size_t space = list->space ? 2 * list->space : 1024;
		void *entries = reallocarray(list->entries, space, sizeof(*list->entries));

		if (!entries)
			return job_no_memory(job);
		list->entries = entries;
		list->space = space;
	}
	entry = &list->entries[list->count];
	*entry = (struct diff_entry){ .file = *file, .before = before };
	entry->file.path = strdup(file->path);
	if (!entry->file.path)
		return job_no_memory(job);
	list->count++;
	return 0;
}

static int count_file(struct job *job, struct diff_side *side)
{
	if (++side->files > LIMIT_ENTRIES)
		return job_fail(job, -E2BIG, side->name, "split it: no image needs that many files",
				"more than %d files", LIMIT_ENTRIES);
	job->entries++;
	job_progress(job);
	return 0;
}

static int header_before(const struct manifest_header *header, void *context)
{
	struct diff *diff = context;

	diff->before.header = *header;
	return 0;
}

static int header_after(const struct manifest_header *header, void *context)
{
	struct diff *diff = context;

	diff->after.header = *header;
	return 0;
}

static int file_before(const struct manifest_file *file, void *context)
{
	struct diff *diff = context;
	int r = count_file(diff->reading->job, &diff->before);

	return r < 0 ? r : add(diff->reading->job, &diff->reading->before, file, NULL);
}

static int file_after(const struct manifest_file *file, void *context)
{
	struct diff *diff = context;
	struct diff_reading *reading = diff->reading;
	struct diff_entry *before = NULL;
	int order = 1, r = count_file(reading->job, &diff->after);

	if (r < 0)
		return r;
	for (; reading->at < reading->before.count; reading->at++) {
		before = &reading->before.entries[reading->at];
		order = strcmp(before->file.path, file->path);
		if (order >= 0)
			break;
	}
	if (order != 0)
		return add(reading->job, &reading->after, file, NULL);
	reading->at++;
	if (same_content(&before->file, file) && before->file.size == file->size &&
	    before->file.classes == file->classes) {
		before->fate = FATE_KEPT;
		diff->same++;
		return 0;
	}
	before->fate = FATE_OTHER;
	return add(reading->job, &reading->after, file, before);
}

struct manifest_visitor diff_visitor_before(struct diff *diff)
{
	return (struct manifest_visitor){ .header = header_before,
					  .file = file_before,
					  .context = diff };
}

struct manifest_visitor diff_visitor_after(struct diff *diff)
{
	return (struct manifest_visitor){ .header = header_after,
					  .file = file_after,
					  .context = diff };
}

/* The old paths of a content first; each by its name. */
static int by_content(const void *a, const void *b)
{
	const struct diff_entry *const *x = a, *const *y = b;
	int order = memcmp((*x)->file.sha256, (*y)->file.sha256, MANIFEST_DIGEST_SIZE);

	if (order == 0)
		order = (int)(*x)->after - (int)(*y)->after;
	return order ? order : strcmp((*x)->file.path, (*y)->file.path);
}

/* No path is told of twice. */
static int by_section(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return strcmp(difference_file(x)->path, difference_file(y)->path);
}

int diff_end(struct diff *diff)
{
	struct diff_reading *reading = diff->reading;
	size_t count = reading->before.count + reading->after.count, held = 0;
	_cleanup_free_ struct diff_entry **all = calloc(count + 1, sizeof(*all));
	size_t room = reading->after.count + reading->before.count - diff->same + 1;
	int r;

	diff->differences = calloc(room, sizeof(*diff->differences));
	if (!all || !diff->differences)
		return job_no_memory(reading->job);
	for (size_t i = 0; i < reading->before.count; i++)
		all[held++] = &reading->before.entries[i];
	for (size_t i = 0; i < reading->after.count; i++) {
		reading->after.entries[i].after = true;
		all[held++] = &reading->after.entries[i];
	}
	qsort(all, count, sizeof(*all), by_content);
	for (size_t first = 0, next; first < count; first = next) {
		struct diff_content content = { .entries = all + first };

		for (next = first; next < count; next++) {
			if (!same_content(&all[first]->file, &all[next]->file))
				break;
			content.old += !all[next]->after;
		}
		content.count = next - first;
		r = diff_content_tell(diff, reading->job, &content);
		if (r < 0)
			return r;
	}
	qsort(diff->differences, diff->count, sizeof(*diff->differences), by_section);
	return 0;
}
