// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "event_format.h"
#include "event_line.h"

static const struct event_format formats[] = {
	{ "text", event_print_text },
	{ "json", print_json_line },
	{ "ocsf", event_print_ocsf },
	{ "cef", event_print_cef },
};

const struct event_format *event_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}
