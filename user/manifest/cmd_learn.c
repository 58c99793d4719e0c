// SPDX-License-Identifier: GPL-2.0-only
/* learn: a manifest of what audit found missing, to be reviewed; nothing is applied by it. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "user/cleanup.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/command.h"
#include "user/manifest/learn.h"
#include "user/manifest/learn_rules.h"
#include "user/manifest/output.h"
#include "user/manifest/platform.h"
#include "user/saved_events.h"

#define LEFT_OUT_TEXT_(C, text) text,
static const char *const left_out_texts[] = { LEARN_LEFT_OUT(LEFT_OUT_TEXT_) };
#undef LEFT_OUT_TEXT_

/* Whole or not at all, as with images: what a bad line hides may be a deny-listed digest. */
static int read_file(struct job *job, struct learn *learn, struct saved_events *saved)
{
	json_object *event;
	int r;

	while (!(r = saved_events_next(saved, &event)) && event) {
		job->entries++;
		job_progress(job);
		r = learn_event(learn, event);
		json_object_put(event);
		if (r < 0)
			return r;
	}
	if (r == -EBADMSG || r == -E2BIG)
		return job_fail(job, r, saved->name,
				"give it files of `driftbolt events --json` or --save",
				"line %lu is no event", saved->source.line);
	return r < 0 ? job_fail_errno(job, r, saved->name, "reading events") : 0;
}

static int read_events(struct job *job, struct learn *learn)
{
	_cleanup_saved_ struct saved_events *saved =
		saved_events_new(job->options.inputs, job->options.input_count);
	int r;

	if (!saved)
		return job_no_memory(job);
	saved->strict = true;
	while ((r = saved_events_next_file(saved)) != SAVED_END) {
		if (r == -EINVAL && saved->in_directory)
			return job_fail(job, r, saved->name, "move it elsewhere",
					"is no regular file, so it is not read");
		if (r < 0)
			return job_fail_errno(job, r, saved->name, "opening events");
		if (saved->repeats_error)
			return job_fail_errno(job, saved->repeats_error, saved->name,
					      "reading the counts of repeats beside it");
		if (r == SAVED_EMPTY)
			job_warn(
				job, saved->name,
				"no saved events there: name a directory that `driftbolt events --save` filled");
		else if ((r = read_file(job, learn, saved)) < 0)
			return r;
	}
	return 0;
}

static void drop_unlisted(struct listing *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->files[i].classes)
			list->files[kept++] = list->files[i];
		else
			free((char *)list->files[i].path);
	}
	list->count = kept;
}

/* As lines that can be copied into a file for --classes. */
static void tell_rules(struct job *job, const struct learn_rules *rules)
{
	char text[512];

	for (size_t i = 0; i < rules->count; i++) {
		snprintf(text, sizeof(text),
			 "with --classes, if it is meant to (%" PRIu64 " events): %s %s",
			 rules->rules[i].events, rules->rules[i].class, rules->rules[i].program);
		job_warn(job, "learn", text);
	}
}

static void summarize(struct job *job, const struct learn *learn, const struct listing *list)
{
	char text[256];

	snprintf(text, sizeof(text),
		 "%zu files of %" PRIu64 " events: review them before you load them", list->count,
		 learn_events(learn));
	job_warn(job, "learn", text);
	for (int why = 0; why < LEARN_LEFT_OUT_COUNT; why++) {
		if (!learn_left_out(learn, (enum learn_left_out)why))
			continue;
		snprintf(text, sizeof(text), "left out, %" PRIu64 " events: %s",
			 learn_left_out(learn, (enum learn_left_out)why), left_out_texts[why]);
		job_warn(job, "learn", text);
	}
	tell_rules(job, learn_class_rules(learn));
}

static int run(struct job *job)
{
	_cleanup_(listing_end) struct listing list = { .job = job };
	_cleanup_(learn_free) struct learn *learn = NULL;
	int r = learn_new(job, &learn);

	snprintf(job->header.platform, sizeof(job->header.platform), "%s",
		 job->options.platform ? job->options.platform : platform_native());
	job_stage(job, "reading events");
	if (r >= 0)
		r = read_events(job, learn);
	job_progress_end(job);
	if (r >= 0)
		r = learn_end(learn, &list);
	if (r >= 0) {
		r = class_rules_apply(job, list.files, list.count);
		if (r < 0)
			return job_fail_errno(job, r, job->options.input, "listing files");
		drop_unlisted(&list);
		r = listing_unite(&list);
	}
	if (r >= 0)
		r = output_manifest(job, list.files, list.count);
	if (r >= 0)
		summarize(job, learn, &list);
	return r;
}

const struct command command_learn = {
	.name = "learn",
	.argument = "EVENTS...",
	.summary = "events of audit: what would have been refused, for review",
	.many = true,
	.run = run,
};
