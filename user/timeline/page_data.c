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

static void open_column(struct printer *printer, const char *name)
{
	json_key(&printer->json, name);
	json_open(&printer->json, '[');
}

/* `of` is the entry, `i` its index. */
#define COLUMN(printer, name, entries, count, statement)                                          \
	do {                                                                                      \
		open_column(printer, name);                                                       \
		for (uint32_t i = 0; i < (count); i++) {                                          \
			const __typeof__(*(entries)) *of __attribute__((unused)) = &(entries)[i]; \
			statement;                                                                \
		}                                                                                 \
		json_close(&(printer)->json, ']');                                                \
	} while (0)

static void put_events(struct printer *printer)
{
	const struct timeline *timeline = printer->timeline;
	struct json_writer *json = &printer->json;

	json_key(json, "events");
	json_open(json, '{');
#define EVENT_(name, statement) \
	COLUMN(printer, name, timeline->events, timeline->event_count, statement)
#define TEXT_(name, field) EVENT_(name, json_number(json, of->field))
#define FLAG_(flag, statement)  \
	if (of->flags & (flag)) \
		statement;      \
	else                    \
		json_raw(json, "null")
	EVENT_("time", put_time(printer, of->time));
	EVENT_("first", put_time(printer, of->first));
	EVENT_("last", put_time(printer, of->last));
	EVENT_("guessed", json_number(json, !!(of->flags & TIMELINE_TIME_GUESSED)));
	EVENT_("started", put_time(printer, of->started));
	EVENT_("severity", json_number(json, (uint64_t)timeline_severity(of->verdict)));
	EVENT_("process", json_number(json, of->process));
	EVENT_("boot", json_number(json, of->boot));
	EVENT_("source", json_number(json, of->source));
	EVENT_("line", json_number(json, of->line));
	EVENT_("count", put_large(printer, of->count));
	EVENT_("seq", FLAG_(TIMELINE_HAS_SEQ, put_large(printer, of->seq)));
	EVENT_("boot_ns", FLAG_(TIMELINE_HAS_BOOT_NS, put_large(printer, of->boot_ns)));
	EVENT_("ppid", FLAG_(TIMELINE_HAS_PPID, json_number(json, of->ppid)));
	EVENT_("uid", FLAG_(TIMELINE_HAS_UID, json_number(json, of->uid)));
	EVENT_("size", FLAG_(TIMELINE_HAS_SIZE, put_large(printer, of->size)));
	EVENT_("cut", json_number(json, !!(of->flags & TIMELINE_PATH_CUT)));
	EVENT_("exe_cut", json_number(json, !!(of->flags & TIMELINE_EXE_CUT)));
	TEXT_("verdict", verdict_word);
	TEXT_("kind", kind);
	TEXT_("reason", reason);
	TEXT_("mode", mode);
	TEXT_("image", image);
	TEXT_("scope", scope);
	TEXT_("runtime", runtime);
	TEXT_("pod", pod);
	TEXT_("comm", comm);
	TEXT_("exe", exe);
	TEXT_("cmdline", cmdline);
	TEXT_("path", path);
	TEXT_("sha256", sha256);
	TEXT_("arguments", arguments);
	TEXT_("signature", signature);
	TEXT_("more", more);
#undef EVENT_
#undef TEXT_
#undef FLAG_
	json_close(json, '}');
}

static void put_processes(struct printer *printer)
{
	const struct timeline *timeline = printer->timeline;
	struct json_writer *json = &printer->json;

	json_key(json, "processes");
	json_open(json, '{');
#define PROCESS_(name, statement) \
	COLUMN(printer, name, timeline->processes, timeline->process_count, statement)
	PROCESS_("pid", json_number(json, of->pid));
	PROCESS_("parent", put_index(printer, of->parent));
	PROCESS_("incident", json_number(json, of->incident));
	PROCESS_("boot", json_number(json, of->boot));
	PROCESS_("first", put_time(printer, of->first));
	PROCESS_("started", put_time(printer, of->started));
	PROCESS_("container", json_number(json, of->container));
	PROCESS_("comm", json_number(json, of->comm));
	PROCESS_("exe", json_number(json, of->exe));
	PROCESS_("cmdline", json_number(json, of->cmdline));
	PROCESS_("before", json_number(json, of->first_program));
	PROCESS_("starter", json_number(json, of->starter.pid));
	PROCESS_("starter_name", json_number(json, of->starter.exe ?: of->starter.comm));
#undef PROCESS_
	json_close(json, '}');
}

static void put_incidents(struct printer *printer)
{
	const struct timeline *timeline = printer->timeline;
	struct json_writer *json = &printer->json;

	json_key(json, "incidents");
	json_open(json, '{');
#define INCIDENT_(name, statement) \
	COLUMN(printer, name, timeline->incidents, timeline->incident_count, statement)
	INCIDENT_("entry", json_number(json, of->entry));
	INCIDENT_("first", put_time(printer, of->first));
	INCIDENT_("last", put_time(printer, of->last));
	INCIDENT_("key", json_number(json, of->key_event));
	INCIDENT_("image", json_number(json, of->image));
	INCIDENT_("runtime", json_number(json, of->runtime));
	INCIDENT_("pod", json_number(json, of->pod));
	INCIDENT_("scope", json_number(json, of->scope));
	INCIDENT_("mode", json_number(json, of->mode));
#undef INCIDENT_
	json_close(json, '}');
}

static void put_gaps(struct printer *printer)
{
	const struct timeline *timeline = printer->timeline;
	struct json_writer *json = &printer->json;

	json_key(json, "gaps");
	json_open(json, '{');
#define GAP_(name, statement) COLUMN(printer, name, timeline->gaps, timeline->gap_count, statement)
	GAP_("host", json_number(json, of->host));
	GAP_("boot", put_index(printer, of->boot));
	GAP_("seq", put_large(printer, of->seq));
	GAP_("count", put_large(printer, of->count));
	GAP_("recorded", json_number(json, of->recorded));
	GAP_("after", put_time(printer, of->after));
	GAP_("before", put_time(printer, of->before));
#undef GAP_
	json_close(json, '}');
}

static void put_words(struct printer *printer)
{
	struct json_writer *json = &printer->json;

	json_key(json, "reasons");
	json_open(json, '{');
#define PAIR_(C, name, text) json_member_text(json, #name, text);
	DB_REASONS(PAIR_)
	json_close(json, '}');
	json_key(json, "verdicts");
	json_open(json, '{');
	DB_VERDICTS(PAIR_)
	json_close(json, '}');
	json_key(json, "outcomes");
	json_open(json, '{');
#define OUTCOME_(C, name, text) json_member_text(json, #name, wording_outcome(DB_VERDICT_##C));
	DB_VERDICTS(OUTCOME_)
	json_close(json, '}');
	json_key(json, "kinds");
	json_open(json, '{');
	DB_MOMENTS(PAIR_)
#undef PAIR_
#undef OUTCOME_
	json_close(json, '}');
	json_key(json, "acts");
	json_open(json, '{');
	for (unsigned int i = 0; i < wording_act_count; i++) {
		json_key(json, wording_acts[i].kind);
		json_open(json, '[');
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
	open_column(printer, "texts");
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
