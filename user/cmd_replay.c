// SPDX-License-Identifier: GPL-2.0-only
/* replay: recorded events decided again, as they were or with something changed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "event_field.h"
#include "mode.h"
#include "replay.h"
#include "report.h"
#include "saved_report.h"
#include "setting.h"

struct totals {
	__u64 equal, differ, unknown, other, gaps; /* events; repeats are one */
	__u64 unread; /* lines of which no event can be made */
	__u64 acts; /* what the events stand for, repeats included */
};

/* A killed process was denied what it did. */
static bool same_verdict(__u32 recorded, __u32 decided)
{
	return recorded == decided || (recorded == DB_VERDICT_KILL && decided == DB_VERDICT_DENY);
}

/* Whatever it is in the file, and what stands behind it. */
static void print_field(json_object *object, const char *key, const char *end)
{
	print_plain(stdout, json_object_get_string(json_object_object_get(object, key)) ?: "-");
	fputs(end, stdout);
}

static uint64_t acts_of(json_object *object)
{
	uint64_t count = 1;

	return event_number(object, "count", &count) && count ? count : 1;
}

static void print_difference(json_object *object, const struct replay_event *event, __u32 verdict,
			     __u32 reason)
{
	uint64_t acts = acts_of(object);

	print_field(object, "time", " ");
	print_field(object, "kind", " ");
	print_field(object, "path", " by ");
	print_field(object, "comm", "[");
	print_field(object, "tgid", "]: ");
	printf("%s (%s), now %s (%s)", verdict_name(event->verdict), reason_name(event->reason),
	       verdict_name(verdict), reason_name(reason));
	if (acts > 1)
		printf(", %llu times", (unsigned long long)acts);
	putchar('\n');
}

static void replay_event(json_object *object, const struct replay_event *event,
			 const struct replay_change *change, struct totals *totals)
{
	__u32 verdict = 0, reason = 0;

	if (__builtin_add_overflow(totals->acts, acts_of(object), &totals->acts))
		totals->acts = UINT64_MAX; /* of a file that anybody wrote */
	switch (replay_decide(event, change, &verdict, &reason)) {
	case REPLAY_OTHER:
		totals->other++;
		return;
	case REPLAY_UNKNOWN:
		totals->unknown++;
		return;
	case REPLAY_DECIDED:
		break;
	}
	if (same_verdict(event->verdict, verdict) && event->reason == reason) {
		totals->equal++;
		return;
	}
	totals->differ++;
	print_difference(object, event, verdict, reason);
}

/* 0, or what saved_events_next() said. An event that cannot be decided again is said once a file, and counted. */
static int replay_file(struct saved_events *saved, const struct replay_change *change,
		       struct totals *totals)
{
	__u64 unread = totals->unread;
	struct replay_event event;
	const char *field;
	json_object *object;
	int r;

	while (!(r = saved_events_next(saved, &object)) && object) {
		if (event_is_gap(object))
			totals->gaps++;
		else if (replay_parse(object, &event, &field) == 0)
			replay_event(object, &event, change, totals);
		else if (totals->unread++ == unread)
			report(saved->name, 0,
			       "line %lu: '%s' is missing or unknown: written by another version?",
			       saved->source.line, field);
		json_object_put(object);
	}
	totals->unread += saved->bad_lines;
	return r;
}

/* Returns enum exit_code: what cannot be read is said, and the rest decided all the same. */
static int replay_all(char *const *names, int count, const struct replay_change *change,
		      struct totals *totals)
{
	_cleanup_saved_ struct saved_events *saved = saved_events_new(names, count);
	int worst = EXIT_OK, r;

	if (!saved)
		return report("replay", -ENOMEM, "free memory");
	while ((r = saved_events_next_file(saved)) != SAVED_END) {
		if (r == SAVED_FILE)
			r = replay_file(saved, change, totals);
		if (report_saved(saved, r) != EXIT_OK)
			worst = EXIT_FAILED;
	}
	return totals->unread ? EXIT_FAILED : worst;
}

static __u64 events_of(const struct totals *totals)
{
	return totals->equal + totals->differ + totals->unknown + totals->other;
}

static void print_totals(const struct totals *totals)
{
	printf("%llu equal, %llu differ", (unsigned long long)totals->equal,
	       (unsigned long long)totals->differ);
	if (totals->unknown)
		printf(", %llu not known: never hashed", (unsigned long long)totals->unknown);
	if (totals->other)
		printf(", %llu not decided by mode and setting", (unsigned long long)totals->other);
	if (totals->unread)
		printf(", %llu not read", (unsigned long long)totals->unread);
	if (totals->gaps)
		printf(", %llu gaps", (unsigned long long)totals->gaps);
	if (totals->acts > events_of(totals))
		printf("; with repeats they are %llu acts", (unsigned long long)totals->acts);
	putchar('\n');
}

static int read_manifest(const char *path, struct digest_set *digests)
{
	struct manifest_error error = {};
	int r = digest_set_read(digests, path, &error);

	if (r == -EBADMSG)
		return report(path, 0, "line %llu: %s", (unsigned long long)error.line,
			      error.message);
	return r < 0 ? report(path, r, "cannot be read") : EXIT_OK;
}

/* The options before the files; *ret_first is the first of these. */
static int parse_options(int argc, char **argv, struct digest_set *digests,
			 struct setting_change *settings, int *ret_first)
{
	const char *what;
	int i, r;

	for (i = 1; i < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!argv[i][2]) {
			i++;
			break;
		}
		if (i + 1 == argc)
			return usage_error("replay", argv[i],
					   "--manifest FILE or --set SETTING=LEVEL");
		if (!strcmp(argv[i], "--manifest")) {
			r = read_manifest(argv[i + 1], digests);
			if (r)
				return r;
		} else if (strcmp(argv[i], "--set")) {
			return usage_error("replay", argv[i], "not an option: --manifest or --set");
		} else if (setting_parse(argv[i + 1], settings, &what)) {
			return usage_error("replay", argv[i + 1], what);
		} else if (settings->set_filesystems || strstr(argv[i + 1], "=default")) {
			return usage_error("replay", argv[i + 1], "SETTING=off, alert or block");
		}
	}
	*ret_first = i;
	return i < argc ? EXIT_OK
			: usage_error("replay", NULL, "a file or a directory of events needed");
}

static int cmd_replay(int argc, char **argv)
{
	_cleanup_set_ struct digest_set digests = {};
	_cleanup_free_ __u64 *sizes = NULL;
	struct setting_change settings = {};
	struct replay_change change = {};
	struct totals totals = {};
	int first = 0, r;

	r = parse_options(argc, argv, &digests, &settings, &first);
	if (r)
		return r;
	if (*digests.header.image) { /* one was read, of no files perhaps */
		r = digest_set_finish(&digests);
		if (r >= 0)
			r = digest_set_sizes(&digests, &sizes, &change.size_count);
		if (r < 0)
			return report("--manifest", r, "the manifests cannot be united");
		change.digests = &digests;
		change.sizes = sizes;
	}
	change.clear = settings.clear;
	change.levels = settings.levels;
	r = replay_all(argv + first, argc - first, &change, &totals);
	print_totals(&totals);
	if (report_output() != EXIT_OK)
		return EXIT_FAILED;
	if (r == EXIT_OK && !events_of(&totals))
		r = report("replay", 0, "no event, so nothing is shown: name files that have some");
	return totals.differ && !change.digests && !change.clear ? EXIT_FAILED : r;
}
DB_COMMAND(
	cmd_replay, .name = "replay",
	.arguments = "[--manifest FILE]... [--set SETTING=off|alert|block]... FILE|DIR...",
	.summary = "Decides recorded events again, as they were or with a change",
	.details =
		"FILE has lines of 'driftbolt events --json', DIR is one of 'driftbolt events --save'; -\n"
		"is standard input. Without options the same verdicts must come out, and exit 1 says that\n"
		"they do not. With --manifest (all of them together stand for the image) or --set it\n"
		"prints what would have been decided otherwise. What was allowed is not recorded, and so\n"
		"not replayed. Exit 1, too, if there is no event.\n");
