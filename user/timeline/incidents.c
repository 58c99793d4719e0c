// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "intake.h"
#include "wall_time.h"

#define SKEW_NOTED_NS 100000000LL /* wall minus boot time within one boot */

static int incident_of(struct timeline *timeline, const struct timeline_event *event,
		       struct timeline_incident **ret)
{
	uint32_t entry = timeline->processes[event->process].root;
	uint32_t *incident = &timeline->processes[entry].incident;
	int r;

	if (*incident == TIMELINE_NONE) {
		r = timeline_grow(&timeline->incidents, timeline->incident_count,
				  &timeline->incident_room, sizeof(*timeline->incidents));
		if (r < 0)
			return r;
		*incident = timeline->incident_count++;
		timeline->incidents[*incident] =
			(struct timeline_incident){ .first = event->first,
						    .last = event->last,
						    .entry = entry,
						    .worst = event->verdict,
						    .key_event = TIMELINE_NONE };
	}
	*ret = &timeline->incidents[*incident];
	return 0;
}

static void count_event(struct timeline *timeline, struct timeline_incident *incident,
			uint32_t index)
{
	const struct timeline_event *event = &timeline->events[index];
	uint64_t *verdicts = &incident->verdicts[event->verdict];

	if (event->first < incident->first)
		incident->first = event->first;
	if (event->last > incident->last)
		incident->last = event->last;
	incident->event_count++;
	if (__builtin_add_overflow(*verdicts, event->count, verdicts))
		*verdicts = UINT64_MAX;
	if (incident->key_event == TIMELINE_NONE ||
	    timeline_severity(event->verdict) > timeline_severity(incident->worst)) {
		incident->worst = event->verdict;
		incident->key_event = index;
	}
	incident->image = incident->image ?: event->image;
	incident->runtime = incident->runtime ?: event->runtime;
	incident->pod = incident->pod ?: event->pod;
	incident->scope = incident->scope ?: event->scope;
	incident->mode = incident->mode ?: event->mode;
}

int timeline_make_incidents(struct timeline *timeline)
{
	for (uint32_t i = 0; i < timeline->event_count; i++) {
		struct timeline_incident *incident;
		int r = incident_of(timeline, &timeline->events[i], &incident);

		if (r < 0)
			return r;
		count_event(timeline, incident, i);
	}
	for (uint32_t i = 0; i < timeline->process_count; i++) {
		struct timeline_process *process = &timeline->processes[i];

		process->incident = timeline->processes[process->root].incident;
		timeline->incidents[process->incident].process_count++;
	}
	return 0;
}

static int add_note(struct timeline *timeline, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static int add_note(struct timeline *timeline, const char *format, ...)
{
	va_list arguments;
	int r = timeline_grow(&timeline->notes, timeline->note_count, &timeline->note_room,
			      sizeof(*timeline->notes));

	if (r < 0)
		return r;
	va_start(arguments, format);
	r = vasprintf(&timeline->notes[timeline->note_count], format, arguments);
	va_end(arguments);
	if (r < 0)
		return -ENOMEM;
	timeline->note_count++;
	return 0;
}

static int note_clock(struct timeline *timeline, uint32_t boot)
{
	const struct timeline_boot *of = &timeline->boots[boot];
	char by[WALL_TIME_SIZE];

	if (!of->has_offset || of->offset_high - of->offset_low < SKEW_NOTED_NS)
		return 0;
	duration_text(of->offset_high - of->offset_low, by);
	return add_note(
		timeline,
		"The clock of %s was set while it recorded or between two readings: its wall and boot "
		"times differ by up to %s more at one event than at another.",
		timeline_host(timeline, boot), by);
}

static int note_boots(struct timeline *timeline, uint32_t boot)
{
	uint32_t boots = 0;

	for (uint32_t i = 0; i < timeline->boot_count; i++) {
		if (timeline->boots[i].host != timeline->boots[boot].host ||
		    (!timeline->boots[boot].host &&
		     timeline->boots[i].source != timeline->boots[boot].source))
			continue;
		if (i < boot)
			return 0;
		boots++;
	}
	if (boots < 2)
		return 0;
	return add_note(
		timeline,
		"%s was started again: there are events of %u boots, whose process numbers have nothing "
		"to do with each other.",
		timeline_host(timeline, boot), boots);
}

static int note_name(struct timeline *timeline, uint32_t boot)
{
	text_id other = timeline->boots[boot].other_host;

	if (!other)
		return 0;
	return add_note(timeline,
			"%s is called %s, too: the boot_id is the same, so it is one machine here.",
			timeline_host(timeline, boot), text_of(&timeline->texts, other));
}

static int note_back(struct timeline *timeline, const struct timeline_series *series)
{
	char by[WALL_TIME_SIZE];

	if (!series->back_count)
		return 0;
	duration_text(series->back_most, by);
	return add_note(
		timeline,
		"The times of %s in \"%s\" go back %u times, by up to %s, first in line %u.",
		timeline_host(timeline, series->boot), timeline->sources[series->back_source].name,
		series->back_count, by, series->back_line);
}

static int note_source(struct timeline *timeline, const struct timeline_source *source)
{
	int r = 0;

	if (source->cut)
		r = add_note(
			timeline,
			"\"%s\" could not be read, or not to its end: events of it are missing.",
			source->name);
	if (r < 0 || !source->bad_lines)
		return r;
	if (source->bad_lines == 1)
		return add_note(timeline, "\"%s\": line %u is no event and is left out.",
				source->name, source->first_bad_line);
	return add_note(timeline, "\"%s\": %u lines are no events and are left out, first line %u.",
			source->name, source->bad_lines, source->first_bad_line);
}

static int note_missing(struct timeline *timeline)
{
	uint64_t missing = 0, places = 0;

	for (uint32_t i = 0; i < timeline->gap_count; i++) {
		if (timeline->gaps[i].recorded)
			continue;
		places++;
		if (__builtin_add_overflow(missing, timeline->gaps[i].count, &missing))
			missing = UINT64_MAX;
	}
	if (!places)
		return 0;
	return add_note(
		timeline,
		"%llu events are missing from the files in %llu places, and no gap record says that driftbolt "
		"lost them: the files are a selection, or lines were taken out.",
		(unsigned long long)missing, (unsigned long long)places);
}

static uint32_t count_hosts(const struct timeline *timeline)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < timeline->boot_count; i++) {
		uint32_t at = 0;

		while (at < i && (timeline->boots[at].host != timeline->boots[i].host ||
				  (!timeline->boots[i].host &&
				   timeline->boots[at].source != timeline->boots[i].source)))
			at++;
		count += at == i;
	}
	return count;
}

int timeline_make_notes(struct timeline *timeline)
{
	int r = 0;

	for (uint32_t i = 0; r == 0 && i < timeline->source_count; i++)
		r = note_source(timeline, &timeline->sources[i]);
	if (r == 0 && timeline->duplicate_count)
		r = add_note(timeline, "%u events are in several files and are shown once.",
			     timeline->duplicate_count);
	if (r == 0)
		r = note_missing(timeline);
	if (r == 0 && count_hosts(timeline) > 1)
		r = add_note(
			timeline,
			"Each time is what the clock of its machine said; by how much the clocks of two "
			"machines differ cannot be known from events.");
	for (uint32_t i = 0; r == 0 && i < timeline->boot_count; i++) {
		r = note_name(timeline, i);
		if (r == 0)
			r = note_boots(timeline, i);
		if (r == 0)
			r = note_clock(timeline, i);
	}
	for (uint32_t i = 0; r == 0 && i < timeline->series_count; i++)
		r = note_back(timeline, &timeline->series[i]);
	return r;
}
