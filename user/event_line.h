/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef DB_USER_EVENT_LINE_H
#define DB_USER_EVENT_LINE_H

#include <stdio.h>
#include <json-c/json.h>

/* On one line. */
void print_json_line(FILE *out, json_object *object);

#endif
