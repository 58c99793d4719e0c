// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "intake.h"

#define ROOM_MIN 16

int timeline_grow(void *array_at, uint32_t count, uint32_t *room, size_t size)
{
	void **array = array_at;
	uint32_t wanted = *room ? 2 * *room : ROOM_MIN;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*array, wanted, size);
	if (!grown)
		return -ENOMEM;
	*array = grown;
	*room = wanted;
	return 0;
}

void timeline_close(struct timeline *timeline)
{
	for (uint32_t i = 0; i < timeline->source_count; i++)
		free(timeline->sources[i].name);
	for (uint32_t i = 0; i < timeline->note_count; i++)
		free(timeline->notes[i]);
	text_pool_close(&timeline->texts);
	free(timeline->events);
	free(timeline->processes);
	free(timeline->incidents);
	free(timeline->gaps);
	free(timeline->ancestors);
	free(timeline->boots);
	free(timeline->series);
	free(timeline->sources);
	free(timeline->notes);
	*timeline = (struct timeline){};
}

int timeline_add_source(struct timeline *timeline, const char *name)
{
	text_id id;
	int r;

	if (timeline->source_count == TIMELINE_SOURCES_MAX)
		return -E2BIG;
	r = timeline_grow(&timeline->sources, timeline->source_count, &timeline->source_room,
			  sizeof(*timeline->sources));
	if (r == 0)
		r = text_pool_add(&timeline->texts, name, strlen(name), &id);
	if (r < 0)
		return r;
	timeline->sources[timeline->source_count] =
		(struct timeline_source){ .name = strdup(text_of(&timeline->texts, id)),
					  .series_source = timeline->source_count };
	return timeline->sources[timeline->source_count++].name ? 0 : -ENOMEM;
}

int timeline_add_part(struct timeline *timeline, const char *name)
{
	uint32_t before = timeline->source_count - 1;
	int r = timeline_add_source(timeline, name);

	if (r == 0)
		timeline->sources[before + 1].series_source =
			timeline->sources[before].series_source;
	return r;
}

static struct timeline_source *newest_source(const struct timeline *timeline)
{
	return &timeline->sources[timeline->source_count - 1];
}

void timeline_bad_lines(struct timeline *timeline, uint32_t first, uint32_t count)
{
	struct timeline_source *source = newest_source(timeline);

	if (count && (!source->bad_lines || first < source->first_bad_line))
		source->first_bad_line = first;
	source->bad_lines += count;
}

void timeline_cut_source(struct timeline *timeline)
{
	newest_source(timeline)->cut = true;
}

static int add_gap(struct timeline *timeline, json_object *object)
{
	uint64_t seq, count;
	text_id host;
	int r = timeline_read_text(timeline, object, "host", &host);

	if (r < 0)
		return r;
	if (!timeline_read_number(object, "seq", INT64_MAX, &seq) ||
	    !timeline_read_number(object, "count", INT64_MAX, &count) || !count)
		return -EBADMSG;
	return timeline_place_gap(timeline, host, seq, count);
}

static int add_event(struct timeline *timeline, uint32_t line, json_object *object)
{
	struct timeline_event event = { .source = timeline->source_count - 1,
					.line = line,
					.process = TIMELINE_NONE,
					.next_of_process = TIMELINE_NONE };
	text_id host;
	int r;

	if (timeline->event_count == TIMELINE_EVENTS_MAX)
		return -E2BIG;
	r = timeline_read_event(timeline, object, &event, &host);
	if (r == 0)
		r = timeline_place_event(timeline, host, &event);
	if (r == 0)
		r = timeline_grow(&timeline->events, timeline->event_count, &timeline->event_room,
				  sizeof(*timeline->events));
	if (r < 0)
		return r;
	timeline->events[timeline->event_count++] = event;
	timeline->sources[event.source].events++;
	return 0;
}

int timeline_add(struct timeline *timeline, uint32_t line, json_object *object)
{
	json_object *kind;

	if (json_object_object_get_ex(object, "kind", &kind) &&
	    json_object_is_type(kind, json_type_string) &&
	    !strcmp(json_object_get_string(kind), "gap"))
		return add_gap(timeline, object);
	return add_event(timeline, line, object);
}

#define ORDER(a, b)     \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

static int by_time(const void *a, const void *b)
{
	const struct timeline_event *left = a, *right = b;

	ORDER(left->time, right->time);
	ORDER(left->boot, right->boot);
	ORDER(left->seq, right->seq);
	ORDER(left->source, right->source);
	ORDER(left->line, right->line);
	return 0;
}

/* What has no time and none before it in its file is from before all that has. */
static void settle_times(struct timeline *timeline)
{
	int64_t earliest = INT64_MAX;

	for (uint32_t i = 0; i < timeline->event_count; i++)
		if (timeline->events[i].time != TIMELINE_NO_TIME &&
		    timeline->events[i].time < earliest)
			earliest = timeline->events[i].time;
	for (uint32_t i = 0; i < timeline->event_count; i++) {
		struct timeline_event *event = &timeline->events[i];

		if (event->time == TIMELINE_NO_TIME)
			event->time = event->first = event->last =
				earliest == INT64_MAX ? 0 : earliest;
	}
}

static void leave_out_duplicates(struct timeline *timeline)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < timeline->event_count; i++)
		if (!(timeline->events[i].flags & TIMELINE_DUPLICATE))
			timeline->events[kept++] = timeline->events[i];
	timeline->duplicate_count = timeline->event_count - kept;
	timeline->event_count = kept;
}

int timeline_finish(struct timeline *timeline)
{
	int r;

	settle_times(timeline);
	r = timeline_make_gaps(timeline);
	if (r < 0)
		return r;
	leave_out_duplicates(timeline);
	if (timeline->event_count)
		qsort(timeline->events, timeline->event_count, sizeof(*timeline->events), by_time);
	r = timeline_make_processes(timeline);
	if (r == 0)
		r = timeline_make_incidents(timeline);
	return r < 0 ? r : timeline_make_notes(timeline);
}

const char *timeline_host(const struct timeline *timeline, uint32_t boot)
{
	const char *host =
		boot == TIMELINE_NONE ? "" : text_of(&timeline->texts, timeline->boots[boot].host);

	return *host ? host : "?";
}

int timeline_severity(uint32_t verdict)
{
	static const int order[] = {
		[DB_VERDICT_ALLOW] = 0, [DB_VERDICT_COUNT] = 1, [DB_VERDICT_AUDIT] = 2,
		[DB_VERDICT_ALERT] = 3, [DB_VERDICT_DENY] = 4,	[DB_VERDICT_KILL] = 5
	};

	return order[verdict];
}

const char *timeline_reason_text(const char *reason)
{
#define TEXT_(C, name, text)        \
	if (!strcmp(reason, #name)) \
		return text;
	DB_REASONS(TEXT_)
#undef TEXT_
	return NULL;
}

const char *timeline_kind_text(const char *kind)
{
#define TEXT_(C, name, text)      \
	if (!strcmp(kind, #name)) \
		return text;
	DB_MOMENTS(TEXT_)
#undef TEXT_
	return NULL;
}

const char *timeline_verdict_text(uint32_t verdict)
{
	static const char *const texts[] = {
#define TEXT_(C, name, text) [DB_VERDICT_##C] = text,
		DB_VERDICTS(TEXT_)
#undef TEXT_
	};

	return verdict < DB_VERDICT_COUNT ? texts[verdict] : NULL;
}
