// SPDX-License-Identifier: GPL-2.0-only
#include "json_writer.h"

static void separate(struct json_writer *json)
{
	if (json->comma)
		putc_unlocked(',', json->out);
	json->comma = true;
}

static bool is_markup(char byte)
{
	return byte == '<' || byte == '>' || byte == '&';
}

static void put_byte(struct json_writer *json, char byte)
{
	if (is_markup(byte))
		fprintf(json->out, "\\u%04x", (unsigned char)byte);
	else
		putc_unlocked(byte, json->out);
}

void json_text(struct json_writer *json, const char *text)
{
	separate(json);
	putc_unlocked('"', json->out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc_unlocked('\\', json->out);
		put_byte(json, *text);
	}
	putc_unlocked('"', json->out);
}

void json_number(struct json_writer *json, uint64_t number)
{
	separate(json);
	fprintf(json->out, "%llu", (unsigned long long)number);
}

void json_raw(struct json_writer *json, const char *word)
{
	separate(json);
	fputs(word, json->out);
}

void json_key(struct json_writer *json, const char *key)
{
	separate(json);
	fprintf(json->out, "\"%s\":", key);
	json->comma = false;
}

void json_open(struct json_writer *json, char bracket)
{
	separate(json);
	putc_unlocked(bracket, json->out);
	json->comma = false;
}

void json_close(struct json_writer *json, char bracket)
{
	putc_unlocked(bracket, json->out);
	json->comma = true;
}

void json_open_member(struct json_writer *json, const char *key, char bracket)
{
	json_key(json, key);
	json_open(json, bracket);
}

void json_member_text(struct json_writer *json, const char *key, const char *text)
{
	if (!*text)
		return;
	json_key(json, key);
	json_text(json, text);
}

void json_member_number(struct json_writer *json, const char *key, uint64_t number)
{
	json_key(json, key);
	json_number(json, number);
}

void json_member_raw(struct json_writer *json, const char *key, const char *text)
{
	json_key(json, key);
	/* Markup is only in texts of it: nowhere else does JSON have these. */
	for (; *text; text++)
		put_byte(json, *text);
	json->comma = true;
}
