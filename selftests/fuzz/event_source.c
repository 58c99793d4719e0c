// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any file of events: each line is an object or an error, and of each object every format makes one line, printable, and as JSON
 * readable again. JSON is what it was.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "user/event_format.h"
#include "user/event_source.h"

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

/* NULL: it has a NUL, which ends a text in C. */
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

static void check(json_object *event)
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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct event_source source;
	static int fd = -1;
	char name[32];
	json_object *event;
	unsigned long lines = 0;
	int r;

	if (fd < 0)
		fd = memfd_create("events", 0);
	if (ftruncate(fd, 0) || pwrite(fd, bytes, size, 0) != (ssize_t)size)
		abort();
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (event_source_open_file(&source, name))
		abort();
	for (;;) {
		r = event_source_next(&source, &event);
		if (source.line != ++lines)
			abort();
		if (!r && !event)
			break;
		if (!r)
			check(event);
		else if (r != -EBADMSG && r != -E2BIG)
			abort();
		json_object_put(event);
	}
	event_source_close(&source);
	return 0;
}
