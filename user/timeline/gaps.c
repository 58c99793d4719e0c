// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several files of one machine overlap: an event is told once, and what one file lost is no loss if another has it. Numbers
 * start again when driftbolt is loaded again, so only an event between the times of a gap's neighbours can fill it.
 */
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "intake.h"

/* Numbered events by boot, number and boot time. */
struct numbered {
	uint32_t *order;
	uint32_t *different; /* numbers up to and with this place, each counted once */
	uint32_t count;
};

static void free_numbered(struct numbered *numbered)
{
	free(numbered->order);
	free(numbered->different);
}

#define ORDER(a, b)     \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

static int by_number(const void *a, const void *b, void *argument)
{
	const struct timeline_event *events = argument;
	const struct timeline_event *left = &events[*(const uint32_t *)a];
	const struct timeline_event *right = &events[*(const uint32_t *)b];

	ORDER(left->boot, right->boot);
	ORDER(left->seq, right->seq);
	ORDER(left->boot_ns, right->boot_ns);
	ORDER(left->pid, right->pid);
	ORDER(right->count, left->count); /* a later reading may have counted more repeats */
	ORDER(left->source, right->source);
	return 0;
}

static bool same_event(const struct timeline_event *a, const struct timeline_event *b)
{
	return a->boot == b->boot && a->seq == b->seq && a->boot_ns == b->boot_ns &&
	       a->pid == b->pid && a->verdict == b->verdict && a->kind == b->kind &&
	       a->reason == b->reason && a->path == b->path &&
	       (a->flags & b->flags & TIMELINE_HAS_BOOT_NS);
}

static int number_events(struct timeline *timeline, struct numbered *numbered)
{
	struct timeline_event *events = timeline->events;
	uint32_t kept = TIMELINE_NONE;

	numbered->order = calloc(timeline->event_count + 1U, sizeof(uint32_t));
	numbered->different = calloc(timeline->event_count + 1U, sizeof(uint32_t));
	if (!numbered->order || !numbered->different)
		return -ENOMEM;
	for (uint32_t i = 0; i < timeline->event_count; i++)
		if (events[i].flags & TIMELINE_HAS_SEQ)
			numbered->order[numbered->count++] = i;
	qsort_r(numbered->order, numbered->count, sizeof(uint32_t), by_number, events);
	for (uint32_t i = 0; i < numbered->count; i++) {
		struct timeline_event *event = &events[numbered->order[i]];
		const struct timeline_event *before = i ? &events[numbered->order[i - 1]] : NULL;
		bool again = before && before->boot == event->boot && before->seq == event->seq;

		numbered->different[i] = (i ? numbered->different[i - 1] : 0) + !again;
		if (kept != TIMELINE_NONE && same_event(&events[kept], event))
			event->flags |= TIMELINE_DUPLICATE;
		else
			kept = numbered->order[i];
	}
	return 0;
}

/* The first place that is not before this number. */
static uint32_t place_of(const struct timeline *timeline, const struct numbered *numbered,
			 uint32_t boot, uint64_t seq)
{
	uint32_t low = 0, high = numbered->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct timeline_event *event = &timeline->events[numbered->order[middle]];

		if (event->boot < boot || (event->boot == boot && event->seq < seq))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool between(const struct timeline_gap *gap, int64_t time)
{
	return (gap->after == TIMELINE_NO_TIME || time >= gap->after) &&
	       (gap->before == TIMELINE_NO_TIME || time <= gap->before);
}

static uint64_t present_in(const struct timeline *timeline, const struct numbered *numbered,
			   const struct timeline_gap *gap)
{
	uint32_t from = place_of(timeline, numbered, gap->boot, gap->seq);
	uint32_t to = place_of(timeline, numbered, gap->boot, gap->seq + gap->count);

	if (from == to || !between(gap, timeline->events[numbered->order[from]].time) ||
	    !between(gap, timeline->events[numbered->order[to - 1]].time))
		return 0;
	return numbered->different[to - 1] - (from ? numbered->different[from - 1] : 0);
}

static int by_boot_and_number(const void *a, const void *b)
{
	const struct timeline_gap *left = a, *right = b;

	ORDER(left->boot, right->boot);
	ORDER(left->seq, right->seq);
	ORDER(right->count, left->count);
	ORDER(left->source, right->source);
	return 0;
}

static int by_time(const void *a, const void *b)
{
	const struct timeline_gap *left = a, *right = b;

	ORDER(left->boot, right->boot);
	ORDER(left->after, right->after);
	ORDER(left->seq, right->seq);
	return 0;
}

static bool overlap(const struct timeline_gap *a, const struct timeline_gap *b)
{
	return (a->before == TIMELINE_NO_TIME || b->after == TIMELINE_NO_TIME ||
		b->after <= a->before) &&
	       (b->before == TIMELINE_NO_TIME || a->after == TIMELINE_NO_TIME ||
		a->after <= b->before);
}

/* The same loss in two files counts once. `last` reaches furthest of those before. */
static void cut_common(struct timeline_gap *gap, const struct timeline_gap *last)
{
	uint64_t end = last->seq + last->count, cut;

	if (last->boot != gap->boot || last->source == gap->source || end <= gap->seq ||
	    !overlap(last, gap))
		return;
	cut = end - gap->seq < gap->count ? end - gap->seq : gap->count;
	gap->seq += cut;
	gap->count -= cut;
}

int timeline_make_gaps(struct timeline *timeline)
{
	__attribute__((cleanup(free_numbered))) struct numbered numbered = {};
	struct timeline_gap *gaps = timeline->gaps, last = { .boot = TIMELINE_NONE };
	uint32_t kept = 0;
	int r = number_events(timeline, &numbered);

	if (r < 0 || !timeline->gap_count)
		return r;
	qsort(gaps, timeline->gap_count, sizeof(*gaps), by_boot_and_number);
	for (uint32_t i = 0; i < timeline->gap_count; i++) {
		struct timeline_gap gap = gaps[i];

		if (gap.boot != TIMELINE_NONE) {
			cut_common(&gap, &last);
			if (last.boot != gap.boot ||
			    gaps[i].seq + gaps[i].count > last.seq + last.count)
				last = gaps[i];
			if (gap.count)
				gap.count -= present_in(timeline, &numbered, &gap);
		}
		if (gap.count)
			gaps[kept++] = gap;
	}
	timeline->gap_count = kept;
	qsort(gaps, kept, sizeof(*gaps), by_time);
	return 0;
}

/* Those of a boot are in time order. The first that ends after the incident's start, if it begins before its end. */
uint32_t timeline_gap_of(const struct timeline *timeline, uint32_t incident)
{
	const struct timeline_incident *of = &timeline->incidents[incident];
	uint32_t boot = timeline->processes[of->entry].boot;
	uint32_t low = 0, high = timeline->gap_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct timeline_gap *gap = &timeline->gaps[middle];

		if (gap->boot < boot || (gap->boot == boot && gap->before != TIMELINE_NO_TIME &&
					 gap->before < of->first))
			low = middle + 1;
		else
			high = middle;
	}
	return timeline_gap_after(timeline, incident, low - 1);
}

uint32_t timeline_gap_after(const struct timeline *timeline, uint32_t incident, uint32_t gap)
{
	const struct timeline_incident *of = &timeline->incidents[incident];
	const struct timeline_gap *next;

	if (++gap >= timeline->gap_count)
		return TIMELINE_NONE;
	next = &timeline->gaps[gap];
	if (next->boot != timeline->processes[of->entry].boot || next->after > of->last)
		return TIMELINE_NONE;
	return gap;
}

int64_t timeline_gap_time(const struct timeline_gap *gap)
{
	return gap->after == TIMELINE_NO_TIME ? gap->before : gap->after;
}

static int by_place(const void *a, const void *b, void *argument)
{
	const struct timeline_gap *gaps = argument;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	ORDER(timeline_gap_time(&gaps[left]), timeline_gap_time(&gaps[right]));
	return left < right ? -1 : left > right;
}

int timeline_gaps_outside(const struct timeline *timeline, uint32_t **ret_gaps, uint32_t *ret_count)
{
	_cleanup_free_ uint8_t *inside = calloc(timeline->gap_count + 1U, 1);
	uint32_t *gaps = calloc(timeline->gap_count + 1U, sizeof(*gaps)), count = 0;

	if (!inside || !gaps) {
		free(gaps);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < timeline->incident_count; i++) {
		uint32_t gap = timeline_gap_of(timeline, i);

		for (int n = 0; gap != TIMELINE_NONE && n < TIMELINE_GAPS_SHOWN; n++) {
			inside[gap] = 1;
			gap = timeline_gap_after(timeline, i, gap);
		}
	}
	for (uint32_t i = 0; i < timeline->gap_count; i++)
		if (!inside[i])
			gaps[count++] = i;
	qsort_r(gaps, count, sizeof(*gaps), by_place, timeline->gaps);
	*ret_gaps = gaps;
	*ret_count = count;
	return 0;
}
