// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "event_json.h"
#include "event_source.h"

#define JSON_DEPTH 8 /* an event has an array of objects, and no more */

static int start(struct event_source *source)
{
	source->tokener = json_tokener_new_ex(JSON_DEPTH);
	return source->tokener ? 0 : -ENOMEM;
}

int event_source_open_ring(struct event_source *source, const struct kernel_maps *maps)
{
	*source = (struct event_source){};
	ring_open(&source->ring, maps);
	return start(source);
}

int event_source_open_file(struct event_source *source, const char *name)
{
	int r;

	*source = (struct event_source){ .name = name };
	source->file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	if (!source->file)
		return -errno;
	r = start(source);
	if (r < 0)
		event_source_close(source);
	return r;
}

void event_source_close(struct event_source *source)
{
	ring_close(&source->ring);
	if (source->file && source->file != stdin)
		fclose(source->file);
	source->file = NULL;
	if (source->tokener)
		json_tokener_free(source->tokener);
	source->tokener = NULL;
}

static int next_of_ring(struct event_source *source, json_object **ret_object)
{
	struct db_event event;
	__u64 seq, lost;

	switch (ring_read(&source->ring, &event, &seq, &lost)) {
	case RING_EVENT:
		*ret_object = event_to_json(source->ring.maps, &event, seq);
		break;
	case RING_GAP:
		*ret_object = gap_to_json(seq, lost);
		break;
	case RING_END:
		*ret_object = NULL;
		break;
	}
	return 0;
}

/* The length of the next line without its end; 0 at the end of the file. */
static ssize_t read_line(struct event_source *source)
{
	size_t length;

	errno = 0;
	source->line++;
	/* A NUL in the line cuts it short: what is left is no object then, or one that was meant to be read. */
	if (!fgets(source->text, sizeof(source->text), source->file))
		return ferror(source->file) ? -(errno ?: EIO) : 0;
	length = strlen(source->text);
	if (length && source->text[length - 1] == '\n')
		return (ssize_t)length - 1;
	if (feof(source->file))
		return 0; /* it was being written */
	return length == sizeof(source->text) - 1 ? -E2BIG : -EBADMSG;
}

int event_source_next(struct event_source *source, json_object **ret_object)
{
	json_object *object;
	ssize_t length;

	*ret_object = NULL;
	if (!source->name)
		return next_of_ring(source, ret_object);
	length = read_line(source);
	if (length < 0)
		return (int)length;
	if (!length && feof(source->file))
		return 0;
	json_tokener_reset(source->tokener);
	object = json_tokener_parse_ex(source->tokener, source->text, (int)length);
	if (!object || !json_object_is_type(object, json_type_object) ||
	    json_tokener_get_parse_end(source->tokener) != (size_t)length) {
		json_object_put(object);
		return -EBADMSG;
	}
	*ret_object = object;
	return 0;
}
