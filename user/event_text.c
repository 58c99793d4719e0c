// SPDX-License-Identifier: GPL-2.0-only
/* Events as people read them, one line each. */
#include <inttypes.h>
#include <string.h>

#include "event_field.h"
#include "event_format.h"
#include "maps/class.h"
#include "mode.h"
#include "report.h"

#define ID_LENGTH	 64 /* hex digits of a runtime's id */
#define ID_SHORT_LENGTH	 12 /* as runtimes show them */
#define POD_SHORT_LENGTH 8

static void print_or(FILE *out, json_object *event, const char *name, const char *otherwise)
{
	print_plain(out, event_text(event, name) ?: otherwise);
}

/* Padded to a column: the words of the contract are shorter than it. */
static void print_column(FILE *out, json_object *event, const char *name, int width)
{
	const char *text = event_text(event, name) ?: "-";
	int length = (int)strlen(text);

	print_plain(out, text);
	fprintf(out, "%*s ", width > length ? width - length : 0, "");
}

static void print_cut(FILE *out, const char *text, size_t length)
{
	char part[ID_LENGTH + 1];

	snprintf(part, sizeof(part), "%.*s", (int)length, text);
	print_plain(out, part);
}

static void print_container(FILE *out, json_object *event)
{
	const char *id = event_text(event, "container_id");
	const char *pod = event_text(event, "pod_uid");

	if (id) {
		fputs(" in ", out);
		if (strlen(id) == ID_LENGTH && strspn(id, "0123456789abcdef") == ID_LENGTH)
			print_cut(out, id, ID_SHORT_LENGTH);
		else
			print_plain(out, id);
	}
	if (pod) {
		fputs(" pod ", out);
		print_cut(out, pod, POD_SHORT_LENGTH);
	}
}

static void print_gap(FILE *out, json_object *event)
{
	uint64_t count = 0, seq = 0;

	event_number(event, "count", &count);
	event_number(event, "seq", &seq);
	fprintf(out, "-- gap: %" PRIu64 " events lost from number %" PRIu64 " --\n", count, seq);
}

/* As what the image ships a file that is not for this use, and as what it would have done. */
static void print_classes(FILE *out, json_object *event)
{
	uint64_t classes, wanted;
	char text[128];

	if (!event_number(event, "classes", &classes) || !event_number(event, "wanted", &wanted) ||
	    !(classes & DB_CLASS_ALL) || classes & wanted)
		return;
	classes_text(classes & DB_CLASS_ALL, text);
	fprintf(out, " (shipped as %s, ", text);
	classes_text(wanted & DB_CLASS_ALL, text);
	fprintf(out, "not as one of %s)", text);
}

void event_print_text(FILE *out, json_object *event)
{
	const char *arguments = event_text(event, "arguments");
	json_object *cut = event_part(event, "path_truncated", json_type_boolean);
	uint64_t tgid, count;

	if (event_is_gap(event)) {
		print_gap(out, event);
		return;
	}
	print_or(out, event, "time", "-");
	fputc(' ', out);
	print_column(out, event, "verdict", 5);
	print_column(out, event, "kind", 8);
	if (cut && json_object_get_boolean(cut))
		fputs("...", out);
	print_or(out, event, "path", "-");
	fputs(" by ", out);
	print_or(out, event, "comm", "-");
	if (event_number(event, "tgid", &tgid))
		fprintf(out, "[%" PRIu64 "]", tgid);
	fputs(" image ", out);
	print_or(out, event, "image", "-");
	print_container(out, event);
	fputs(": ", out);
	print_or(out, event, "reason", "-");
	print_classes(out, event);
	if (arguments) {
		fputs(": ", out);
		print_plain(out, arguments);
	}
	if (event_number(event, "count", &count) && count > 1)
		fprintf(out, " (%" PRIu64 " times)", count);
	fputc('\n', out);
}
