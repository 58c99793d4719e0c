// SPDX-License-Identifier: GPL-2.0-only
/* user/metrics.c. For parsers that are not ours, selftests/formats/formats-metrics has it written to $METRICS_FILE. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "user/metrics.h"

static __u64 counters[DB_COUNTER_SLOTS];
static const struct metrics_image images[] = {
	{ .info = { .name = "web", .reference = "registry/web:1", .files = 7, .generation = 3 },
	  .mode = DB_MODE_ENFORCE,
	  .findings = { [DB_VERDICT_DENY] = 5, [DB_VERDICT_KILL] = 1 } },
	{ .info = { .name = "host",
		    .reference = "a\"b\\c\nd\001e",
		    .files = 1ULL << 40,
		    .generation = ~0ULL },
	  .mode = DB_MODE_AUDIT },
};
static const struct metrics_map maps[] = { { "db_tasks", 5, 262144 }, { "db_deny", 0, 131072 } };
static const struct metrics_program programs[] = { { "db_exec", 1500000000, 3 },
						   { "db_mmap", 1, 4 } };
static struct metrics metrics = {
	.kernel = "6.12.95",
	.loaded = true,
	.loaded_wall = 1795773600,
	.programs_attached = 40,
	.programs_expected = 41,
	.events = 12345678901234,
	.counters = counters,
	.images = images,
	.image_count = 2,
	.maps = maps,
	.map_count = 2,
	.programs = programs,
	.program_count = 2,
};

static char *text_of(void)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	counters[DB_COUNTER(DB_VERDICT_ALLOW, DB_REASON_NONE)] = 100;
	counters[DB_COUNTER(DB_VERDICT_DENY, DB_REASON_NOT_IN_IMAGE)] = 5;
	counters[DB_TALLY_EVENT_LOST] = 2;
	metrics_write(out, &metrics);
	fclose(out);
	return text;
}

static void has_line(const char *text, const char *line, bool wanted)
{
	char searched[256];

	snprintf(searched, sizeof(searched), "\n%s\n", line);
	cr_expect_eq(!!strstr(text, searched), wanted, "%s", line);
}

Test(metrics, lines)
{
	char *text = text_of();

	has_line(text, "driftbolt_loaded 1", true);
	has_line(text, "driftbolt_events_total 12345678901234", true);
	has_line(text, "driftbolt_event_lost_total 2", true);
	has_line(text, "driftbolt_verdicts_total{verdict=\"allow\",reason=\"none\"} 100", true);
	has_line(text, "driftbolt_verdicts_total{verdict=\"deny\",reason=\"not-in-image\"} 5",
		 true);
	/* Zeros are there before the first one is. */
	has_line(text, "driftbolt_verdicts_total{verdict=\"deny\",reason=\"drift\"} 0", true);
	has_line(text, "driftbolt_verdicts_total{verdict=\"allow\",reason=\"drift\"} 0", false);
	has_line(text, "driftbolt_image_mode{image=\"web\",mode=\"enforce\"} 1", true);
	has_line(text, "driftbolt_image_mode{image=\"web\",mode=\"audit\"} 0", true);
	has_line(text, "driftbolt_image_info{image=\"host\",reference=\"a\\\"b\\\\c\\nde\"} 1",
		 true);
	has_line(text, "driftbolt_image_findings_total{image=\"web\",verdict=\"deny\"} 5", true);
	has_line(text, "driftbolt_image_findings_total{image=\"web\",verdict=\"allow\"} 0", false);
	has_line(text, "driftbolt_image_findings_total{image=\"host\",verdict=\"kill\"} 0", true);
	has_line(text, "driftbolt_image_generation{image=\"host\"} 18446744073709551615", true);
	has_line(text, "driftbolt_map_entries{map=\"db_tasks\"} 5", true);
	has_line(text, "driftbolt_program_run_seconds_total{program=\"db_exec\"} 1.500000000",
		 true);
	has_line(text, "driftbolt_program_run_seconds_total{program=\"db_mmap\"} 0.000000001",
		 true);
	cr_expect_str_eq(text + strlen(text) - 6, "# EOF\n");
	free(text);
}

Test(metrics, no_program_times)
{
	char *text;

	metrics.program_count = 0;
	text = text_of();
	cr_expect_null(strstr(text, "program_run"));
	free(text);
}

Test(metrics, not_loaded)
{
	char *text;

	metrics = (struct metrics){ .kernel = "6.12.95" };
	text = text_of();
	has_line(text, "driftbolt_loaded 0", true);
	cr_expect_null(strstr(text, "verdicts"));
	free(text);
}

Test(metrics, for_others)
{
	const char *name = getenv("METRICS_FILE");
	FILE *out = name ? fopen(name, "w") : NULL;
	char *text;

	if (!out)
		return;
	text = text_of();
	fputs(text, out);
	fclose(out);
	free(text);
}
