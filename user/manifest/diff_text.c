// SPDX-License-Identifier: GPL-2.0-only
/* For a person: a line begins with what became of a path, then the path in one word, then its classes. */
#include <inttypes.h>
#include <string.h>

#include "user/manifest/diff.h"
#include "user/manifest/manifest_syntax.h"

#define DIGEST_SHOWN 6 /* bytes: to tell digests apart; --json has all of them */

#define HEADING_(C, word, heading) heading,
static const char *const headings[] = { DIFF_SECTIONS(HEADING_) };
#undef HEADING_
#define TOTAL_(C, word, total) total,
static const char *const totals[] = { DIFF_KINDS(TOTAL_) };
#undef TOTAL_

static void print_path(FILE *out, const char *before, const char *path)
{
	char text[MANIFEST_PATH_TEXT];

	manifest_path_text(path, strlen(path), text);
	fprintf(out, "%s%s", before, text);
}

/* Those there are, + before what is new; and - before what there was. */
static void print_classes(FILE *out, const struct difference *difference)
{
	uint32_t now = difference_file(difference)->classes, lost = difference->lost;
	uint32_t gained = difference->kind == DIFF_ADDED ? 0 : difference->gained;
	const char *comma = " ";

	for (size_t i = 0; i < MANIFEST_CLASS_COUNT; i++) {
		uint32_t bit = manifest_classes[i].bit;

		if (!((now | lost) & bit))
			continue;
		fprintf(out, "%s%s%s", comma,
			gained & bit ? "+"
			: lost & bit ? "-"
				     : "",
			manifest_classes[i].name);
		comma = ",";
	}
}

static void print_digest(FILE *out, const char *before, const struct manifest_file *file)
{
	fputs(before, out);
	for (size_t i = 0; i < DIGEST_SHOWN; i++)
		fprintf(out, "%02x", file->sha256[i]);
}

static void print_content(FILE *out, const struct difference *difference)
{
	const struct manifest_file *before = difference->before, *after = difference->after;

	fprintf(out, " %" PRIu64 " bytes", difference_file(difference)->size);
	if (difference->kind != DIFF_CHANGED) {
		print_digest(out, " ", difference_file(difference));
		return;
	}
	if (before->size != after->size)
		fprintf(out, " (%+" PRId64 ")", (int64_t)after->size - (int64_t)before->size);
	print_digest(out, " ", before);
	print_digest(out, " -> ", after);
}

static void print_difference(FILE *out, const struct difference *difference)
{
	static const char *const elsewhere[DIFF_KIND_COUNT] = {
		[DIFF_CHANGED] = " content of ",
		[DIFF_MOVED] = " from ",
		[DIFF_COPIED] = " content of ",
		[DIFF_DROPPED] = " still at ",
	};

	fprintf(out, "  %s", diff_kind_words[difference->kind]);
	print_path(out, " ", difference_file(difference)->path);
	print_classes(out, difference);
	print_content(out, difference);
	if (difference->elsewhere && elsewhere[difference->kind])
		print_path(out, elsewhere[difference->kind], difference->elsewhere);
	fputc('\n', out);
}

static void print_image_digest(FILE *out, const struct manifest_header *header)
{
	fputs(header->has_digest ? "sha256:" : "-", out);
	for (size_t i = 0; header->has_digest && i < MANIFEST_DIGEST_SIZE; i++)
		fprintf(out, "%02x", header->digest[i]);
}

static void print_headers(FILE *out, const struct diff *diff)
{
	const struct manifest_header *before = &diff->before.header, *after = &diff->after.header;

	print_path(out, "--- ", diff->before.name);
	print_path(out, "\n+++ ", diff->after.name);
	fputc('\n', out);
	if (strcmp(before->image, after->image) != 0)
		fprintf(out, "image %s -> %s\n", before->image, after->image);
	if (before->has_digest != after->has_digest ||
	    memcmp(before->digest, after->digest, sizeof(before->digest)) != 0) {
		fputs("digest ", out);
		print_image_digest(out, before);
		fputs(" -> ", out);
		print_image_digest(out, after);
		fputc('\n', out);
	}
	if (strcmp(before->platform, after->platform) != 0)
		fprintf(out, "platform %s -> %s\n", before->platform, after->platform);
	if (before->generation != after->generation)
		fprintf(out, "generation %" PRIu64 " -> %" PRIu64 "\n", before->generation,
			after->generation);
}

void diff_print_text(const struct diff *diff, FILE *out)
{
	enum diff_section section = DIFF_SECTION_COUNT;

	print_headers(out, diff);
	for (size_t i = 0; i < diff->count; i++) {
		if (diff->differences[i].section != section) {
			section = diff->differences[i].section;
			fprintf(out, "\n%s: %" PRIu64 "\n", headings[section],
				diff->sections[section]);
		}
		print_difference(out, &diff->differences[i]);
	}
	fprintf(out, "\nfiles: %" PRIu64 " -> %" PRIu64 ", %" PRIu64 " the same",
		diff->before.files, diff->after.files, diff->same);
	for (int kind = 0; kind < DIFF_KIND_COUNT; kind++)
		if (diff->kinds[kind])
			fprintf(out, ", %" PRIu64 " %s", diff->kinds[kind], totals[kind]);
	fputc('\n', out);
}
