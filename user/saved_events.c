// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "event_log.h"
#include "saved_events.h"

struct saved_events *saved_events_new(char *const *arguments, int count)
{
	struct saved_events *saved = calloc(1, sizeof(*saved));

	if (saved) {
		saved->arguments = arguments;
		saved->argument_count = count;
	}
	return saved;
}

static void end_directory(struct saved_events *saved)
{
	for (int i = 0; i < saved->name_count; i++)
		free(saved->names[i]);
	free(saved->names);
	saved->names = NULL;
	saved->name_count = saved->next_name = 0;
	saved->in_directory = false;
}

void saved_events_free(struct saved_events **saved)
{
	if (!*saved)
		return;
	event_source_close(&(*saved)->source);
	event_repeats_free(&(*saved)->repeats);
	end_directory(*saved);
	free(*saved);
	*saved = NULL;
}

static bool same_sequence(const char *name, const char *before)
{
	size_t length = event_log_sequence(name);

	return length && length == event_log_sequence(before) && !strncmp(name, before, length);
}

static int next_argument(struct saved_events *saved)
{
	struct stat st;
	int count;

	end_directory(saved);
	if (!saved->argument_count)
		return SAVED_END;
	saved->argument_count--;
	saved->name = *saved->arguments++;
	if (!strcmp(saved->name, "-") || stat(saved->name, &st) < 0 || !S_ISDIR(st.st_mode))
		return SAVED_FILE;
	count = event_log_list(saved->name, &saved->names);
	if (count <= 0)
		return count < 0 ? count : SAVED_EMPTY;
	saved->in_directory = true;
	saved->name_count = count;
	saved->name = saved->names[saved->next_name++];
	return SAVED_FILE;
}

static int next_name(struct saved_events *saved)
{
	if (saved->next_name == saved->name_count)
		return next_argument(saved);
	saved->name = saved->names[saved->next_name];
	saved->goes_on = same_sequence(saved->name, saved->names[saved->next_name - 1]);
	saved->next_name++;
	return SAVED_FILE;
}

int saved_events_next_file(struct saved_events *saved)
{
	int r;

	event_source_close(&saved->source);
	saved->bad_lines = saved->first_bad_line = 0;
	saved->goes_on = false;
	saved->repeats_error = 0;
	r = next_name(saved);
	if (r != SAVED_FILE)
		return r;
	if (!saved->goes_on) {
		event_repeats_free(&saved->repeats);
		saved->repeats_error = event_repeats_read(&saved->repeats, saved->name);
	}
	r = (saved->in_directory ? event_source_open_found : event_source_open_file)(&saved->source,
										     saved->name);
	return r < 0 ? r : SAVED_FILE;
}

int saved_events_next(struct saved_events *saved, json_object **ret_event)
{
	int r;

	while ((r = event_source_next(&saved->source, ret_event)) == -EBADMSG || r == -E2BIG) {
		if (saved->strict)
			return r;
		if (!saved->bad_lines++)
			saved->first_bad_line = saved->source.line;
	}
	if (*ret_event)
		event_repeats_apply(&saved->repeats, *ret_event);
	return r;
}
