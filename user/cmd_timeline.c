// SPDX-License-Identifier: GPL-2.0-only
/* timeline: incidents as process trees in time, of the flight recorder or of saved events. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"
#include "event_source.h"
#include "kernel_maps.h"
#include "report.h"
#include "saved_report.h"
#include "timeline/print_html.h"
#include "timeline/print_json.h"
#include "timeline/print_text.h"
#include "timeline/timeline.h"

struct request {
	bool json;
	const char *html; /* file to write, NULL */
	char **files;
	int file_count; /* 0: this machine's flight recorder */
};

static int report_full(const char *name, unsigned long line, int r)
{
	if (r == -E2BIG)
		return report(
			name, 0,
			"line %lu: more than a timeline holds (%u events, %u files, %u boots): give a part of it, of a directory name some of its files",
			line, TIMELINE_EVENTS_MAX, TIMELINE_SOURCES_MAX, TIMELINE_BOOTS_MAX);
	return report(name, r, "give a part of the events");
}

/* The object is put. 0; -E2BIG, -ENOMEM. */
static int take_event(struct timeline *timeline, unsigned long line, json_object *object)
{
	int r = timeline_add(timeline, (uint32_t)line, object);

	json_object_put(object);
	if (r != -EBADMSG)
		return r;
	timeline_bad_lines(timeline, (uint32_t)line, 1);
	return 0;
}

static int read_recorder(struct timeline *timeline)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	/* It has a line of the largest size in it: too large for the stack. */
	_cleanup_free_ struct event_source *source = malloc(sizeof(*source));
	json_object *object;
	int r = kernel_maps_open(&maps, true);

	if (r < 0)
		return report_not_open(r);
	if (!source)
		return report("timeline", -ENOMEM, "free memory");
	r = event_source_open_ring(source, &maps);
	if (r < 0)
		return report("flight recorder", r, "cannot be read");
	r = timeline_add_source(timeline, "this machine");
	while (r == 0 && !(r = event_source_next(source, &object)) && object)
		r = take_event(timeline, 0, object);
	event_source_close(source);
	return r < 0 ? report_full("flight recorder", 0, r) : EXIT_OK;
}

/* 0, -E2BIG or -ENOMEM of the timeline; *ret_unread: 0, or -errno of the file. */
static int take_file(struct timeline *timeline, struct saved_events *saved, int *ret_unread)
{
	json_object *object;
	int r = 0;

	while (r == 0 && !(*ret_unread = saved_events_next(saved, &object)) && object)
		r = take_event(timeline, saved->source.line, object);
	timeline_bad_lines(timeline, (uint32_t)saved->first_bad_line, (uint32_t)saved->bad_lines);
	return r;
}

/*
 * `unread`: -errno if the file could not be opened. Lines that are no events are left out, and told in the timeline. A file that was
 * named is read whole, or there is no timeline. In a directory there may be anything: what cannot be read there is said, in the
 * timeline too, and *ret_worst is EXIT_FAILED. Returns enum exit_code.
 */
static int read_file(struct timeline *timeline, struct saved_events *saved, int unread,
		     int *ret_worst)
{
	const char *name = strcmp(saved->name, "-") ? saved->name : "standard input";
	uint32_t events = timeline->event_count;
	int r = (saved->goes_on ? timeline_add_part : timeline_add_source)(timeline, name);

	if (r == 0 && !unread)
		r = take_file(timeline, saved, &unread);
	if (r < 0)
		return report_full(name, saved->source.line, r);
	if (unread) {
		timeline_cut_source(timeline);
		*ret_worst = report_saved(saved, unread);
		return saved->in_directory ? EXIT_OK : EXIT_FAILED;
	}
	if (report_repeats(saved) != EXIT_OK)
		*ret_worst = EXIT_FAILED;
	if (!saved->in_directory && timeline->event_count == events &&
	    timeline->sources[timeline->source_count - 1].bad_lines)
		return report(name, 0,
			      "holds no events: give what 'driftbolt events --json' prints");
	return EXIT_OK;
}

static int read_saved(struct timeline *timeline, const struct request *request, int *ret_worst)
{
	_cleanup_saved_ struct saved_events *saved =
		saved_events_new(request->files, request->file_count);
	int r, ended = EXIT_OK;

	if (!saved)
		return report("timeline", -ENOMEM, "free memory");
	while (ended == EXIT_OK && (r = saved_events_next_file(saved)) != SAVED_END) {
		if (r == SAVED_EMPTY)
			report_saved(saved, r);
		else
			ended = read_file(timeline, saved, r < 0 ? r : 0, ret_worst);
	}
	return ended;
}

static int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int width = TEXT_WIDTH_DEFAULT;

	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	if (columns && atoi(columns) > 0)
		width = atoi(columns);
	if (width < TEXT_WIDTH_MIN)
		return TEXT_WIDTH_MIN;
	return width < TEXT_WIDTH_MAX ? width : TEXT_WIDTH_MAX;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static bool shows_utf8(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (is_set(variables[i]))
			return strcasestr(getenv(variables[i]), "UTF-8") ||
			       strcasestr(getenv(variables[i]), "UTF8");
	return false;
}

static int print(const struct timeline *timeline, const struct request *request)
{
	const char *term = getenv("TERM");
	const struct text_style style = {
		.out = stdout,
		.width = terminal_width(),
		.colour = isatty(STDOUT_FILENO) && !is_set("NO_COLOR") &&
			  !(term && !strcmp(term, "dumb")),
		.lines = shows_utf8(),
	};
	int r;

	if (request->html) {
		r = timeline_write_html(timeline, request->html);
		if (r == -EINVAL)
			return report(
				request->html, 0,
				"is no regular file, so it is not replaced: give another name");
		return r < 0 ? report(request->html, r, "the page cannot be written there")
			     : EXIT_OK;
	}
	r = request->json ? timeline_print_json(timeline, stdout)
			  : timeline_print_text(timeline, &style);
	return r < 0 ? report("timeline", r, "give a part of the events") : report_output();
}

static int parse(int argc, char **argv, struct request *request)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (!strcmp(argv[i], "--json")) {
			request->json = true;
		} else if (!strcmp(argv[i], "--html")) {
			if (++i == argc)
				return usage_error("timeline", NULL,
						   "--html needs a file to write");
			request->html = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			i++;
			break;
		} else {
			return usage_error("timeline", argv[i],
					   "not an option: --json or --html FILE");
		}
	}
	if (request->json && request->html)
		return usage_error("timeline", "--json", "not together with --html");
	if (request->html && (!*request->html || request->html[0] == '-'))
		return usage_error("timeline", request->html, "not a file: --html FILE");
	request->files = argv + i;
	request->file_count = argc - i;
	for (int at = 0; at < request->file_count; at++)
		if (!*request->files[at] || (request->files[at][0] == '-' && request->files[at][1]))
			return usage_error("timeline", request->files[at],
					   "not a file: options come first");
	return EXIT_OK;
}

static int cmd_timeline(int argc, char **argv)
{
	_cleanup_timeline_ struct timeline timeline = {};
	struct request request = {};
	int r = parse(argc, argv, &request), worst = EXIT_OK;

	if (r == EXIT_OK)
		r = request.file_count ? read_saved(&timeline, &request, &worst)
				       : read_recorder(&timeline);
	if (r != EXIT_OK)
		return r;
	if (timeline_finish(&timeline) < 0)
		return report("timeline", -ENOMEM, "give a part of the events");
	return print(&timeline, &request) ?: worst;
}
DB_COMMAND(
	cmd_timeline, .name = "timeline", .arguments = "[--json | --html FILE] [FILE|DIR...]",
	.summary = "Shows what happened: incidents as process trees in time",
	.details =
		"Of the flight recorder, or of files of 'driftbolt events --json' and directories of\n"
		"'driftbolt events --save', of several machines too; - is standard input. --json\n"
		"prints an object for each incident; --html writes one page that needs no network.\n");
