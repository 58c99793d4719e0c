// SPDX-License-Identifier: GPL-2.0-only
/* events: the flight recorder, oldest first, or what was saved of it; and saving it. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "config.h"
#include "event_format.h"
#include "event_log.h"
#include "event_save.h"
#include "event_source.h"
#include "kernel_maps.h"
#include "recorder.h"
#include "repeats_save.h"
#include "report.h"
#include "saved_events.h"
#include "saved_report.h"

#define FOLLOW_INTERVAL_MS 100 /* an event is shown well within 200 ms */
#define REPLACED_INTERVAL  10 /* looks at the recorder for one at what is pinned */
#define REPEATS_INTERVAL   100 /* looks at the recorder for one at what was repeated */
#define SAVE_MAX_DEFAULT   (64ULL << 20) /* bytes of a saved file */
#define SAVE_MAX_LEAST	   (64ULL << 10) /* a file is worth its name */

struct options {
	const struct event_format *format;
	const char *save;
	__u64 max_size;
	bool follow, format_given, size_given;
	char **files;
	int file_count;
};

/* Decimal, with K, M or G for 2^10, 2^20 or 2^30. */
static bool parse_size(const char *text, __u64 *ret_size)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	__u64 size;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	size = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (errno || (*end && (!unit || end[1])))
		return false;
	return !__builtin_mul_overflow(size, unit ? 1ULL << (10 * (unit - units + 1)) : 1,
				       ret_size);
}

static int take_value(struct options *options, const char *option, const char *value)
{
	if (!value)
		return usage_error("events", option, "a value is missing");
	if (!strcmp(option, "--save")) {
		options->save = value;
		return EXIT_OK;
	}
	if (!strcmp(option, "--max-size")) {
		options->size_given = true;
		if (parse_size(value, &options->max_size) && options->max_size >= SAVE_MAX_LEAST)
			return EXIT_OK;
		return usage_error("events", value, "not a size of 64K or more: 16M, 1G");
	}
	options->format_given = true;
	options->format = event_format_find(value);
	if (!options->format)
		return usage_error("events", value, "not a format: text, json, ocsf or cef");
	return EXIT_OK;
}

static int parse(int argc, char **argv, struct options *options)
{
	bool words = false;
	int r = EXIT_OK;

	*options = (struct options){ .format = event_format_find("text"),
				     .max_size = SAVE_MAX_DEFAULT,
				     .files = argv };
	for (int i = 1; i < argc && r == EXIT_OK; i++) {
		if (words || argv[i][0] != '-' || !argv[i][1]) {
			options->files[options->file_count++] = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			words = true;
		} else if (!strcmp(argv[i], "--follow")) {
			options->follow = true;
		} else if (!strcmp(argv[i], "--json")) {
			r = take_value(options, "--format", "json");
		} else if (!strcmp(argv[i], "--format") || !strcmp(argv[i], "--save") ||
			   !strcmp(argv[i], "--max-size")) {
			r = take_value(options, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
			i++;
		} else {
			r = usage_error("events", argv[i], "not an option");
		}
	}
	if (r != EXIT_OK)
		return r;
	if (options->file_count && (options->follow || options->save))
		return usage_error("events", options->files[0],
				   "a file does not grow: not with --follow or --save");
	if (options->save && options->format_given)
		return usage_error("events", "--save", "always JSON: not with --format");
	if (options->size_given && !options->save)
		return usage_error("events", "--max-size", "only with --save");
	return EXIT_OK;
}

static void print_recorded(struct event_source *source, const struct event_format *format)
{
	json_object *event;

	while (!event_source_next(source, &event) && event) {
		format->print(stdout, event);
		json_object_put(event);
	}
}

/* Prints what is there; 0, or what saved_events_next() said. */
static int print_file(struct saved_events *saved, const struct event_format *format)
{
	json_object *event;
	int r;

	while (!(r = saved_events_next(saved, &event)) && event) {
		format->print(stdout, event);
		json_object_put(event);
	}
	return r;
}

static int print_saved(const struct options *options)
{
	_cleanup_saved_ struct saved_events *saved =
		saved_events_new(options->files, options->file_count);
	int worst = EXIT_OK, r;

	if (!saved)
		return report("events", -ENOMEM, "try again");
	while ((r = saved_events_next_file(saved)) != SAVED_END) {
		if (r == SAVED_FILE)
			r = print_file(saved, options->format);
		if (report_saved(saved, r) != EXIT_OK)
			worst = EXIT_FAILED;
	}
	return report_output() ?: worst;
}

/*
 * Asked before the recorder is read for the last time, so that nothing of it is missed. True once in a while at most: it is the
 * dearer half of what an idle reader does.
 */
static bool is_replaced(const struct ring *ring, bool follow)
{
	static unsigned int looks;

	return follow && ++looks % REPLACED_INTERVAL == 0 && recorder_replaced(ring);
}

static int print_recorder(struct event_source *source, const struct options *options)
{
	for (;;) {
		bool replaced = is_replaced(&source->ring, options->follow);
		int r;

		print_recorded(source, options->format);
		r = report_output();
		if (ferror(stdout) || !options->follow)
			return r;
		if (replaced)
			return report("events", 0,
				      "driftbolt was unloaded: start it again after a load");
		poll(NULL, 0, FOLLOW_INTERVAL_MS);
	}
}

/* Said once: events are saved all the same, and the next time tells what this one could not. */
static void tell_repeats(struct repeats_save *save, const struct event_log *log,
			 const struct event_source *source, bool all)
{
	static bool said;
	int r = save->file < 0 ? 0 : repeats_save(save, log, source->ring.maps, all);

	if (r < 0 && !said)
		report(log->prefix, r, "repeats of saved events could not be told: make room");
	said = r < 0;
}

static int save_recorder(struct event_source *source, const struct options *options)
{
	_cleanup_event_log_ struct event_log log = EVENT_LOG_NONE;
	_cleanup_free_ struct repeats_save *repeats = malloc(sizeof(*repeats));
	int r;

	if (!repeats)
		return report("events", -ENOMEM, "try again");
	r = event_save_start(source, options->save, options->max_size, &log);
	if (r != EXIT_OK)
		return r;
	r = repeats_save_open(repeats, &log);
	if (r < 0) {
		repeats_save_close(repeats);
		return report(options->save, r,
			      "the file of repeats there cannot be read and written");
	}
	for (unsigned int looks = 1;; looks++) {
		bool replaced = is_replaced(&source->ring, options->follow);

		r = event_save(source, &log, options->follow);
		if (r == EXIT_OK && (!options->follow || replaced || looks % REPEATS_INTERVAL == 0))
			tell_repeats(repeats, &log, source, !options->follow || replaced);
		if (r == EXIT_OK && replaced)
			r = report("events", 0,
				   "driftbolt was unloaded: start it again after a load");
		if (r != EXIT_OK || !options->follow)
			break;
		poll(NULL, 0, FOLLOW_INTERVAL_MS);
	}
	repeats_save_close(repeats);
	return r;
}

static int cmd_events(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_free_ struct event_source *source = NULL;
	struct options options;
	int r = parse(argc, argv, &options);

	if (r != EXIT_OK)
		return r;
	if (options.file_count)
		return print_saved(&options);
	source = malloc(sizeof(*source));
	if (!source)
		return report("events", -ENOMEM, "try again");
	r = kernel_maps_open(&maps, true);
	if (r < 0)
		return report_not_open(r);
	r = event_source_open_ring(source, &maps);
	if (r < 0)
		return report("events", r, "try again");
	r = options.save ? save_recorder(source, &options) : print_recorder(source, &options);
	event_source_close(source);
	return r;
}
DB_COMMAND(
	cmd_events, .name = "events",
	.arguments =
		"[--follow] [--format text|json|ocsf|cef] [--json] [--save DIR [--max-size SIZE] | FILE|DIR...]",
	.summary = "Prints or saves the flight recorder, oldest first",
	.details =
		"Any number of readers; reading takes nothing away. A gap says how many are lost.\n"
		"FILE, or DIR with all its files: what was saved, instead of this machine's recorder; - is standard\n"
		"input. --save keeps events in DIR as JSON lines, across reboots: each once, and none twice.\n");
