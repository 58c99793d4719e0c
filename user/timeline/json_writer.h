/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON as it is made, for outputs too large to be built first. Texts are of the pool or our own, so printable ASCII; besides what
 * JSON needs, <, > and & are \u00XX, so that the same text may stand in a page.
 */
#ifndef DB_TIMELINE_JSON_WRITER_H
#define DB_TIMELINE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json_writer {
	FILE *out;
	bool comma; /* the next member or element has one before it */
};

void json_text(struct json_writer *json, const char *text);
void json_number(struct json_writer *json, uint64_t number);
/* A word of JSON: null, true. */
void json_raw(struct json_writer *json, const char *word);
void json_key(struct json_writer *json, const char *key);
void json_open(struct json_writer *json, char bracket);
void json_close(struct json_writer *json, char bracket);
/* A member that is an object or an array. */
void json_open_member(struct json_writer *json, const char *key, char bracket);
/* Left out if empty. */
void json_member_text(struct json_writer *json, const char *key, const char *text);
void json_member_number(struct json_writer *json, const char *key, uint64_t number);
/* JSON text of printable ASCII, as it is but for <, > and &. */
void json_member_raw(struct json_writer *json, const char *key, const char *text);

#endif
