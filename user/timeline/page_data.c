// SPDX-License-Identifier: GPL-2.0-only
#include "json_writer.h"
#include "page_data.h"
#include "wording.h"

#define EXACT_MAX (1ULL << 53) /* whole numbers up to here are exact in a script */

struct printer {
	const struct timeline *timeline;
	struct json_writer json;
	int64_t start; /* times are nanoseconds since then */
};

/* Times further apart than a script counts in nanoseconds (104 days) lose some of them. */
static void put_time(struct printer *printer, int64_t ns)
{
	if (ns == TIMELINE_NO_TIME) {
		json_raw(&printer->json, "null");
		return;
	}
	if (ns < printer->start) {
		fprintf(printer->json.out, "%s", printer->json.comma ? ",-" : "-");
		printer->json.comma = false;
		json_number(&printer->json, (uint64_t)(printer->start - ns));
		return;
	}
	json_number(&printer->json, (uint64_t)(ns - printer->start));
}

static void put_large(struct printer *printer, uint64_t number)
{
	char text[24];

	if (number <= EXACT_MAX) {
		json_number(&printer->json, number);
		return;
	}
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	json_text(&printer->json, text);
}

static void put_index(struct printer *printer, uint32_t index)
{
	if (index == TIMELINE_NONE)
		json_raw(&printer->json, "-1");
	else
		json_number(&printer->json, index);
}

/* `of` is the entry, `i` its index. */
#define COLUMN(printer, name, entries, count, statement)                                          \
	do {                                                                                      \
		json_open_member(&(printer)->json, name, '[');                                    \
		for (uint32_t i = 0; i < (count); i++) {                                          \
			const __typeof__(*(entries)) *of __attribute__((unused)) = &(entries)[i]; \
			statement;                                                                \
		}                                                                                 \
		json_close(&(printer)->json, ']');                                                \
	} while (0)

/* Columns of the table whose `entries` and `count` a function has: of any kind; of numbers or texts, under the field's name. */
#define EACH(name, statement) COLUMN(printer, name, entries, count, statement)
#define OWN(field)	      EACH(#field, json_number(json, of->field))
/* What not all entries have. */
#define IF_FLAG(flag, statement) \
	if (of->flags & (flag))  \
		statement;       \
	else                     \
		json_raw(json, "null")

static void put_events(struct printer *printer)
{
	const struct timeline_event *entries = printer->timeline->events;
	const uint32_t count = printer->timeline->event_count;
	struct json_writer *json = &printer->json;

	json_open_member(json, "events", '{');
	EACH("time", put_time(printer, of->time));
	EACH("first", put_time(printer, of->first));
	EACH("last", put_time(printer, of->last));
	EACH("guessed", json_number(json, !!(of->flags & TIMELINE_TIME_GUESSED)));
	EACH("started", put_time(printer, of->started));
	EACH("severity", json_number(json, (uint64_t)timeline_severity(of->verdict)));
	OWN(process);
	OWN(boot);
	OWN(source);
	OWN(line);
	EACH("count", put_large(printer, of->count));
	EACH("seq", IF_FLAG(TIMELINE_HAS_SEQ, put_large(printer, of->seq)));
	EACH("boot_ns", IF_FLAG(TIMELINE_HAS_BOOT_NS, put_large(printer, of->boot_ns)));
	EACH("ppid", IF_FLAG(TIMELINE_HAS_PPID, json_number(json, of->ppid)));
	EACH("uid", IF_FLAG(TIMELINE_HAS_UID, json_number(json, of->uid)));
	EACH("size", IF_FLAG(TIMELINE_HAS_SIZE, put_large(printer, of->size)));
	EACH("cut", json_number(json, !!(of->flags & TIMELINE_PATH_CUT)));
	EACH("exe_cut", json_number(json, !!(of->flags & TIMELINE_EXE_CUT)));
	EACH("verdict", json_number(json, of->verdict_word));
	OWN(kind);
	OWN(reason);
	OWN(mode);
	OWN(image);
	OWN(scope);
	OWN(runtime);
	OWN(pod);
	OWN(comm);
	OWN(exe);
	OWN(cmdline);
	OWN(path);
	OWN(sha256);
	OWN(arguments);
	OWN(signature);
	OWN(more);
	json_close(json, '}');
}

static void put_processes(struct printer *printer)
{
	const struct timeline_process *entries = printer->timeline->processes;
	const uint32_t count = printer->timeline->process_count;
	struct json_writer *json = &printer->json;

	json_open_member(json, "processes", '{');
	OWN(pid);
	EACH("parent", put_index(printer, of->parent));
	OWN(incident);
	OWN(boot);
	EACH("first", put_time(printer, of->first));
	EACH("started", put_time(printer, of->started));
	OWN(container);
	OWN(comm);
	OWN(exe);
	OWN(cmdline);
	EACH("before", json_number(json, of->first_program));
	EACH("starter", json_number(json, of->starter.pid));
	EACH("starter_name", json_number(json, of->starter.exe ?: of->starter.comm));
	json_close(json, '}');
}

static void put_incidents(struct printer *printer)
{
	const struct timeline_incident *entries = printer->timeline->incidents;
	const uint32_t count = printer->timeline->incident_count;
	struct json_writer *json = &printer->json;

	json_open_member(json, "incidents", '{');
	OWN(entry);
	EACH("first", put_time(printer, of->first));
	EACH("last", put_time(printer, of->last));
	EACH("key", json_number(json, of->key_event));
	OWN(image);
	OWN(runtime);
	OWN(pod);
	OWN(scope);
	OWN(mode);
	json_close(json, '}');
}

static void put_gaps(struct printer *printer)
{
	const struct timeline_gap *entries = printer->timeline->gaps;
	const uint32_t count = printer->timeline->gap_count;
	struct json_writer *json = &printer->json;

	json_open_member(json, "gaps", '{');
	OWN(host);
	EACH("boot", put_index(printer, of->boot));
	EACH("seq", put_large(printer, of->seq));
	EACH("count", put_large(printer, of->count));
	OWN(recorded);
	EACH("after", put_time(printer, of->after));
	EACH("before", put_time(printer, of->before));
	json_close(json, '}');
}

/* Words of a list of maps/verdict.h, each with a text. */
#define WORDS(key, list, pair)                    \
	do {                                      \
		json_open_member(json, key, '{'); \
		list(pair);                       \
		json_close(json, '}');            \
	} while (0)
#define PAIR_(C, name, text)	json_member_text(json, #name, text);
#define OUTCOME_(C, name, text) json_member_text(json, #name, wording_outcome(DB_VERDICT_##C));

static void put_words(struct printer *printer)
{
	struct json_writer *json = &printer->json;

	WORDS("reasons", DB_REASONS, PAIR_);
	WORDS("verdicts", DB_VERDICTS, PAIR_);
	WORDS("outcomes", DB_VERDICTS, OUTCOME_);
	WORDS("kinds", DB_MOMENTS, PAIR_);
	json_open_member(json, "acts", '{');
	for (unsigned int i = 0; i < wording_act_count; i++) {
		json_open_member(json, wording_acts[i].kind, '[');
		json_text(json, wording_acts[i].before);
		if (wording_acts[i].after)
			json_text(json, wording_acts[i].after);
		json_close(json, ']');
	}
	json_close(json, '}');
}

static void put_origin(struct printer *printer)
{
	const struct timeline *timeline = printer->timeline;
	struct json_writer *json = &printer->json;
	char start[24];

	snprintf(start, sizeof(start), "%lld", (long long)printer->start);
	json_member_text(json, "version", DRIFTBOLT_VERSION);
	json_member_text(json, "start", start);
	COLUMN(printer, "hosts", timeline->boots, timeline->boot_count,
	       json_text(json, timeline_host(timeline, i)));
	COLUMN(printer, "sources", timeline->sources, timeline->source_count,
	       json_text(json, of->name));
	COLUMN(printer, "notes", timeline->notes, timeline->note_count, json_text(json, *of));
}

/* Texts that no event names any more, of left out duplicates, are in it too. */
static void put_texts(struct printer *printer)
{
	json_open_member(&printer->json, "texts", '[');
	json_text(&printer->json, "");
	for (uint32_t i = 1; i < printer->timeline->texts.count; i++)
		json_text(&printer->json, text_of(&printer->timeline->texts, i));
	json_close(&printer->json, ']');
}

void timeline_put_page_data(const struct timeline *timeline, FILE *out)
{
	struct printer printer = { .timeline = timeline, .json = { .out = out } };

	for (uint32_t i = 0; i < timeline->incident_count; i++)
		if (!i || timeline->incidents[i].first < printer.start)
			printer.start = timeline->incidents[i].first;
	json_open(&printer.json, '{');
	put_origin(&printer);
	put_words(&printer);
	put_texts(&printer);
	put_events(&printer);
	put_processes(&printer);
	put_incidents(&printer);
	put_gaps(&printer);
	json_close(&printer.json, '}');
}
