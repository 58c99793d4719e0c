// SPDX-License-Identifier: GPL-2.0-only
/* Allowances belong to content, so a path tells what changes only together with the other paths of its content. */
#include <errno.h>

#include "user/manifest/diff_content.h"

static enum diff_section section_of(const struct difference *difference)
{
	static const enum diff_section sections[] = {
		[DIFF_CHANGED] = DIFF_SECTION_CHANGED, [DIFF_CLASSES] = DIFF_SECTION_CHANGED,
		[DIFF_ADDED] = DIFF_SECTION_ADDED,     [DIFF_REMOVED] = DIFF_SECTION_REMOVED,
		[DIFF_MOVED] = DIFF_SECTION_MOVED,     [DIFF_COPIED] = DIFF_SECTION_COPIED,
		[DIFF_DROPPED] = DIFF_SECTION_DROPPED,
	};

	/* The mark grants nothing, so that taking it off a program that has the bit still is what would hide it. */
	if ((difference->after && (difference->after->classes & DB_CLASS_SETUID)) ||
	    (difference->lost & DB_CLASS_SETUID))
		return DIFF_SECTION_SETUID;
	if (difference->gained & DIFF_POWERS)
		return DIFF_SECTION_POWER;
	if (difference->lost & DIFF_WATCHED)
		return DIFF_SECTION_UNWATCHED;
	if (difference->gained & DB_CLASS_MODULE)
		return DIFF_SECTION_MODULE;
	/* What is called the content as it was may do what it might. */
	if (difference->before && (difference->gained | difference->lost))
		return DIFF_SECTION_CHANGED;
	if (difference->kind == DIFF_COPIED && (difference->gained | difference->lost))
		return DIFF_SECTION_CHANGED;
	return sections[difference->kind];
}

/* There is room: of each path that differs both sides are counted, of both manifests. */
static void tell(struct diff *diff, struct difference difference)
{
	difference.section = section_of(&difference);
	diff->kinds[difference.kind]++;
	diff->sections[difference.section]++;
	diff->differences[diff->count++] = difference;
}

/* Each manifest by itself: of old paths those that are kept are the new one's, too. */
static int check_sizes(struct job *job, const struct diff_content *content)
{
	const struct manifest_file *sides[2] = { NULL, NULL };

	for (size_t i = 0; i < content->count; i++) {
		const struct diff_entry *entry = content->entries[i];
		bool of[2] = { !entry->after, entry->after || entry->fate == FATE_KEPT };

		for (int side = 0; side < 2; side++) {
			if (!of[side])
				continue;
			if (sides[side] && sides[side]->size != entry->file.size)
				return job_fail(job, -EBADMSG, entry->file.path,
						"build that manifest again with driftbolt-manifest",
						"the %s manifest has its digest with two sizes",
						side ? "new" : "old");
			sides[side] = &entry->file;
		}
	}
	return 0;
}

static void look_at(struct diff_content *content)
{
	for (size_t i = 0; i < content->count; i++) {
		const struct diff_entry *entry = content->entries[i];

		if (i < content->old) {
			content->old_classes |= entry->file.classes;
			content->old_path = content->old_path ?: entry->file.path;
		}
		if (i >= content->old || entry->fate == FATE_KEPT) {
			content->new_classes |= entry->file.classes;
			content->new_path = content->new_path ?: entry->file.path;
		}
	}
}

static struct difference difference_after(const struct diff_entry *entry,
					  const struct manifest_file *from,
					  const struct diff_content *content)
{
	struct difference difference = { .before = from, .after = &entry->file };

	/*
	 * Both what the path was and what the content was count: known content under the path of another program would else bring
	 * it that one's classes, or leave its own behind, and look like a changed file.
	 */
	if (from || !content->old)
		difference.gained = entry->file.classes & ~(from ? from->classes : 0);
	if (from)
		difference.lost = from->classes & ~entry->file.classes;
	if (content->old) {
		difference.gained |= entry->file.classes & ~content->old_classes;
		difference.lost |= content->old_classes & ~content->new_classes;
	}
	if (entry->before) {
		difference.kind = same_content(from, &entry->file) && from->size == entry->file.size
					  ? DIFF_CLASSES
					  : DIFF_CHANGED;
		if (!same_content(from, &entry->file))
			difference.elsewhere = content->old_path;
	} else if (from) {
		difference.kind = DIFF_MOVED;
		difference.elsewhere = from->path;
	} else {
		difference.kind = content->old ? DIFF_COPIED : DIFF_ADDED;
		difference.elsewhere = content->old_path;
	}
	return difference;
}

/*
 * Content of which no path tells: its other paths, with classes of their own, have other content now. A manifest as it is built
 * gives all paths the same, one that was edited need not.
 */
static void tell_kept(struct diff *diff, const struct diff_content *content)
{
	uint32_t lost = content->old_classes & ~content->new_classes;

	for (size_t i = 0; lost && i < content->old; i++) {
		const struct manifest_file *file = &content->entries[i]->file;

		if (content->entries[i]->fate != FATE_KEPT)
			continue;
		diff->same--;
		tell(diff,
		     (struct difference){
			     .before = file, .after = file, .kind = DIFF_CLASSES, .lost = lost });
		return;
	}
}

/* Paths that are gone and paths that are new are taken for each other in their order, for as long as there are both. */
int diff_content_tell(struct diff *diff, struct job *job, struct diff_content *content)
{
	size_t gone = 0, told = diff->count;
	int r = check_sizes(job, content);

	if (r < 0)
		return r;
	look_at(content);
	for (size_t i = content->old; i < content->count; i++) {
		const struct diff_entry *entry = content->entries[i];
		const struct manifest_file *from = entry->before ? &entry->before->file : NULL;

		while (!from && gone < content->old) {
			const struct diff_entry *old = content->entries[gone++];

			if (old->fate == FATE_GONE)
				from = &old->file;
		}
		tell(diff, difference_after(entry, from, content));
	}
	for (; gone < content->old; gone++) {
		const struct diff_entry *old = content->entries[gone];

		if (old->fate != FATE_GONE)
			continue;
		tell(diff, (struct difference){
				   .before = &old->file,
				   .kind = content->new_path ? DIFF_DROPPED : DIFF_REMOVED,
				   .elsewhere = content->new_path,
				   .lost = content->new_path
						   ? content->old_classes & ~content->new_classes
						   : 0,
			   });
	}
	if (diff->count == told)
		tell_kept(diff, content);
	return 0;
}

const struct manifest_file *difference_file(const struct difference *difference)
{
	return difference->after ?: difference->before;
}
