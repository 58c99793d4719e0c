// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "metrics.h"
#include "mode.h"

#define NS_PER_S 1000000000ULL

static void family(FILE *out, const char *name, const char *type, const char *unit,
		   const char *help)
{
	fprintf(out, "# TYPE driftbolt_%s %s\n", name, type);
	if (unit)
		fprintf(out, "# UNIT driftbolt_%s %s\n", name, unit);
	fprintf(out, "# HELP driftbolt_%s %s.\n", name, help);
}

/* A label's value: `\`, `"` and the end of a line are escaped, other control bytes are left out of what they are in. */
static void value(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			fputs("\\n", out);
		else if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x7f)
			fputc(*text, out);
	}
}

/* name{label="text"} number */
static void sample(FILE *out, const char *name, const char *label, const char *text, __u64 number)
{
	fprintf(out, "driftbolt_%s{%s=\"", name, label);
	value(out, text);
	fprintf(out, "\"} %llu\n", (unsigned long long)number);
}

static void gauge(FILE *out, const char *name, const char *help, __u64 number)
{
	family(out, name, "gauge", NULL, help);
	fprintf(out, "driftbolt_%s %llu\n", name, (unsigned long long)number);
}

static void counter(FILE *out, const char *name, const char *help, __u64 number)
{
	family(out, name, "counter", NULL, help);
	fprintf(out, "driftbolt_%s_total %llu\n", name, (unsigned long long)number);
}

static void verdict(FILE *out, __u32 verdict_number, __u32 reason, __u64 number)
{
	fprintf(out, "driftbolt_verdicts_total{verdict=\"%s\",reason=\"%s\"} %llu\n",
		verdict_name(verdict_number), reason_name(reason), (unsigned long long)number);
}

/* Zeros, too: of a series that begins with its first denial, no rate shows that denial. */
static void write_verdicts(FILE *out, const __u64 *counters)
{
	__u64 allowed = 0;

	family(out, "verdicts", "counter", NULL, "What was decided, and why");
	for (__u32 reason = 0; reason < DB_REASON_COUNT; reason++)
		allowed += counters[DB_COUNTER(DB_VERDICT_ALLOW, reason)];
	verdict(out, DB_VERDICT_ALLOW, DB_REASON_NONE, allowed);
	for (__u32 number = DB_VERDICT_ALLOW + 1; number < DB_VERDICT_COUNT; number++)
		for (__u32 reason = DB_REASON_NONE + 1; reason < DB_REASON_COUNT; reason++)
			verdict(out, number, reason, counters[DB_COUNTER(number, reason)]);
}

/* Names have hyphens, metrics underscores. */
static void write_tally(FILE *out, const char *word, const char *help, __u64 number)
{
	char name[METRICS_NAME_SIZE];

	snprintf(name, sizeof(name), "%s", word);
	for (char *at = name; *at; at++)
		if (*at == '-')
			*at = '_';
	counter(out, name, help, number);
}

static void write_tallies(FILE *out, const __u64 *counters)
{
#define TALLY_(C, name, text) write_tally(out, #name, text, counters[DB_TALLY_##C]);
	DB_TALLIES(TALLY_)
#undef TALLY_
}

static void write_images(FILE *out, const struct metrics *metrics)
{
	const struct metrics_image *end = metrics->images + metrics->image_count;

	family(out, "image_info", "gauge", NULL,
	       "An image that is loaded, and where it comes from");
	for (const struct metrics_image *image = metrics->images; image < end; image++) {
		fputs("driftbolt_image_info{image=\"", out);
		value(out, (const char *)image->info.name);
		fputs("\",reference=\"", out);
		value(out, (const char *)image->info.reference);
		fputs("\"} 1\n", out);
	}
	family(out, "image_mode", "gauge", NULL, "1 for the mode an image is in");
	for (const struct metrics_image *image = metrics->images; image < end; image++)
		for (__u32 mode = 0; mode < DB_MODE_COUNT; mode++) {
			fputs("driftbolt_image_mode{image=\"", out);
			value(out, (const char *)image->info.name);
			fprintf(out, "\",mode=\"%s\"} %d\n", mode_name(mode), mode == image->mode);
		}
	family(out, "image_findings", "counter", NULL,
	       "What tasks of an image were refused, or would have been, and alerts");
	for (const struct metrics_image *image = metrics->images; image < end; image++)
		for (__u32 number = DB_VERDICT_ALLOW + 1; number < DB_VERDICT_COUNT; number++) {
			fputs("driftbolt_image_findings_total{image=\"", out);
			value(out, (const char *)image->info.name);
			fprintf(out, "\",verdict=\"%s\"} %llu\n", verdict_name(number),
				(unsigned long long)image->findings[number]);
		}
	family(out, "image_digests", "gauge", NULL, "Digests of an image in the kernel");
	for (const struct metrics_image *image = metrics->images; image < end; image++)
		sample(out, "image_digests", "image", (const char *)image->info.name,
		       image->info.files);
	family(out, "image_generation", "gauge", NULL, "Generation of an image's manifest");
	for (const struct metrics_image *image = metrics->images; image < end; image++)
		sample(out, "image_generation", "image", (const char *)image->info.name,
		       image->info.generation);
}

static void write_maps(FILE *out, const struct metrics *metrics)
{
	family(out, "map_entries", "gauge", NULL, "Entries of a BPF map");
	for (size_t i = 0; i < metrics->map_count; i++)
		sample(out, "map_entries", "map", metrics->maps[i].name, metrics->maps[i].entries);
	family(out, "map_max_entries", "gauge", NULL, "Entries that a BPF map has room for");
	for (size_t i = 0; i < metrics->map_count; i++)
		sample(out, "map_max_entries", "map", metrics->maps[i].name,
		       metrics->maps[i].max_entries);
}

static void write_programs(FILE *out, const struct metrics *metrics)
{
	if (!metrics->program_count)
		return;
	family(out, "program_run_seconds", "counter", "seconds",
	       "Time a BPF program ran while kernel.bpf_stats_enabled was 1");
	for (size_t i = 0; i < metrics->program_count; i++) {
		const struct metrics_program *program = &metrics->programs[i];

		fputs("driftbolt_program_run_seconds_total{program=\"", out);
		value(out, program->name);
		fprintf(out, "\"} %llu.%09llu\n", (unsigned long long)(program->run_ns / NS_PER_S),
			(unsigned long long)(program->run_ns % NS_PER_S));
	}
	family(out, "program_runs", "counter", NULL,
	       "Times a BPF program ran while kernel.bpf_stats_enabled was 1");
	for (size_t i = 0; i < metrics->program_count; i++)
		sample(out, "program_runs_total", "program", metrics->programs[i].name,
		       metrics->programs[i].runs);
}

static void write_loaded(FILE *out, const struct metrics *metrics)
{
	family(out, "load_timestamp_seconds", "gauge", "seconds", "When the first load began");
	fprintf(out, "driftbolt_load_timestamp_seconds %lld\n", (long long)metrics->loaded_wall);
	gauge(out, "programs_attached", "BPF programs that are attached",
	      metrics->programs_attached);
	gauge(out, "programs_expected",
	      "BPF programs that the load attached: fewer attached means that nothing is enforced",
	      metrics->programs_expected);
	gauge(out, "recorders_attached", "BPF programs whose recorder is attached",
	      metrics->recorders_attached);
	gauge(out, "recorders_expected",
	      "BPF programs that the load gave a recorder: fewer attached means that events are lost",
	      metrics->recorders_expected);
	counter(out, "events", "Events recorded", metrics->events);
	gauge(out, "recorder_slots",
	      "Events that the recorder has room for: refusals, findings of audits and alerts, a third each",
	      DB_EVENT_SLOTS);
	write_verdicts(out, metrics->counters);
	write_tallies(out, metrics->counters);
	write_images(out, metrics);
	write_maps(out, metrics);
	write_programs(out, metrics);
}

void metrics_write(FILE *out, const struct metrics *metrics)
{
	family(out, "info", "gauge", NULL, "Versions");
	fputs("driftbolt_info{version=\"" DRIFTBOLT_VERSION "\",kernel=\"", out);
	value(out, metrics->kernel);
	fputs("\"} 1\n", out);
	gauge(out, "loaded", "1 while driftbolt is loaded", metrics->loaded);
	if (metrics->loaded)
		write_loaded(out, metrics);
	fputs("# EOF\n", out);
}
