// SPDX-License-Identifier: GPL-2.0-only
/* learn: a manifest of what audit found missing, to be reviewed; nothing is applied by it. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "user/cleanup.h"
#include "user/event_log.h"
#include "user/event_source.h"
#include "user/manifest/class_rules.h"
#include "user/manifest/command.h"
#include "user/manifest/learn.h"
#include "user/manifest/output.h"
#include "user/manifest/platform.h"

#define LEFT_OUT_TEXT_(C, text) text,
static const char *const left_out_texts[] = { LEARN_LEFT_OUT(LEFT_OUT_TEXT_) };
#undef LEFT_OUT_TEXT_

static int fail_line(struct job *job, int error, const struct event_source *source)
{
	if (error != -EBADMSG && error != -E2BIG)
		return job_fail_errno(job, error, source->name, "reading events");
	return job_fail(job, error, source->name,
			"give it files of `driftbolt events --json` or --save",
			"line %lu is no event", source->line);
}

/* Whole or not at all, as with images: what a bad line hides may be a deny-listed digest. */
static int read_file(struct job *job, struct learn *learn, const char *name)
{
	_cleanup_free_ struct event_source *source = malloc(sizeof(*source));
	json_object *event;
	int r;

	if (!source)
		return job_no_memory(job);
	r = event_source_open_file(source, name);
	if (r < 0)
		return job_fail_errno(job, r, name, "opening events");
	for (;;) {
		r = event_source_next(source, &event);
		if (r < 0)
			r = fail_line(job, r, source);
		if (r < 0 || !event)
			break;
		job->entries++;
		job_progress(job);
		r = learn_event(learn, event);
		json_object_put(event);
		if (r < 0)
			break;
	}
	event_source_close(source);
	return r;
}

static int read_directory(struct job *job, struct learn *learn, const char *path)
{
	char **names;
	int count = event_log_list(path, &names), r = 0;

	if (count < 0)
		return job_fail_errno(job, count, path, "listing saved events");
	for (int i = 0; i < count; i++) {
		if (r >= 0)
			r = read_file(job, learn, names[i]);
		free(names[i]);
	}
	if (count)
		free(names);
	return r;
}

static int read_input(struct job *job, struct learn *learn, const char *name)
{
	struct stat st;

	if (strcmp(name, "-") && stat(name, &st) == 0 && S_ISDIR(st.st_mode))
		return read_directory(job, learn, name);
	return read_file(job, learn, name);
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
}

static int run(struct job *job)
{
	_cleanup_(listing_end) struct listing list = { .job = job };
	_cleanup_(learn_free) struct learn *learn = NULL;
	int r = learn_new(job, &learn);

	snprintf(job->header.platform, sizeof(job->header.platform), "%s",
		 job->options.platform ? job->options.platform : platform_native());
	job_stage(job, "reading events");
	for (int i = 0; r >= 0 && i < job->options.input_count; i++)
		r = read_input(job, learn, job->options.inputs[i]);
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
