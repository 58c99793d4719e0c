// SPDX-License-Identifier: GPL-2.0-only
#include "event_line.h"

void print_json_line(FILE *out, json_object *object)
{
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
}
