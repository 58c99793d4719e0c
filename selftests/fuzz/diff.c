// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever two manifests are: each of their paths is told of once, or is the same; both directions agree; a manifest does not differ
 * from itself; what a content may newly, or no longer, is told of one of its paths; and both ways of printing take it.
 */
#include <stdlib.h>
#include <string.h>

#include "user/manifest/compile.h"
#include "user/manifest/diff.h"

#define PATHS	 16
#define CONTENTS 8

static uint32_t classes_of(uint8_t byte, int i)
{
	int content = byte % CONTENTS;

	return 1U << (byte & 0x40 ? (content + i) % 10 : content);
}

/* One byte a path: whether it is listed, its content; classes come with the content, or are the path's own. */
static void read_side(const struct manifest_visitor *visitor, const uint8_t *bytes, uint8_t twist)
{
	static const struct manifest_header header = { .image = "-", .platform = "linux/amd64" };

	if (visitor->header(&header, visitor->context) < 0)
		abort();
	for (int i = 0; i < PATHS; i++) {
		char path[] = { '/', (char)('\x01' + i * 15), '\0' };
		uint8_t content = bytes[i] % CONTENTS;
		struct manifest_file file = {
			.sha256 = { content },
			.size = content,
			.classes = classes_of(bytes[i], i),
			.path = path,
			.path_length = 2,
		};

		if (twist & 1 && bytes[i] == 0xff)
			file.size = 99; /* a digest with two sizes: refused, or alone */
		if ((bytes[i] & 0x80) && visitor->file(&file, visitor->context) < 0)
			abort();
	}
}

static struct diff *compare(struct job *job, const uint8_t *before, const uint8_t *after,
			    uint8_t twist)
{
	struct manifest_visitor visitor;
	struct diff *diff;

	if (diff_new(job, "a", "b\033", &diff) < 0)
		abort();
	visitor = diff_visitor_before(diff);
	read_side(&visitor, before, twist);
	visitor = diff_visitor_after(diff);
	read_side(&visitor, after, twist);
	if (diff_end(diff) < 0)
		diff_free(&diff); /* NULL then */
	return diff;
}

static void check_paths(const struct diff *diff, const uint8_t *before, const uint8_t *after)
{
	uint64_t told[2] = { diff->same, diff->same }, sections = 0;
	bool seen[2][256] = { 0 }, kept[256] = { 0 };

	for (size_t i = 0; i < diff->count; i++) {
		const struct difference *difference = &diff->differences[i];
		const struct manifest_file *sides[2] = { difference->before, difference->after };

		if (i && difference->section < difference[-1].section)
			abort();
		if (sides[0] == sides[1]) /* of what another path took with it */
			kept[(uint8_t)sides[0]->path[1]] = difference->lost != 0;
		for (int side = 0; side < 2; side++) {
			if (!sides[side])
				continue;
			if (seen[side][(uint8_t)sides[side]->path[1]])
				abort();
			seen[side][(uint8_t)sides[side]->path[1]] = true;
			told[side]++;
		}
		if ((difference->kind == DIFF_ADDED || difference->kind == DIFF_REMOVED) &&
		    difference->elsewhere)
			abort();
	}
	for (int i = 0; i < DIFF_SECTION_COUNT; i++)
		sections += diff->sections[i];
	if (sections != diff->count || told[0] != diff->before.files ||
	    told[1] != diff->after.files)
		abort();
	/* By another way: what is in one and not in the other, path by path. */
	for (int i = 0; i < PATHS; i++) {
		uint8_t name = (uint8_t)(1 + i * 15);
		bool listed[2] = { before[i] & 0x80, after[i] & 0x80 };

		for (int side = 0; side < 2; side++)
			if (seen[side][name] && !listed[side])
				abort();
		if (listed[0] != listed[1] && !seen[listed[1]][name])
			abort();
		if (listed[0] && before[i] == after[i] && (seen[0][name] || seen[1][name]) &&
		    !kept[name])
			abort();
	}
}

static uint32_t united(const uint8_t *bytes, int content)
{
	uint32_t classes = 0;

	for (int i = 0; i < PATHS; i++)
		if ((bytes[i] & 0x80) && bytes[i] % CONTENTS == content)
			classes |= classes_of(bytes[i], i);
	return classes;
}

static void check_classes(const struct diff *diff, const uint8_t *before, const uint8_t *after)
{
	for (int content = 0; content < CONTENTS; content++) {
		uint32_t old = united(before, content), new = united(after, content);
		uint32_t gained = 0, lost = 0;

		for (size_t i = 0; i < diff->count; i++) {
			if (difference_file(&diff->differences[i])->sha256[0] != content)
				continue;
			gained |= diff->differences[i].gained;
			lost |= diff->differences[i].lost;
		}
		if (old && new && ((new & ~old & ~gained) || (old & ~new & ~lost)))
			abort();
	}
}

static void print(const struct diff *diff)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	diff_print_text(diff, out);
	if (diff_print_json(diff, out) < 0)
		abort();
	fclose(out);
	for (size_t i = 0; i < size; i++)
		if (text[i] != '\n' && (text[i] < 0x20 || text[i] > 0x7e))
			abort();
	free(text);
}

static void check_reverse(const struct diff *diff, const struct diff *reverse)
{
	static const enum diff_kind others[DIFF_KIND_COUNT] = {
		[DIFF_CHANGED] = DIFF_CHANGED, [DIFF_ADDED] = DIFF_REMOVED,
		[DIFF_REMOVED] = DIFF_ADDED,   [DIFF_MOVED] = DIFF_MOVED,
		[DIFF_COPIED] = DIFF_DROPPED,  [DIFF_DROPPED] = DIFF_COPIED,
	};

	for (int kind = 0; kind < DIFF_KIND_COUNT; kind++)
		if (kind != DIFF_CLASSES && diff->kinds[kind] != reverse->kinds[others[kind]])
			abort();
	/* What a path lost by another's change is told of it; gained, of the other. */
	if (diff->same + diff->kinds[DIFF_CLASSES] != reverse->same + reverse->kinds[DIFF_CLASSES])
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct options options = { .input = "-", .quiet = true };
	const uint8_t *before = bytes + 1, *after = bytes + 1 + PATHS;
	struct diff *diff, *reverse, *itself;
	struct job *job;

	if (size < 1 + 2 * PATHS)
		return 0;
	job = job_new(&options);
	diff = compare(job, before, after, bytes[0]);
	reverse = compare(job, after, before, bytes[0]);
	itself = compare(job, before, before, bytes[0]);
	if (!diff != !reverse || (diff && (!itself || itself->count)))
		abort();
	if (diff) {
		check_paths(diff, before, after);
		check_classes(diff, before, after);
		check_reverse(diff, reverse);
		print(diff);
	}
	diff_free(&diff);
	diff_free(&reverse);
	diff_free(&itself);
	job_free(&job);
	return 0;
}
