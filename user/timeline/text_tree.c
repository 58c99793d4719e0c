// SPDX-License-Identifier: GPL-2.0-only
/* An incident's processes: below each, its events and children in time order. */
#include <stdlib.h>
#include <string.h>

#include "../cleanup.h"
#include "text_layout.h"
#include "text_tree.h"
#include "wall_time.h"
#include "wording.h"

static void print_event_text(FILE *out, const struct timeline *timeline,
			     const struct timeline_event *event)
{
	const struct timeline_process *process = &timeline->processes[event->process];
	const struct text_pool *texts = &timeline->texts;
	const char *path = text_of(texts, event->path), *sha256 = text_of(texts, event->sha256);
	const char *reason = text_of(texts, event->reason);
	const char *meaning = timeline_reason_text(reason);
	char until[WALL_TIME_SIZE];

	fputs(text_of(texts, event->kind), out);
	if (*path && event->path != process->exe)
		fprintf(out, " %s%s", event->flags & TIMELINE_PATH_CUT ? "..." : "", path);
	if (event->signature)
		fprintf(out, ": %s", text_of(texts, event->signature));
	if (*reason)
		fprintf(out, ": %s%s%s%s", meaning ?: "", meaning ? " (" : "", reason,
			meaning ? ")" : "");
	if (*sha256)
		fprintf(out, ", sha256 %.*s", SHORT_HEX, sha256);
	if (event->arguments && event->arguments != process->cmdline)
		fprintf(out, ": %s", text_of(texts, event->arguments));
	if (event->count > 1) {
		duration_text(event->last - event->first, until);
		fprintf(out, ", %llu times in %s", (unsigned long long)event->count, until);
	}
}

static int put_event(const struct timeline *timeline, const struct text_style *style,
		     const struct margin *margin, const struct timeline_event *event, int64_t start)
{
	char when[WALL_TIME_SIZE], word[24];
	_cleanup_free_ char *text = NULL;
	int r = IN_MEMORY(text, print_event_text(memory, timeline, event));
	size_t i;

	if (r < 0)
		return r;
	text_relative(event->time > start ? event->time - start : 0, when, sizeof(when));
	snprintf(word, sizeof(word), "%s", text_of(&timeline->texts, event->verdict_word));
	for (i = 0; word[i]; i++)
		if (word[i] >= 'a' && word[i] <= 'z')
			word[i] -= 'a' - 'A';
	text_put(style, text_dim, margin->first);
	text_put(style, text_dim, when);
	fputs(event->flags & TIMELINE_TIME_GUESSED ? "? " : " ", style->out);
	text_put(style, text_colour_of(event->verdict), word);
	fputc(' ', style->out);
	text_put_wrapped(style, margin, (int)(strlen(when) + strlen(word) + 2), "", text);
	return 0;
}

static int put_process(const struct timeline *timeline, const struct text_style *style,
		       const struct margin *margin, uint32_t index)
{
	_cleanup_free_ char *text = NULL;
	int r = IN_MEMORY(text, print_process(memory, timeline, index));

	if (r < 0)
		return r;
	text_put(style, text_dim, margin->first);
	text_put_wrapped(style, margin, 0, text_bold, text);
	return 0;
}

/* One process on the way from the entry to the one that is printed. */
struct frame {
	uint32_t process, next_event, next_child;
};

static bool has_more(const struct frame *frame)
{
	return frame->next_event != TIMELINE_NONE || frame->next_child != TIMELINE_NONE;
}

/* Margins of an item of the process on top of the stack. */
static void make_margin(const struct text_style *style, const struct frame *frames, uint32_t depth,
			struct margin *margin)
{
	bool lines = style->lines;
	uint32_t levels = depth < LEVELS_MAX ? depth : LEVELS_MAX;
	char *first = margin->first, *next = margin->next;

	first += sprintf(first, "%*s", MARGIN, "");
	next += sprintf(next, "%*s", MARGIN, "");
	for (uint32_t i = 0; i < levels; i++) {
		const struct frame *frame = &frames[depth - levels + i];
		const char *through = has_more(frame) ? lines ? "│  " : "|  " : "   ";

		if (i + 1 < levels)
			first = stpcpy(first, through);
		else if (has_more(frame))
			first = stpcpy(first, lines ? "├─ " : "|- ");
		else
			first = stpcpy(first, lines ? "└─ " : "`- ");
		next = stpcpy(next, through);
	}
	margin->width = MARGIN + LEVEL_WIDTH * (int)levels;
}

struct tree {
	struct frame *frames;
	uint32_t depth, room;
};

static void free_tree(struct tree *tree)
{
	free(tree->frames);
}

static int enter(const struct timeline *timeline, const struct text_style *style, struct tree *tree,
		 uint32_t process)
{
	const struct timeline_process *of = &timeline->processes[process];
	struct margin margin;
	int r;

	make_margin(style, tree->frames, tree->depth, &margin);
	r = put_process(timeline, style, &margin, process);
	if (r == 0)
		r = timeline_grow(&tree->frames, tree->depth, &tree->room, sizeof(*tree->frames));
	if (r < 0)
		return r;
	tree->frames[tree->depth++] = (struct frame){ .process = process,
						      .next_event = of->first_event,
						      .next_child = of->first_child };
	return 0;
}

static bool event_is_next(const struct timeline *timeline, const struct frame *frame)
{
	if (frame->next_child == TIMELINE_NONE)
		return true;
	return frame->next_event != TIMELINE_NONE &&
	       timeline->events[frame->next_event].time <=
		       timeline->processes[frame->next_child].first;
}

int text_put_tree(const struct timeline *timeline, const struct text_style *style,
		  const struct timeline_incident *incident)
{
	__attribute__((cleanup(free_tree))) struct tree tree = {};
	int r = enter(timeline, style, &tree, incident->entry);

	while (r == 0 && tree.depth) {
		struct frame *frame = &tree.frames[tree.depth - 1];
		struct margin margin;
		uint32_t child;

		if (!has_more(frame)) {
			tree.depth--;
		} else if (event_is_next(timeline, frame)) {
			const struct timeline_event *event = &timeline->events[frame->next_event];

			frame->next_event = event->next_of_process;
			make_margin(style, tree.frames, tree.depth, &margin);
			r = put_event(timeline, style, &margin, event, incident->first);
		} else {
			child = frame->next_child;
			frame->next_child = timeline->processes[child].next_sibling;
			r = enter(timeline, style, &tree, child);
		}
	}
	return r;
}
