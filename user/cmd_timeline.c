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

static int report_read(const char *name, unsigned long line, int r)
{
	if (r == -E2BIG)
		return report(name, 0,
			      "line %lu: more than a timeline holds (%u events): give a part of it",
			      line, TIMELINE_EVENTS_MAX);
	return report(name, r, "cannot be read: see 'driftbolt timeline --help'");
}

/* Returns enum exit_code: lines that are no events are left out and told in the timeline. */
static int read_source(struct timeline *timeline, struct event_source *source, const char *name)
{
	unsigned long events = timeline->event_count, bad = 0;
	int r = timeline_add_source(timeline, name);

	while (r == 0) {
		json_object *object;

		r = event_source_next(source, &object);
		if (r == 0 && !object)
			break;
		if (r == 0) {
			r = timeline_add(timeline, (uint32_t)source->line, object);
			json_object_put(object);
		} else if (r == -E2BIG) {
			r = -EBADMSG; /* of a line, not of the timeline */
		}
		if (r == -EBADMSG) {
			timeline_bad_line(timeline, (uint32_t)source->line);
			bad++;
			r = 0;
		}
	}
	if (r < 0)
		return report_read(name, source->line, r);
	if (bad && timeline->event_count == events)
		return report(name, 0,
			      "holds no events: give what 'driftbolt events --json' prints");
	return EXIT_OK;
}

static int read_file(struct timeline *timeline, struct event_source *source, const char *name)
{
	int r = event_source_open_file(source, name);

	if (r < 0)
		return report(name, r, "cannot be read: give a file of 'driftbolt events --json'");
	r = read_source(timeline, source, strcmp(name, "-") ? name : "standard input");
	event_source_close(source);
	return r;
}

static int read_recorder(struct timeline *timeline, struct event_source *source)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	int r = kernel_maps_open(&maps, true);

	if (r < 0)
		return report_not_open(r);
	r = event_source_open_ring(source, &maps);
	if (r < 0)
		return report("flight recorder", r, "cannot be read");
	r = read_source(timeline, source, "this machine");
	event_source_close(source);
	return r;
}

static int read_all(struct timeline *timeline, const struct request *request)
{
	/* It has a line of the largest size in it: too large for the stack. */
	_cleanup_free_ struct event_source *source = calloc(1, sizeof(*source));
	int r = EXIT_OK;

	if (!source)
		return report("timeline", -ENOMEM, "free memory");
	if (!request->file_count)
		return read_recorder(timeline, source);
	for (int i = 0; r == EXIT_OK && i < request->file_count; i++)
		r = read_file(timeline, source, request->files[i]);
	return r;
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
	if (r == 0 && (fflush(stdout) || ferror(stdout)))
		r = errno == EPIPE ? 0 : -(errno ?: EIO);
	return r < 0 ? report("standard output", r, "cannot be written") : EXIT_OK;
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
	int r = parse(argc, argv, &request);

	if (r == EXIT_OK)
		r = read_all(&timeline, &request);
	if (r != EXIT_OK)
		return r;
	if (timeline_finish(&timeline) < 0)
		return report("timeline", -ENOMEM, "give a part of the events");
	return print(&timeline, &request);
}
DB_COMMAND(cmd_timeline, .name = "timeline", .arguments = "[--json | --html FILE] [FILE...]",
	   .summary = "Shows what happened: incidents as process trees in time",
	   .details =
		   "Of the flight recorder, or of files of 'driftbolt events --json', of several\n"
		   "machines too; - is standard input. --json prints an object for each incident;\n"
		   "--html writes one page that needs no network.\n");
