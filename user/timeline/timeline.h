/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What happened, made of events: incidents, each the tree of processes below one entry process, in time. Events of several machines
 * are put in the order of their wall times; each time is what that machine's clock said. Pure: it reads JSON objects and no clock,
 * file or map. Nothing in an object is believed: unknown members are kept, those of a wrong type are absent, cycles are cut, and
 * all there can be of anything has a limit here.
 */
#ifndef DB_TIMELINE_H
#define DB_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>
#include <json-c/json.h>
#include "maps/verdict.h"
#include "text_pool.h"

#define TIMELINE_EVENTS_MAX    1000000
#define TIMELINE_GAPS_MAX      1000000
#define TIMELINE_SOURCES_MAX   1024
#define TIMELINE_BOOTS_MAX     1024 /* of all machines */
#define TIMELINE_SERIES_MAX    1024 /* machines in files */
#define TIMELINE_ANCESTORS_MAX 16 /* of an event; the kernel records eight */
#define TIMELINE_NONE	       UINT32_MAX
#define TIMELINE_NO_TIME       INT64_MIN

enum timeline_flag {
	TIMELINE_HAS_SEQ = 1U << 0,
	TIMELINE_HAS_BOOT_NS = 1U << 1,
	TIMELINE_TIME_GUESSED = 1U << 2, /* it had none: that of the one before it in its file */
	TIMELINE_PATH_CUT = 1U << 3,
	TIMELINE_EXE_CUT = 1U << 4,
	TIMELINE_HAS_PID = 1U << 5,
	TIMELINE_HAS_PPID = 1U << 6,
	TIMELINE_HAS_UID = 1U << 7,
	TIMELINE_HAS_SIZE = 1U << 8,
	TIMELINE_DUPLICATE = 1U << 9, /* of one of another file, and left out */
};

/* Times are wall clock, in nanoseconds since 1970. */
struct timeline_event {
	int64_t time, first, last, started;
	uint64_t seq, boot_ns, count, size;
	uint32_t source, line, boot;
	uint32_t flags; /* enum timeline_flag */
	uint32_t verdict; /* enum db_verdict; DB_VERDICT_COUNT if the word is none of ours */
	uint32_t pid, ppid, uid; /* pid is the process, not the thread */
	uint32_t process, next_of_process;
	uint32_t ancestors, ancestor_count; /* in timeline.ancestors, parent first */
	text_id verdict_word, kind, reason, mode, image, scope, container, runtime, pod, comm, exe,
		cmdline, path, sha256, arguments, signature;
	text_id boot_id; /* in `more`, too */
	text_id more; /* JSON object of the members that have no place here; digits and all printable ASCII */
};

struct timeline_ancestor {
	uint32_t pid;
	text_id comm, exe, cmdline;
};

/*
 * A process is a number on a machine between two boots, in one container or on the host. The number may come again: it is another
 * process if the times they started at or their parents say so.
 */
struct timeline_process {
	int64_t first, last; /* of the events that name it or its descendants */
	int64_t started; /* TIMELINE_NO_TIME if unknown */
	uint32_t boot, pid, parent, root, older, first_child, next_sibling, first_event, last_event;
	uint32_t incident;
	text_id container, comm, exe, cmdline;
	text_id first_program; /* it ran before `exe`, if that was another */
	struct timeline_ancestor starter; /* of an entry: who is outside; pid 0 if unknown */
};

struct timeline_incident {
	int64_t first, last;
	uint32_t entry; /* process */
	uint32_t process_count, event_count;
	uint64_t verdicts[DB_VERDICT_COUNT + 1]; /* repeats included */
	uint32_t worst; /* of verdicts */
	uint32_t key_event; /* the first one of the worst */
	text_id image, runtime, pod, scope, mode;
};

/* Events that are gone. */
struct timeline_gap {
	uint32_t source, boot;
	text_id host;
	uint64_t seq, count;
	bool recorded; /* by driftbolt; else numbers are missing in the file without a word */
	int64_t after, before; /* times of its neighbours in the file, TIMELINE_NO_TIME at an end */
};

struct timeline_boot {
	text_id host; /* the first name it had */
	text_id other_host; /* another one, the last; 0: none */
	text_id id; /* 0: its events do not say */
	uint32_t source; /* what names the machine if host is empty */
	bool has_offset;
	int64_t offset_low, offset_high; /* wall time minus boot time */
};

/* What one machine has in one file, or in the parts of one, in their order. */
struct timeline_series {
	uint32_t source; /* the first */
	text_id host;
	uint32_t boot, open_gap;
	uint64_t next_seq;
	bool has_seq;
	int64_t last_time;
	uint64_t last_boot_ns;
	uint32_t back_count, back_source, back_line; /* times that are before the one before */
	int64_t back_most;
};

struct timeline_source {
	char *name;
	uint32_t series_source; /* where its numbers begin: itself, or one before */
	uint32_t bad_lines, first_bad_line, events;
	bool cut; /* not read to its end */
};

struct timeline {
	struct text_pool texts;
	struct timeline_event *events; /* after timeline_finish() in time order */
	struct timeline_process *processes;
	struct timeline_incident *incidents; /* in time order */
	struct timeline_gap *gaps; /* in time order */
	struct timeline_ancestor *ancestors;
	struct timeline_boot *boots;
	struct timeline_series *series;
	struct timeline_source *sources;
	char **notes; /* printable sentences on clocks, order, damage */
	uint32_t event_count, process_count, incident_count, gap_count, ancestor_count, boot_count,
		series_count, source_count, note_count;
	uint32_t event_room, process_room, incident_room, gap_room, ancestor_room, boot_room,
		series_room, source_room, note_room;
	uint32_t duplicate_count, last_series;
};

void timeline_close(struct timeline *timeline);
#define _cleanup_timeline_ __attribute__((cleanup(timeline_close)))

/* A file or the flight recorder; its name may be any bytes. 0, -E2BIG, -ENOMEM. */
int timeline_add_source(struct timeline *timeline, const char *name);
/* A file whose numbers go on where those of the newest source end. */
int timeline_add_part(struct timeline *timeline, const char *name);
/* An object of the newest source. 0; -EBADMSG if it is no event and no gap; -E2BIG beyond a limit, -ENOMEM. */
int timeline_add(struct timeline *timeline, uint32_t line, json_object *object);
/* Lines of the newest source that cannot be used, and the first of them. */
void timeline_bad_lines(struct timeline *timeline, uint32_t first, uint32_t count);
/* The newest source could not be read, or not to its end. */
void timeline_cut_source(struct timeline *timeline);
/* Order, processes, incidents, gaps, notes; once, after the last object. 0 or -ENOMEM. */
int timeline_finish(struct timeline *timeline);

/* Names of an event's or a gap's machine. "?" if it has none. */
const char *timeline_host(const struct timeline *timeline, uint32_t boot);
/* How bad: kill, deny, alert, audit, a word of another version, allow; the worst is the highest. */
int timeline_severity(uint32_t verdict);
/* Sentences of maps/verdict.h for a word of it; NULL for another. */
const char *timeline_reason_text(const char *reason);
const char *timeline_kind_text(const char *kind);
const char *timeline_verdict_text(uint32_t verdict);
/* An entry of an array that grows; -ENOMEM. */
int timeline_grow(void *array_at, uint32_t count, uint32_t *room, size_t size);
/* A gap of this incident's machine while it went on: the index of the first one, TIMELINE_NONE; then of the next. */
uint32_t timeline_gap_of(const struct timeline *timeline, uint32_t incident);
uint32_t timeline_gap_after(const struct timeline *timeline, uint32_t incident, uint32_t gap);

/*
 * Those of no incident, in time order: an array of indexes, the caller's to free, and how many. More than TIMELINE_GAPS_SHOWN of
 * one incident are not looked at and count as outside. 0 or -ENOMEM.
 */
#define TIMELINE_GAPS_SHOWN 64
int timeline_gaps_outside(const struct timeline *timeline, uint32_t **ret_gaps,
			  uint32_t *ret_count);
/* Where a gap is put among incidents. */
int64_t timeline_gap_time(const struct timeline_gap *gap);

#endif
