// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "event_field.h"
#include "event_log.h"
#include "event_repeats.h"
#include "event_source.h"

void event_repeats_free(struct event_repeats *repeats)
{
	free(repeats->repeats);
	*repeats = (struct event_repeats){};
}

/* By number; of one number what was told most, which is what was told last. */
static int by_number(const void *a, const void *b)
{
	const struct event_repeat *x = a, *y = b;

	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return x->count < y->count ? -1 : x->count > y->count;
}

static int add(struct event_repeats *repeats, size_t *space, json_object *line)
{
	const char *last = event_text(line, "last");
	struct event_repeat repeat = {};
	struct event_repeat *more;

	if (!event_number(line, "seq", &repeat.seq) ||
	    !event_number(line, "count", &repeat.count) || !last ||
	    strlen(last) >= sizeof(repeat.last))
		return 0;
	memcpy(repeat.last, last, strlen(last));
	if (repeats->count == *space) {
		*space = *space ? 2 * *space : 64;
		more = reallocarray(repeats->repeats, *space, sizeof(*more));
		if (!more)
			return -ENOMEM;
		repeats->repeats = more;
	}
	repeats->repeats[repeats->count++] = repeat;
	return 0;
}

/* Leaves the last of each number. */
static void unite(struct event_repeats *repeats)
{
	size_t kept = 0;

	if (!repeats->count)
		return;
	qsort(repeats->repeats, repeats->count, sizeof(*repeats->repeats), by_number);
	for (size_t i = 1; i < repeats->count; i++) {
		if (repeats->repeats[i].seq != repeats->repeats[kept].seq)
			kept++;
		repeats->repeats[kept] = repeats->repeats[i];
	}
	repeats->count = kept + 1;
}

static int read_lines(struct event_repeats *repeats, struct event_source *source)
{
	size_t space = 0;
	json_object *line;
	int r;

	for (;;) {
		r = event_source_next(source, &line);
		if (r == -EBADMSG || r == -E2BIG)
			continue;
		if (r < 0 || !line)
			return r;
		r = add(repeats, &space, line);
		json_object_put(line);
		if (r < 0)
			return r;
	}
}

int event_repeats_read(struct event_repeats *repeats, const char *saved_file)
{
	_cleanup_free_ struct event_source *source = malloc(sizeof(*source));
	_cleanup_free_ char *name = NULL;
	size_t sequence = event_log_sequence(saved_file);
	int r;

	*repeats = (struct event_repeats){};
	if (!source)
		return -ENOMEM;
	if (!sequence)
		return 0;
	if (asprintf(&name, "%.*s%s", (int)sequence, saved_file, EVENT_LOG_REPEATS) < 0)
		return -ENOMEM;
	r = event_source_open_found(source, name);
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = read_lines(repeats, source);
	event_source_close(source);
	unite(repeats);
	return r;
}

static int number_before(const void *key, const void *element)
{
	const struct event_repeat *repeat = element;
	uint64_t seq = *(const uint64_t *)key;

	return seq < repeat->seq ? -1 : seq > repeat->seq;
}

void event_repeats_apply(const struct event_repeats *repeats, json_object *event)
{
	const struct event_repeat *found;
	uint64_t seq, count = 0;

	if (!repeats->count || event_is_gap(event) || !event_number(event, "seq", &seq))
		return;
	found = bsearch(&seq, repeats->repeats, repeats->count, sizeof(*found), number_before);
	event_number(event, "count", &count);
	if (!found || found->count <= count)
		return;
	json_object_object_add(event, "count", json_object_new_uint64(found->count));
	json_object_object_add(event, "last", json_object_new_string(found->last));
}
