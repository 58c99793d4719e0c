// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "print_text.h"
#include "text_layout.h"
#include "text_tree.h"
#include "wall_time.h"
#include "wording.h"

#define SHORT_POD 8
#define WORD_MAX  24 /* bytes of a verdict; a file may have any word */
#define LONG_HEX  64 /* digits of a container's id */
#define SHOWN_MAX 256

/* 2026-11-27 13:01:02.123 UTC */
static void clock_text(int64_t ns, char text[WALL_TIME_SIZE + 8])
{
	wall_time_text(ns, 3, text);
	text[strcspn(text, "T")] = ' ';
	strcpy(text + strcspn(text, "Z"), " UTC");
}

/* `start` makes times relative; TIMELINE_NO_TIME. */
static void put_gap(const struct timeline *timeline, const struct text_style *style,
		    const struct timeline_gap *gap, int64_t start)
{
	char after[WALL_TIME_SIZE + 8] = "the beginning", before[WALL_TIME_SIZE + 8] = "the end";
	const char *host = text_of(&timeline->texts, gap->host);

	if (gap->after != TIMELINE_NO_TIME && gap->after >= start && start != TIMELINE_NO_TIME)
		text_relative(gap->after - start, after, sizeof(after));
	else if (gap->after != TIMELINE_NO_TIME)
		clock_text(gap->after, after);
	if (gap->before != TIMELINE_NO_TIME && start != TIMELINE_NO_TIME)
		text_relative(gap->before - start, before, sizeof(before));
	else if (gap->before != TIMELINE_NO_TIME)
		clock_text(gap->before, before);
	text_put_line(style, text_colour_of(DB_VERDICT_COUNT),
		      "-- gap on %s: %llu events %s from number %llu on, between %s and %s --",
		      *host ? host : "?", (unsigned long long)gap->count,
		      gap->recorded ? "lost" : "missing in the file", (unsigned long long)gap->seq,
		      after, before);
}

static void put_gaps(const struct timeline *timeline, const struct text_style *style,
		     uint32_t incident)
{
	uint32_t gap = timeline_gap_of(timeline, incident);

	for (int i = 0; gap != TIMELINE_NONE && i < TIMELINE_GAPS_SHOWN; i++) {
		put_gap(timeline, style, &timeline->gaps[gap], timeline->incidents[incident].first);
		gap = timeline_gap_after(timeline, incident, gap);
	}
}

static void print_place(FILE *out, const struct timeline *timeline,
			const struct timeline_incident *incident)
{
	const struct timeline_process *entry = &timeline->processes[incident->entry];
	const struct text_pool *texts = &timeline->texts;
	const char *container = text_of(texts, entry->container);

	fprintf(out, "%s, by its clock", timeline_host(timeline, entry->boot));
	if (*container)
		fprintf(out, ", container %.*s",
			strspn(container, "0123456789abcdef") == LONG_HEX ? SHORT_HEX : SHOWN_MAX,
			container);
	if (incident->runtime)
		fprintf(out, " (%s)", text_of(texts, incident->runtime));
	if (incident->image)
		fprintf(out, ", image %s", text_of(texts, incident->image));
	if (incident->pod)
		fprintf(out, ", pod %.*s", SHORT_POD, text_of(texts, incident->pod));
	if (!entry->container && incident->scope)
		fprintf(out, ", scope %s", text_of(texts, incident->scope));
	if (incident->mode)
		fprintf(out, ", mode %s", text_of(texts, incident->mode));
}

static void print_story(FILE *out, const struct timeline *timeline,
			const struct timeline_incident *incident)
{
	const struct timeline_process *entry = &timeline->processes[incident->entry];
	const struct timeline_ancestor *starter = &entry->starter;
	const char *name = text_of(&timeline->texts, starter->exe ?: starter->comm);

	print_process_name(out, timeline, incident->entry);
	if (starter->pid)
		fprintf(out, ", started by %s[%u],", *name ? file_name(name) : "?", starter->pid);
	if (incident->process_count > 1)
		fprintf(out, " and %u process%s below it", incident->process_count - 1,
			incident->process_count > 2 ? "es" : "");
	fputs(": ", out);
	print_counts(out, incident);
	fputs(". First of the worst: ", out);
	print_sentence(out, timeline, &timeline->events[incident->key_event]);
	fputc('.', out);
}

static int put_header(const struct timeline *timeline, const struct text_style *style,
		      uint32_t number)
{
	const struct timeline_incident *incident = &timeline->incidents[number];
	char when[WALL_TIME_SIZE + 8], took[WALL_TIME_SIZE], title[32], worst[WORD_MAX];
	_cleanup_free_ char *place = NULL, *story = NULL;
	int r = IN_MEMORY(place, print_place(memory, timeline, incident));

	if (r == 0)
		r = IN_MEMORY(story, print_story(memory, timeline, incident));
	if (r < 0)
		return r;
	clock_text(incident->first, when);
	duration_text(incident->last - incident->first, took);
	snprintf(worst, sizeof(worst), "%s",
		 text_of(&timeline->texts, timeline->events[incident->key_event].verdict_word));
	snprintf(title, sizeof(title), "Incident %u", number + 1);
	fputc('\n', style->out);
	text_put(style, text_bold, title);
	fputs("  ", style->out);
	text_put(style, text_colour_of(incident->worst), worst);
	fprintf(style->out, "  %s, %s\n", when, took);
	text_put_line(style, "", "%s", place);
	text_put_line(style, "", "%s", story);
	put_gaps(timeline, style, number);
	fputc('\n', style->out);
	return 0;
}

static void put_summary(const struct timeline *timeline, const struct text_style *style)
{
	if (!timeline->event_count) {
		fputs("No events.\n", style->out);
	} else {
		int64_t first = timeline->incidents[0].first, last = INT64_MIN;
		char from[WALL_TIME_SIZE + 8], to[WALL_TIME_SIZE + 8];

		for (uint32_t i = 0; i < timeline->incident_count; i++) {
			if (timeline->incidents[i].first < first)
				first = timeline->incidents[i].first;
			if (timeline->incidents[i].last > last)
				last = timeline->incidents[i].last;
		}
		clock_text(first, from);
		clock_text(last, to);
		fprintf(style->out, "%u incident%s, %u event%s\n", timeline->incident_count,
			timeline->incident_count == 1 ? "" : "s", timeline->event_count,
			timeline->event_count == 1 ? "" : "s");
		text_put_line(style, "", "%s to %s", from, to);
	}
	for (uint32_t i = 0; i < timeline->note_count; i++)
		text_put_line(style, "\x1b[33m", "Note: %s", timeline->notes[i]);
}

int timeline_print_text(const struct timeline *timeline, const struct text_style *style)
{
	_cleanup_free_ uint32_t *gaps = NULL;
	uint32_t gap_count, gap = 0;
	int r = timeline_gaps_outside(timeline, &gaps, &gap_count);

	if (r < 0)
		return r;
	put_summary(timeline, style);
	for (uint32_t i = 0; i <= timeline->incident_count; i++) {
		int64_t until =
			i < timeline->incident_count ? timeline->incidents[i].first : INT64_MAX;

		for (; gap < gap_count && timeline_gap_time(&timeline->gaps[gaps[gap]]) <= until;
		     gap++) {
			fputc('\n', style->out);
			put_gap(timeline, style, &timeline->gaps[gaps[gap]], TIMELINE_NO_TIME);
		}
		if (i == timeline->incident_count)
			break;
		r = put_header(timeline, style, i);
		if (r == 0)
			r = text_put_tree(timeline, style, &timeline->incidents[i]);
		if (r < 0)
			return r;
	}
	return 0;
}
