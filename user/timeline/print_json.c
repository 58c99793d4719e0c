// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "../cleanup.h"
#include "intake.h"
#include "json_writer.h"
#include "print_json.h"
#include "wall_time.h"
#include "wording.h"

struct printer {
	const struct timeline *timeline;
	struct json_writer json;
};

static void put_text(struct printer *printer, const char *key, text_id id)
{
	json_member_text(&printer->json, key, text_of(&printer->timeline->texts, id));
}

static void put_number(struct printer *printer, const char *key, uint64_t number)
{
	json_member_number(&printer->json, key, number);
}

static void put_time(struct printer *printer, const char *key, int64_t ns)
{
	char text[WALL_TIME_SIZE];

	if (ns == TIMELINE_NO_TIME)
		return;
	wall_time_text(ns, 9, text);
	json_member_text(&printer->json, key, text);
}

static void put_event(struct printer *printer, const struct timeline_event *event)
{
	struct json_writer *json = &printer->json;

	if (event->flags & TIMELINE_HAS_SEQ)
		put_number(printer, "seq", event->seq);
	if (!(event->flags & TIMELINE_TIME_GUESSED)) {
		put_time(printer, "time", event->time);
		put_time(printer, "first", event->first);
		put_time(printer, "last", event->last);
	}
	if (event->flags & TIMELINE_HAS_BOOT_NS)
		put_number(printer, "boot_ns", event->boot_ns);
	put_text(printer, "host", printer->timeline->boots[event->boot].host);
	put_number(printer, "count", event->count);
#define TEXT_(key, field) put_text(printer, key, event->field);
	TIMELINE_TEXTS(TEXT_)
#undef TEXT_
	if (event->flags & TIMELINE_HAS_PID)
		put_number(printer, "tgid", event->pid);
	if (event->flags & TIMELINE_HAS_PPID)
		put_number(printer, "ppid", event->ppid);
	if (event->flags & TIMELINE_HAS_UID)
		put_number(printer, "uid", event->uid);
	if (event->flags & TIMELINE_EXE_CUT)
		json_member_raw(json, "exe_truncated", "true");
	put_time(printer, "started", event->started);
	if (event->flags & TIMELINE_PATH_CUT)
		json_member_raw(json, "path_truncated", "true");
	if (event->flags & TIMELINE_HAS_SIZE)
		put_number(printer, "size", event->size);
	if (event->more)
		json_member_raw(json, "more", text_of(&printer->timeline->texts, event->more));
}

static int put_events(struct printer *printer, uint32_t process)
{
	const struct timeline *timeline = printer->timeline;
	uint32_t at = timeline->processes[process].first_event;

	for (; at != TIMELINE_NONE; at = timeline->events[at].next_of_process) {
		_cleanup_free_ char *sentence = NULL;
		size_t size;
		FILE *memory = open_memstream(&sentence, &size);

		if (!memory)
			return -ENOMEM;
		print_sentence(memory, timeline, &timeline->events[at]);
		fclose(memory);
		json_open(&printer->json, '{');
		put_number(printer, "process", process);
		json_member_text(&printer->json, "sentence", sentence);
		json_open_member(&printer->json, "event", '{');
		put_event(printer, &timeline->events[at]);
		json_close(&printer->json, '}');
		json_close(&printer->json, '}');
	}
	return 0;
}

static void put_ancestor(struct printer *printer, const char *key,
			 const struct timeline_ancestor *ancestor)
{
	json_open_member(&printer->json, key, '{');
	put_number(printer, "pid", ancestor->pid);
	put_text(printer, "comm", ancestor->comm);
	put_text(printer, "exe", ancestor->exe);
	put_text(printer, "cmdline", ancestor->cmdline);
	json_close(&printer->json, '}');
}

static void put_process(struct printer *printer, uint32_t index)
{
	const struct timeline_process *process = &printer->timeline->processes[index];

	json_open(&printer->json, '{');
	put_number(printer, "process", index);
	if (process->parent != TIMELINE_NONE)
		put_number(printer, "parent", process->parent);
	put_number(printer, "pid", process->pid);
	put_text(printer, "comm", process->comm);
	put_text(printer, "exe", process->exe);
	put_text(printer, "cmdline", process->cmdline);
	put_text(printer, "first_exe", process->first_program);
	put_time(printer, "started", process->started);
	json_close(&printer->json, '}');
}

/* The next process of the tree, parents before children, or TIMELINE_NONE. */
static uint32_t next_process(const struct timeline *timeline, uint32_t entry, uint32_t at)
{
	if (timeline->processes[at].first_child != TIMELINE_NONE)
		return timeline->processes[at].first_child;
	while (at != entry && timeline->processes[at].next_sibling == TIMELINE_NONE)
		at = timeline->processes[at].parent;
	return at == entry ? TIMELINE_NONE : timeline->processes[at].next_sibling;
}

static void put_gap_members(struct printer *printer, const struct timeline_gap *gap)
{
	put_text(printer, "host", gap->host);
	put_number(printer, "seq", gap->seq);
	put_number(printer, "count", gap->count);
	json_member_raw(&printer->json, "recorded", gap->recorded ? "true" : "false");
	put_time(printer, "after", gap->after);
	put_time(printer, "before", gap->before);
}

static void put_gaps(struct printer *printer, uint32_t incident)
{
	uint32_t gap = timeline_gap_of(printer->timeline, incident);

	if (gap == TIMELINE_NONE)
		return;
	json_open_member(&printer->json, "gaps", '[');
	for (int i = 0; gap != TIMELINE_NONE && i < TIMELINE_GAPS_SHOWN; i++) {
		json_open(&printer->json, '{');
		put_gap_members(printer, &printer->timeline->gaps[gap]);
		json_close(&printer->json, '}');
		gap = timeline_gap_after(printer->timeline, incident, gap);
	}
	json_close(&printer->json, ']');
}

static void put_summary(struct printer *printer, uint32_t number)
{
	const struct timeline *timeline = printer->timeline;
	const struct timeline_incident *incident = &timeline->incidents[number];
	const struct timeline_process *entry = &timeline->processes[incident->entry];

	json_member_text(&printer->json, "kind", "incident");
	put_number(printer, "incident", number + 1);
	put_time(printer, "first", incident->first);
	put_time(printer, "last", incident->last);
	put_text(printer, "host", timeline->boots[entry->boot].host);
	put_text(printer, "container_id", entry->container);
	put_text(printer, "container_runtime", incident->runtime);
	put_text(printer, "pod_uid", incident->pod);
	put_text(printer, "image", incident->image);
	put_text(printer, "scope", incident->scope);
	put_text(printer, "mode", incident->mode);
	put_text(printer, "worst", timeline->events[incident->key_event].verdict_word);
	json_open_member(&printer->json, "verdicts", '{');
#define COUNT_(C, name, text)                   \
	if (incident->verdicts[DB_VERDICT_##C]) \
		put_number(printer, #name, incident->verdicts[DB_VERDICT_##C]);
	DB_VERDICTS(COUNT_)
#undef COUNT_
	if (incident->verdicts[DB_VERDICT_COUNT])
		put_number(printer, "other", incident->verdicts[DB_VERDICT_COUNT]);
	json_close(&printer->json, '}');
	put_number(printer, "entry", incident->entry);
	if (entry->starter.pid)
		put_ancestor(printer, "started_by", &entry->starter);
}

static int put_incident(struct printer *printer, uint32_t number)
{
	const struct timeline *timeline = printer->timeline;
	uint32_t entry = timeline->incidents[number].entry;
	int r = 0;

	printer->json.comma = false;
	json_open(&printer->json, '{');
	put_summary(printer, number);
	json_open_member(&printer->json, "processes", '[');
	for (uint32_t i = entry; i != TIMELINE_NONE; i = next_process(timeline, entry, i))
		put_process(printer, i);
	json_close(&printer->json, ']');
	json_open_member(&printer->json, "events", '[');
	for (uint32_t i = entry; r == 0 && i != TIMELINE_NONE; i = next_process(timeline, entry, i))
		r = put_events(printer, i);
	json_close(&printer->json, ']');
	put_gaps(printer, number);
	json_close(&printer->json, '}');
	putc('\n', printer->json.out);
	return r;
}

static void put_line(struct printer *printer, const char *kind)
{
	printer->json.comma = false;
	json_open(&printer->json, '{');
	json_member_text(&printer->json, "kind", kind);
}

static void end_line(struct printer *printer)
{
	json_close(&printer->json, '}');
	putc('\n', printer->json.out);
}

static void put_gap(struct printer *printer, const struct timeline_gap *gap)
{
	put_line(printer, "gap");
	put_gap_members(printer, gap);
	end_line(printer);
}

int timeline_print_json(const struct timeline *timeline, FILE *out)
{
	struct printer printer = { .timeline = timeline, .json = { .out = out } };
	_cleanup_free_ uint32_t *gaps = NULL;
	uint32_t gap_count, gap = 0;
	int r = timeline_gaps_outside(timeline, &gaps, &gap_count);

	for (uint32_t i = 0; r == 0 && i < timeline->note_count; i++) {
		put_line(&printer, "note");
		json_member_text(&printer.json, "text", timeline->notes[i]);
		end_line(&printer);
	}
	for (uint32_t i = 0; r == 0 && i < timeline->incident_count; i++) {
		for (; gap < gap_count && timeline_gap_time(&timeline->gaps[gaps[gap]]) <=
						  timeline->incidents[i].first;
		     gap++)
			put_gap(&printer, &timeline->gaps[gaps[gap]]);
		r = put_incident(&printer, i);
	}
	for (; r == 0 && gap < gap_count; gap++)
		put_gap(&printer, &timeline->gaps[gaps[gap]]);
	return r;
}
