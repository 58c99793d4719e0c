// SPDX-License-Identifier: GPL-2.0-only
/* Any lines become a timeline that can be printed: text of printable ASCII, JSON that is JSON. */
#include <stdlib.h>
#include <string.h>

#include "user/timeline/page_data.h"
#include "user/timeline/print_json.h"
#include "user/timeline/print_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void add_lines(struct timeline *timeline, const uint8_t *bytes, size_t size)
{
	json_tokener *tokener = json_tokener_new_ex(8);
	uint32_t line = 1;

	while (size) {
		const uint8_t *end = memchr(bytes, '\n', size);
		size_t length = end ? (size_t)(end - bytes) : size;
		json_object *object;

		json_tokener_reset(tokener);
		object = json_tokener_parse_ex(tokener, (const char *)bytes, (int)length);
		if (json_object_is_type(object, json_type_object))
			timeline_add(timeline, line, object);
		else
			timeline_bad_lines(timeline, line, 1);
		json_object_put(object);
		line++;
		/* A line of its own begins another file, or part of one. */
		if (!length)
			timeline_add_source(timeline, "next");
		else if (length == 1 && *bytes == '+')
			timeline_add_part(timeline, "part");
		bytes += end ? length + 1 : length;
		size -= end ? length + 1 : length;
	}
	json_tokener_free(tokener);
}

static void check_json(char *text)
{
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n")) && *line) {
		json_object *object = json_tokener_parse(line);

		if (!object)
			abort();
		json_object_put(object);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct timeline timeline = {};
	struct text_style style = { .width = 60 };
	size_t length;
	char *text;
	FILE *out;

	timeline_add_source(&timeline, "first");
	add_lines(&timeline, bytes, size);
	if (timeline_finish(&timeline) < 0)
		abort();
	style.out = open_memstream(&text, &length);
	timeline_print_text(&timeline, &style);
	fclose(style.out);
	for (size_t i = 0; i < length; i++)
		if (text[i] != '\n' && (text[i] < 0x20 || text[i] >= 0x7f))
			abort();
	free(text);
	out = open_memstream(&text, &length);
	timeline_print_json(&timeline, out);
	fclose(out);
	check_json(text);
	out = open_memstream(&text, &length);
	timeline_put_page_data(&timeline, out);
	fclose(out);
	if (strpbrk(text, "<>&"))
		abort();
	check_json(text);
	timeline_close(&timeline);
	return 0;
}
