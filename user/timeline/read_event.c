// SPDX-License-Identifier: GPL-2.0-only
/* One JSON object to one struct timeline_event. Objects come from anywhere: see docs/EVENTS.md for what ours have. */
#include <errno.h>
#include <string.h>

#include "intake.h"
#include "wall_time.h"

#define BOOT_NS_MAX \
	1000000000000000000ULL /* 31 years: differences of wall times minus it cannot overflow */

int timeline_read_text(struct timeline *timeline, json_object *object, const char *key,
		       text_id *ret_id)
{
	json_object *member;

	*ret_id = 0;
	if (!json_object_object_get_ex(object, key, &member) ||
	    !json_object_is_type(member, json_type_string))
		return 0;
	return text_pool_add(&timeline->texts, json_object_get_string(member),
			     (size_t)json_object_get_string_len(member), ret_id);
}

bool timeline_read_number(json_object *object, const char *key, uint64_t most, uint64_t *ret)
{
	json_object *member;

	if (!json_object_object_get_ex(object, key, &member) ||
	    !json_object_is_type(member, json_type_int))
		return false;
	/* As a signed one it saturates at INT64_MAX, as an unsigned one at 0. */
	if (json_object_get_int64(member) < 0 || json_object_get_uint64(member) > most)
		return false;
	*ret = json_object_get_uint64(member);
	return true;
}

static int64_t read_time(json_object *object, const char *key)
{
	json_object *member;
	int64_t ns;

	if (!json_object_object_get_ex(object, key, &member) ||
	    !json_object_is_type(member, json_type_string) ||
	    wall_time_parse(json_object_get_string(member), &ns) < 0)
		return TIMELINE_NO_TIME;
	return ns;
}

static bool is_true(json_object *object, const char *key)
{
	json_object *member;

	return json_object_object_get_ex(object, key, &member) &&
	       json_object_is_type(member, json_type_boolean) && json_object_get_boolean(member);
}

static bool read_small(json_object *object, const char *key, uint32_t *ret)
{
	uint64_t number;

	if (!timeline_read_number(object, key, UINT32_MAX, &number))
		return false;
	*ret = (uint32_t)number;
	return true;
}

static int read_texts(struct timeline *timeline, json_object *object, struct timeline_event *event)
{
	json_object *signature;
	int r;

#define READ_(key, field)                                             \
	r = timeline_read_text(timeline, object, key, &event->field); \
	if (r < 0)                                                    \
		return r;
	TIMELINE_TEXTS(READ_)
#undef READ_
	if (!json_object_object_get_ex(object, "signature", &signature) ||
	    !json_object_is_type(signature, json_type_object))
		return 0;
	return timeline_read_text(timeline, signature, "name", &event->signature);
}

static void read_numbers(json_object *object, struct timeline_event *event)
{
	event->count = 1;
	timeline_read_number(object, "count", UINT64_MAX, &event->count);
	if (timeline_read_number(object, "seq", INT64_MAX, &event->seq))
		event->flags |= TIMELINE_HAS_SEQ;
	if (timeline_read_number(object, "boot_ns", BOOT_NS_MAX, &event->boot_ns))
		event->flags |= TIMELINE_HAS_BOOT_NS;
	if (read_small(object, "tgid", &event->pid) || read_small(object, "pid", &event->pid))
		event->flags |= TIMELINE_HAS_PID;
	if (read_small(object, "ppid", &event->ppid))
		event->flags |= TIMELINE_HAS_PPID;
	if (read_small(object, "uid", &event->uid))
		event->flags |= TIMELINE_HAS_UID;
	if (timeline_read_number(object, "size", UINT64_MAX, &event->size))
		event->flags |= TIMELINE_HAS_SIZE;
	if (is_true(object, "path_truncated"))
		event->flags |= TIMELINE_PATH_CUT;
	if (is_true(object, "exe_truncated"))
		event->flags |= TIMELINE_EXE_CUT;
}

static void read_times(json_object *object, struct timeline_event *event)
{
	event->time = read_time(object, "time");
	event->first = read_time(object, "first");
	event->last = read_time(object, "last");
	event->started = read_time(object, "started");
	if (event->time == TIMELINE_NO_TIME)
		event->time = event->first;
	if (event->first == TIMELINE_NO_TIME || event->first > event->time)
		event->first = event->time;
	if (event->last == TIMELINE_NO_TIME || event->last < event->time)
		event->last = event->time;
}

static int read_ancestor(struct timeline *timeline, json_object *object,
			 struct timeline_ancestor *ancestor)
{
	int r;

	*ancestor = (struct timeline_ancestor){};
	if (!json_object_is_type(object, json_type_object) ||
	    !read_small(object, "pid", &ancestor->pid))
		return 0;
	r = timeline_read_text(timeline, object, "comm", &ancestor->comm);
	if (r == 0)
		r = timeline_read_text(timeline, object, "exe", &ancestor->exe);
	if (r == 0)
		r = timeline_read_text(timeline, object, "cmdline", &ancestor->cmdline);
	if (r == 0 && !ancestor->cmdline)
		r = timeline_read_text(timeline, object, "arguments", &ancestor->cmdline);
	return r;
}

/* Whoever is behind one that cannot be told is no ancestor that we know. */
static int read_ancestors(struct timeline *timeline, json_object *object,
			  struct timeline_event *event)
{
	struct timeline_ancestor found[TIMELINE_ANCESTORS_MAX];
	json_object *array;
	uint32_t count = 0;
	size_t length;
	int r;

	if (!json_object_object_get_ex(object, "ancestors", &array) ||
	    !json_object_is_type(array, json_type_array))
		return 0;
	length = json_object_array_length(array);
	for (; count < length && count < TIMELINE_ANCESTORS_MAX; count++) {
		r = read_ancestor(timeline, json_object_array_get_idx(array, count), &found[count]);
		if (r < 0)
			return r;
		if (!found[count].pid)
			break;
	}
	event->ancestors = timeline->ancestor_count;
	event->ancestor_count = count;
	for (uint32_t i = 0; i < count; i++) {
		r = timeline_grow(&timeline->ancestors, timeline->ancestor_count,
				  &timeline->ancestor_room, sizeof(*timeline->ancestors));
		if (r < 0)
			return r;
		timeline->ancestors[timeline->ancestor_count++] = found[i];
	}
	return 0;
}

static uint32_t verdict_of(const char *word)
{
#define NAME_(C, name, text)      \
	if (!strcmp(word, #name)) \
		return DB_VERDICT_##C;
	DB_VERDICTS(NAME_)
#undef NAME_
	return DB_VERDICT_COUNT;
}

int timeline_read_event(struct timeline *timeline, json_object *object,
			struct timeline_event *event, text_id *ret_host)
{
	int r = timeline_read_text(timeline, object, "host", ret_host);

	if (r == 0)
		r = read_texts(timeline, object, event);
	if (r < 0)
		return r;
	if (!event->kind || !event->verdict_word)
		return -EBADMSG;
	event->verdict = verdict_of(text_of(&timeline->texts, event->verdict_word));
	read_numbers(object, event);
	read_times(object, event);
	r = timeline_read_text(timeline, object, "boot_id", &event->boot_id);
	if (r == 0)
		r = read_ancestors(timeline, object, event);
	return r < 0 ? r : timeline_read_more(timeline, object, &event->more);
}
