// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which boot of which machine an event is of, and what is missing between it and the one before in its file.
 * Events say it by boot_id. Those without one: the wall time of a boot is a machine's wall time minus its boot time. Two of
 * them are the same boot if they differ by less than a machine needs to shut down and start; or, the clock was set, if numbers and
 * boot times go on in the file.
 */
#include <errno.h>

#include "intake.h"

#define NS	     1000000000LL
#define SAME_BOOT_NS (10 * NS)
#define BOOT_BACK_NS \
	(5 * NS) /* writers on several CPUs; an event may also be one of a fold's first */
#define BACK_NOTED_NS NS

int timeline_find_series(struct timeline *timeline, text_id host, struct timeline_series **ret)
{
	uint32_t source = timeline->sources[timeline->source_count - 1].series_source;
	uint32_t at = timeline->last_series;
	int r;

	if (at < timeline->series_count && timeline->series[at].source == source &&
	    timeline->series[at].host == host) {
		*ret = &timeline->series[at];
		return 0;
	}
	for (at = 0; at < timeline->series_count; at++)
		if (timeline->series[at].source == source && timeline->series[at].host == host)
			break;
	if (at == timeline->series_count) {
		if (at == TIMELINE_SERIES_MAX)
			return -E2BIG;
		r = timeline_grow(&timeline->series, at, &timeline->series_room,
				  sizeof(*timeline->series));
		if (r < 0)
			return r;
		timeline->series[timeline->series_count++] =
			(struct timeline_series){ .source = source,
						  .host = host,
						  .boot = TIMELINE_NONE,
						  .open_gap = TIMELINE_NONE,
						  .last_time = TIMELINE_NO_TIME };
	}
	timeline->last_series = at;
	*ret = &timeline->series[at];
	return 0;
}

static bool near_offset(const struct timeline_boot *boot, int64_t offset)
{
	return !boot->has_offset || (offset > boot->offset_low - SAME_BOOT_NS &&
				     offset < boot->offset_high + SAME_BOOT_NS);
}

static bool goes_on(const struct timeline_series *series, const struct timeline_event *event)
{
	return (event->flags & TIMELINE_HAS_SEQ) && (event->flags & TIMELINE_HAS_BOOT_NS) &&
	       series->has_seq && event->seq >= series->next_seq &&
	       event->boot_ns + BOOT_BACK_NS > series->last_boot_ns;
}

/*
 * The one with this id, whatever the machine was called then; without one on either side the newest of this machine near this offset.
 * Else TIMELINE_NONE.
 */
static uint32_t known_boot(const struct timeline *timeline, const struct timeline_series *series,
			   text_id id, bool has_offset, int64_t offset)
{
	uint32_t near = TIMELINE_NONE;

	for (uint32_t at = timeline->boot_count; at-- > 0;) {
		const struct timeline_boot *boot = &timeline->boots[at];

		if (id && boot->id == id)
			return at;
		/* A machine without a name is another one in each file. */
		if (boot->host != series->host || (!series->host && boot->source != series->source))
			continue;
		if (near == TIMELINE_NONE && !(id && boot->id) &&
		    (!has_offset || near_offset(boot, offset)))
			near = at;
	}
	return near;
}

static int find_boot(struct timeline *timeline, const struct timeline_series *series, text_id id,
		     bool has_offset, int64_t offset, uint32_t *ret)
{
	int r;

	*ret = known_boot(timeline, series, id, has_offset, offset);
	if (*ret != TIMELINE_NONE)
		return 0;
	if (timeline->boot_count == TIMELINE_BOOTS_MAX)
		return -E2BIG;
	r = timeline_grow(&timeline->boots, timeline->boot_count, &timeline->boot_room,
			  sizeof(*timeline->boots));
	if (r < 0)
		return r;
	*ret = timeline->boot_count;
	timeline->boots[timeline->boot_count++] =
		(struct timeline_boot){ .host = series->host, .source = series->source };
	return 0;
}

/* Whether it is of another boot than the one before in its file, as far as it says. */
static bool may_be_another(const struct timeline *timeline, const struct timeline_series *series,
			   const struct timeline_event *event, bool has_offset)
{
	text_id id = series->boot == TIMELINE_NONE ? 0 : timeline->boots[series->boot].id;

	if (id && event->boot_id)
		return id != event->boot_id;
	return series->boot == TIMELINE_NONE || (has_offset && !goes_on(series, event));
}

static int settle_boot(struct timeline *timeline, struct timeline_series *series,
		       const struct timeline_event *event)
{
	bool has_offset = event->time != TIMELINE_NO_TIME && (event->flags & TIMELINE_HAS_BOOT_NS);
	int64_t offset = has_offset ? event->time - (int64_t)event->boot_ns : 0;
	struct timeline_boot *boot;
	int r;

	if (may_be_another(timeline, series, event, has_offset)) {
		r = find_boot(timeline, series, event->boot_id, has_offset, offset, &series->boot);
		if (r < 0)
			return r;
	}
	boot = &timeline->boots[series->boot];
	boot->id = boot->id ?: event->boot_id;
	boot->host = boot->host ?: series->host;
	if (series->host && series->host != boot->host)
		boot->other_host = series->host;
	if (!has_offset)
		return 0;
	if (!boot->has_offset || offset < boot->offset_low)
		boot->offset_low = offset;
	if (!boot->has_offset || offset > boot->offset_high)
		boot->offset_high = offset;
	boot->has_offset = true;
	return 0;
}

static int add_gap(struct timeline *timeline, const struct timeline_series *series, uint64_t seq,
		   uint64_t count, bool recorded)
{
	int r;

	if (timeline->gap_count == TIMELINE_GAPS_MAX)
		return -E2BIG;
	r = timeline_grow(&timeline->gaps, timeline->gap_count, &timeline->gap_room,
			  sizeof(*timeline->gaps));
	if (r < 0)
		return r;
	timeline->gaps[timeline->gap_count++] = (struct timeline_gap){ .source = series->source,
								       .boot = series->boot,
								       .host = series->host,
								       .seq = seq,
								       .count = count,
								       .recorded = recorded,
								       .after = series->last_time,
								       .before = TIMELINE_NO_TIME };
	return 0;
}

static void note_back(struct timeline_series *series, const struct timeline_event *event)
{
	int64_t back;

	if (series->last_time == TIMELINE_NO_TIME)
		return;
	back = series->last_time - event->time;
	if (back < BACK_NOTED_NS)
		return;
	if (!series->back_count++) {
		series->back_source = event->source;
		series->back_line = event->line;
	}
	if (back > series->back_most)
		series->back_most = back;
}

/* Gaps are made of the first one on, while their end is open: all of them end at this event. */
static void close_gaps(struct timeline *timeline, struct timeline_series *series, int64_t time)
{
	if (series->open_gap == TIMELINE_NONE)
		return;
	for (uint32_t i = series->open_gap; i < timeline->gap_count; i++) {
		struct timeline_gap *gap = &timeline->gaps[i];

		if (gap->source != series->source || gap->host != series->host ||
		    gap->before != TIMELINE_NO_TIME)
			continue;
		gap->before = time;
		gap->boot = series->boot;
	}
	series->open_gap = TIMELINE_NONE;
}

int timeline_place_gap(struct timeline *timeline, text_id host, uint64_t seq, uint64_t count)
{
	struct timeline_series *series;
	int r = timeline_find_series(timeline, host, &series);

	if (r < 0)
		return r;
	r = add_gap(timeline, series, seq, count, true);
	if (r < 0)
		return r;
	if (series->open_gap == TIMELINE_NONE)
		series->open_gap = timeline->gap_count - 1;
	series->next_seq = seq + count;
	series->has_seq = true;
	return 0;
}

int timeline_place_event(struct timeline *timeline, text_id host, struct timeline_event *event)
{
	struct timeline_series *series;
	int r = timeline_find_series(timeline, host, &series);

	if (r < 0)
		return r;
	r = settle_boot(timeline, series, event);
	if (r < 0)
		return r;
	event->boot = series->boot;
	if ((event->flags & TIMELINE_HAS_SEQ) && series->has_seq && event->seq > series->next_seq) {
		r = add_gap(timeline, series, series->next_seq, event->seq - series->next_seq,
			    false);
		if (r < 0)
			return r;
		if (series->open_gap == TIMELINE_NONE)
			series->open_gap = timeline->gap_count - 1;
	}
	if (event->time == TIMELINE_NO_TIME) {
		event->flags |= TIMELINE_TIME_GUESSED;
		event->time = series->last_time;
		event->first = event->last = event->time;
	} else {
		note_back(series, event);
		series->last_time = event->time;
	}
	close_gaps(timeline, series, event->time);
	if (event->flags & TIMELINE_HAS_SEQ) {
		series->next_seq = event->seq + 1;
		series->has_seq = true;
	}
	if (event->flags & TIMELINE_HAS_BOOT_NS)
		series->last_boot_ns = event->boot_ns;
	return 0;
}
