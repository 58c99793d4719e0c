// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <time.h>

#include "event_field.h"

#define NS_PER_S 1000000000ULL

const char *event_text(json_object *event, const char *name)
{
	json_object *field = event_part(event, name, json_type_string);

	return field ? json_object_get_string(field) : NULL;
}

bool event_number(json_object *event, const char *name, uint64_t *ret_number)
{
	json_object *field = event_part(event, name, json_type_int);
	uint64_t number = field ? json_object_get_uint64(field) : 0; /* 0 of a negative one */

	if (!field || number > INT64_MAX || json_object_get_int64(field) < 0)
		return false;
	*ret_number = number;
	return true;
}

json_object *event_part(json_object *event, const char *name, enum json_type type)
{
	json_object *field;

	if (!json_object_object_get_ex(event, name, &field) || !json_object_is_type(field, type))
		return NULL;
	return field;
}

/* The digits after the second's point, as nanoseconds; NULL if they are none, or more than nine. */
static const char *take_fraction(const char *text, uint64_t *ret_ns)
{
	uint64_t ns = 0;
	int digits = 0;

	for (; *text >= '0' && *text <= '9'; text++, digits++)
		ns = 10 * ns + (uint64_t)(*text - '0');
	if (!digits || digits > 9)
		return NULL;
	for (; digits < 9; digits++)
		ns *= 10;
	*ret_ns = ns;
	return text;
}

bool event_time(json_object *event, const char *name, uint64_t *ret_ns)
{
	const char *text = event_text(event, name);
	struct tm utc = {};
	uint64_t ns = 0;
	time_t seconds;

	/* strptime() takes blanks and short years: the length tells what it took. */
	text = text && strlen(text) <= 64 ? text : NULL;
	if (!text || strspn(text, "0123456789-:.TZ") != strlen(text) ||
	    strptime(text, "%Y-%m-%dT%H:%M:%S", &utc) != text + strlen("2026-01-02T03:04:05"))
		return false;
	text += strlen("2026-01-02T03:04:05");
	if (*text == '.')
		text = take_fraction(text + 1, &ns);
	if (!text || strcmp(text, "Z"))
		return false;
	seconds = timegm(&utc);
	/* As nanoseconds 64 bits hold times up to 2554. */
	if (seconds < 0 || (uint64_t)seconds > (INT64_MAX - ns) / NS_PER_S)
		return false;
	*ret_ns = (uint64_t)seconds * NS_PER_S + ns;
	return true;
}

bool event_is_gap(json_object *event)
{
	const char *kind = event_text(event, "kind");

	return kind && !strcmp(kind, "gap");
}
