// SPDX-License-Identifier: GPL-2.0-only
/* replay: recorded events decided again, as they were or with something changed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "event_source.h"
#include "mode.h"
#include "replay.h"
#include "report.h"
#include "setting.h"

struct totals {
	__u64 equal, differ, unknown, other, gaps; /* events; repeats are one */
};

/* A killed process was denied what it did; one that could not be killed any more is only told of. */
static bool same_verdict(__u32 recorded, __u32 decided)
{
	return recorded == decided || (recorded == DB_VERDICT_KILL && decided == DB_VERDICT_DENY);
}

static const char *text_of(json_object *object, const char *key)
{
	const char *text = json_object_get_string(json_object_object_get(object, key));

	return text ?: "-";
}

static void print_difference(json_object *object, const struct replay_event *event, __u32 verdict,
			     __u32 reason)
{
	printf("%s %s %s by %s[%s]: %s (%s), now %s (%s)\n", text_of(object, "time"),
	       text_of(object, "kind"), text_of(object, "path"), text_of(object, "comm"),
	       text_of(object, "tgid"), verdict_name(event->verdict), reason_name(event->reason),
	       verdict_name(verdict), reason_name(reason));
}

/* Reports and returns an exit code. */
static int replay_one(const struct event_source *source, json_object *object,
		      const struct replay_change *change, struct totals *totals)
{
	const char *kind = text_of(object, "kind"), *field;
	__u32 verdict = 0, reason = 0;
	struct replay_event event;

	if (!strcmp(kind, "gap")) {
		totals->gaps++;
		return EXIT_OK;
	}
	if (replay_parse(object, &event, &field) < 0)
		return report(source->name, 0,
			      "line %lu: '%s' is missing or unknown: written by another version?",
			      source->line, field);
	switch (replay_decide(&event, change, &verdict, &reason)) {
	case REPLAY_OTHER:
		totals->other++;
		return EXIT_OK;
	case REPLAY_UNKNOWN:
		totals->unknown++;
		return EXIT_OK;
	case REPLAY_DECIDED:
		break;
	}
	if (same_verdict(event.verdict, verdict) && event.reason == reason) {
		totals->equal++;
		return EXIT_OK;
	}
	totals->differ++;
	print_difference(object, &event, verdict, reason);
	return EXIT_OK;
}

static int replay_file(const char *name, const struct replay_change *change, struct totals *totals)
{
	static struct event_source source;
	json_object *object;
	int r = event_source_open_file(&source, name);

	if (r < 0)
		return report(name, r, "cannot be read");
	for (;;) {
		r = event_source_next(&source, &object);
		if (r < 0)
			r = report(
				name, r,
				"line %lu is no event: lines of 'driftbolt events --json' are wanted",
				source.line);
		if (r || !object)
			break;
		r = replay_one(&source, object, change, totals);
		json_object_put(object);
		if (r)
			break;
	}
	event_source_close(&source);
	return r;
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
	return i < argc ? EXIT_OK : usage_error("replay", NULL, "a file of events needed");
}

static int cmd_replay(int argc, char **argv)
{
	_cleanup_set_ struct digest_set digests = {};
	struct setting_change settings = {};
	struct replay_change change = {};
	struct totals totals = {};
	int first = 0, r;

	r = parse_options(argc, argv, &digests, &settings, &first);
	if (r)
		return r;
	if (digests.count) {
		r = digest_set_finish(&digests);
		if (r < 0)
			return report("--manifest", r, "the manifests cannot be united");
		change.digests = &digests;
	}
	change.clear = settings.clear;
	change.levels = settings.levels;
	for (int i = first; i < argc; i++) {
		r = replay_file(argv[i], &change, &totals);
		if (r)
			return r;
	}
	printf("%llu equal, %llu differ", (unsigned long long)totals.equal,
	       (unsigned long long)totals.differ);
	if (totals.unknown)
		printf(", %llu not known: never hashed", (unsigned long long)totals.unknown);
	if (totals.other)
		printf(", %llu not decided by mode and setting", (unsigned long long)totals.other);
	if (totals.gaps)
		printf(", %llu gaps", (unsigned long long)totals.gaps);
	putchar('\n');
	return totals.differ && !change.digests && !change.clear ? EXIT_FAILED : EXIT_OK;
}
DB_COMMAND(
	cmd_replay, .name = "replay",
	.arguments = "[--manifest FILE]... [--set SETTING=off|alert|block]... FILE...",
	.summary = "Decides recorded events again, as they were or with a change",
	.details =
		"FILE has lines of 'driftbolt events --json'; '-' is standard input. Without options\n"
		"the same verdicts must come out, and exit 1 says that they do not. With --manifest (all\n"
		"of them together stand for the image) or --set it prints what would have been decided\n"
		"otherwise. What was allowed is not recorded, and so not replayed.\n");
