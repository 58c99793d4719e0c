// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "text_layout.h"

#define ROOM_MIN 20 /* columns that text has at least, however deep the tree is */

const char text_bold[] = "\x1b[1m", text_dim[] = "\x1b[2m";
static const char plain[] = "\x1b[0m";

const char *text_colour_of(uint32_t verdict)
{
	static const char *const colours[DB_VERDICT_COUNT + 1] = {
		[DB_VERDICT_KILL] = "\x1b[1;31m", [DB_VERDICT_DENY] = "\x1b[31m",
		[DB_VERDICT_ALERT] = "\x1b[33m",  [DB_VERDICT_AUDIT] = "\x1b[36m",
		[DB_VERDICT_ALLOW] = "\x1b[2m",	  [DB_VERDICT_COUNT] = "\x1b[35m",
	};

	return colours[verdict];
}

void text_put(const struct text_style *style, const char *colour, const char *text)
{
	if (style->colour)
		fprintf(style->out, "%s%s%s", colour, text, plain);
	else
		fputs(text, style->out);
}

/* As much of the text as fits into `room`, at a blank where there is one late enough. */
static size_t line_length(const char *text, size_t room)
{
	size_t length = strlen(text);

	if (length <= room)
		return length;
	for (size_t at = room; at > room / 2; at--)
		if (text[at] == ' ')
			return at;
	return room;
}

/* Text after `used` columns of a line that has its margin, and its end. */
void text_put_wrapped(const struct text_style *style, const struct margin *margin, int used,
		      const char *colour, const char *text)
{
	int width = style->width;
	char line[TEXT_WIDTH_MAX + 1];

	for (;;) {
		int room = width - margin->width - used;
		size_t length;

		room = room < ROOM_MIN ? ROOM_MIN : room;
		length = line_length(text, (size_t)(room > TEXT_WIDTH_MAX ? TEXT_WIDTH_MAX : room));
		memcpy(line, text, length);
		line[length] = '\0';
		text_put(style, colour, line);
		fputc('\n', style->out);
		text += length;
		while (*text == ' ')
			text++;
		if (!*text)
			return;
		text_put(style, text_dim, margin->next);
		used = 0;
	}
}

void text_relative(int64_t ns, char *text, size_t size)
{
	long long ms = ns / 1000000, seconds = ms / 1000;

	if (seconds < 60)
		snprintf(text, size, "+%lld.%03lld", seconds, ms % 1000);
	else if (seconds < 3600)
		snprintf(text, size, "+%lld:%02lld.%03lld", seconds / 60, seconds % 60, ms % 1000);
	else
		snprintf(text, size, "+%lld:%02lld:%02lld.%03lld", seconds / 3600,
			 seconds / 60 % 60, seconds % 60, ms % 1000);
}

static const struct margin flush = { .first = "  ", .next = "  ", .width = MARGIN };

void text_put_line(const struct text_style *style, const char *colour, const char *format, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	va_end(arguments);
	fputs(flush.first, style->out);
	text_put_wrapped(style, &flush, 0, colour, text ?: "");
}
