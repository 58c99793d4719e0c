// SPDX-License-Identifier: GPL-2.0-only
/* What an event has that the model has no place for, kept as JSON text of printable ASCII. */
#include <math.h>
#include <string.h>

#include "intake.h"

#define MORE_TEXT_MAX 512 /* bytes of one text in it */

static bool has_place(const char *key)
{
#define KEY_(text, field) text,
	static const char *const keys[] = {
		TIMELINE_TEXTS(KEY_) "seq",
		"time",
		"boot_ns",
		"host",
		"count",
		"first",
		"last",
		"pid",
		"tgid",
		"ppid",
		"uid",
		"size",
		"started",
		"ancestors",
		"path_truncated",
		"exe_truncated",
	};
#undef KEY_

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

static json_object *printable(struct timeline *timeline, const char *bytes, size_t length)
{
	text_id id;

	if (text_pool_add(&timeline->texts, bytes, length > MORE_TEXT_MAX ? MORE_TEXT_MAX : length,
			  &id) < 0)
		return NULL;
	return json_object_new_string(text_of(&timeline->texts, id));
}

static int copy_printable(struct timeline *timeline, json_object *from, json_object **ret);

static int copy_member(struct timeline *timeline, json_object *to, const char *key,
		       json_object *member)
{
	json_object *name, *copy = NULL;
	int r = copy_printable(timeline, member, &copy);

	if (r < 0 || !copy)
		return r;
	name = printable(timeline, key, strlen(key));
	if (name)
		json_object_object_add(to, json_object_get_string(name), copy);
	else
		json_object_put(copy);
	json_object_put(name);
	return 0;
}

/* Recursion ends where the parser's depth does. Nothing is copied of null and of numbers that JSON does not have. */
static int copy_printable(struct timeline *timeline, json_object *from, json_object **ret)
{
	int r = 0;

	*ret = NULL;
	switch (json_object_get_type(from)) {
	case json_type_boolean:
		*ret = json_object_new_boolean(json_object_get_boolean(from));
		break;
	case json_type_int:
		*ret = json_object_get_int64(from) < 0
			       ? json_object_new_int64(json_object_get_int64(from))
			       : json_object_new_uint64(json_object_get_uint64(from));
		break;
	case json_type_double:
		if (isfinite(json_object_get_double(from)))
			*ret = json_object_new_double(json_object_get_double(from));
		break;
	case json_type_string:
		*ret = printable(timeline, json_object_get_string(from),
				 (size_t)json_object_get_string_len(from));
		break;
	case json_type_array:
		*ret = json_object_new_array();
		for (size_t i = 0; r == 0 && i < json_object_array_length(from); i++) {
			json_object *copy;

			r = copy_printable(timeline, json_object_array_get_idx(from, i), &copy);
			if (copy)
				json_object_array_add(*ret, copy);
		}
		break;
	case json_type_object:
		*ret = json_object_new_object();
		json_object_object_foreach (from, key, member)
			if (r == 0)
				r = copy_member(timeline, *ret, key, member);
		break;
	case json_type_null:
		break;
	}
	return r;
}

int timeline_read_more(struct timeline *timeline, json_object *object, text_id *ret_more)
{
	json_object *more = json_object_new_object();
	const char *text;
	size_t length;
	int r = 0;

	json_object_object_foreach (object, key, member)
		if (r == 0 && !has_place(key))
			r = copy_member(timeline, more, key, member);
	text = json_object_to_json_string_length(
		more, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
	if (length > TEXT_LENGTH_MAX) {
		text = "{\"more_than_kept\":true}";
		length = strlen(text);
	}
	if (r == 0 && length > 2)
		r = text_pool_add(&timeline->texts, text, length, ret_more);
	json_object_put(more);
	return r;
}
