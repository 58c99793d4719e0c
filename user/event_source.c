// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "event_source.h"

#define JSON_DEPTH 8 /* an event has an array of objects, and no more */

void event_source_close(struct event_source *source)
{
	if (source->close)
		source->close(source);
	source->close = NULL;
	if (source->file && source->file != stdin)
		fclose(source->file);
	source->file = NULL;
	if (source->tokener)
		json_tokener_free(source->tokener);
	source->tokener = NULL;
}

/* What is left of a line that was too long, so that the next one begins where it begins. Not before it is asked for: it may not end. */
static void skip_rest(struct event_source *source)
{
	int c;

	if (!source->too_long)
		return;
	while ((c = getc_unlocked(source->file)) != EOF && c != '\n')
		;
	source->too_long = false;
}

/* The length of the next line without its end; 0 at the end of the file. */
static ssize_t read_line(struct event_source *source)
{
	size_t length;

	errno = 0;
	skip_rest(source);
	source->line++;
	/* A NUL in the line cuts it short: what is left is no object then, or one that was meant to be read. */
	if (!fgets(source->text, sizeof(source->text), source->file))
		return ferror(source->file) ? -(errno ?: EIO) : 0;
	length = strlen(source->text);
	if (length && source->text[length - 1] == '\n')
		return (ssize_t)length - 1;
	if (feof(source->file))
		return 0; /* it was being written */
	if (length != sizeof(source->text) - 1)
		return -EBADMSG;
	source->too_long = true;
	return -E2BIG;
}

static int next_of_file(struct event_source *source, json_object **ret_object)
{
	json_object *object;
	ssize_t length;

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

/* NULL and errno, also for what may never end or be there for somebody else: a pipe, a device. */
static FILE *open_regular(const char *name)
{
	_cleanup_close_ int fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	FILE *file;

	if (fd < 0 || fstat(fd, &st) < 0)
		return NULL;
	if (!S_ISREG(st.st_mode)) {
		errno = EINVAL;
		return NULL;
	}
	file = fdopen(fd, "r");
	if (file)
		take_fd(&fd);
	return file;
}

static int open_stream(struct event_source *source, const char *name, FILE *file)
{
	*source = (struct event_source){ .next = next_of_file, .name = name, .file = file };
	if (!file)
		return -errno;
	source->tokener = json_tokener_new_ex(JSON_DEPTH);
	if (!source->tokener) {
		event_source_close(source);
		return -ENOMEM;
	}
	json_tokener_set_flags(source->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return 0;
}

int event_source_open_file(struct event_source *source, const char *name)
{
	return open_stream(source, name, strcmp(name, "-") ? fopen(name, "re") : stdin);
}

int event_source_open_found(struct event_source *source, const char *name)
{
	return open_stream(source, name, open_regular(name));
}

int event_source_next(struct event_source *source, json_object **ret_object)
{
	*ret_object = NULL;
	return source->next(source, ret_object);
}
