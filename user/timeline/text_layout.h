/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of a terminal: colours, margins, wrapping. */
#ifndef DB_TIMELINE_TEXT_LAYOUT_H
#define DB_TIMELINE_TEXT_LAYOUT_H

#include <errno.h>
#include "print_text.h"

#define LEVELS_MAX  20 /* of a tree; what is deeper is not indented further */
#define LEVEL_WIDTH 3
#define LEVEL_SIZE  12 /* bytes of one level's lines, at most */
#define MARGIN	    2
#define SHORT_HEX   12

/* Before a text: on its first line, and on those that follow. */
struct margin {
	char first[LEVELS_MAX * LEVEL_SIZE + MARGIN + LEVEL_SIZE];
	char next[LEVELS_MAX * LEVEL_SIZE + MARGIN + LEVEL_SIZE];
	int width;
};

extern const char text_bold[], text_dim[];
const char *text_colour_of(uint32_t verdict);
void text_put(const struct text_style *style, const char *colour, const char *text);
/* A text after `used` columns of a line that has its margin already, and the line's end. */
void text_put_wrapped(const struct text_style *style, const struct margin *margin, int used,
		      const char *colour, const char *text);
/* A paragraph of its own at the left margin. */
void text_put_line(const struct text_style *style, const char *colour, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* "+4.204", "+12:04.204", "+3:12:04.204" */
void text_relative(int64_t ns, char *text, size_t size);

/* 0 with what the statements print to `memory` in text, which the caller frees; -ENOMEM. */
#define IN_MEMORY(text, statements)                             \
	({                                                      \
		size_t size_;                                   \
		FILE *memory = open_memstream(&(text), &size_); \
		if (memory) {                                   \
			statements;                             \
			fclose(memory);                         \
		}                                               \
		memory ? 0 : -ENOMEM;                           \
	})

#endif
