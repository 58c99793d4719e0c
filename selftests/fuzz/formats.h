/* SPDX-License-Identifier: GPL-2.0-only */
/* Of any event every format makes one line, printable, and as JSON readable again. JSON is what it was. */
#ifndef DB_FUZZ_FORMATS_H
#define DB_FUZZ_FORMATS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "user/event_format.h"

static char *printed(const char *format, json_object *event, size_t *ret_size)
{
	char *text;
	FILE *out = open_memstream(&text, ret_size);

	event_format_find(format)->print(out, event);
	fclose(out);
	if (!*ret_size || memchr(text, '\n', *ret_size) != text + *ret_size - 1)
		abort();
	return text;
}

static void check_plain(const char *format, json_object *event)
{
	size_t size;
	char *text = printed(format, event, &size);

	for (size_t i = 0; i + 1 < size; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			abort();
	free(text);
}

static json_object *read_again(const char *format, json_object *event)
{
	size_t size;
	char *text = printed(format, event, &size);
	json_tokener *tokener = json_tokener_new_ex(32);
	json_object *object;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, (int)size - 1);
	if (!object || json_tokener_get_parse_end(tokener) != size - 1)
		abort();
	json_tokener_free(tokener);
	free(text);
	return object;
}

static void check_formats(json_object *event)
{
	json_object *again = read_again("json", event), *ocsf = read_again("ocsf", event);

	if (!json_object_equal(event, again))
		abort();
	if (!json_object_object_get_ex(ocsf, "class_uid", NULL) ||
	    !json_object_object_get_ex(ocsf, "time", NULL) ||
	    !json_object_object_get_ex(ocsf, "severity_id", NULL))
		abort();
	json_object_put(again);
	json_object_put(ocsf);
	check_plain("text", event);
	check_plain("cef", event);
}

#endif
