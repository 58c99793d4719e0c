// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <json-c/json.h>

#include "cleanup.h"
#include "oci_state.h"

#define STATE_MAX (1024 * 1024) /* bytes; annotations of Kubernetes are at most 256 KiB */
#define DEPTH_MAX 16

static json_object *parse(const char *text, size_t length)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	json_object *object = NULL;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	object = json_tokener_parse_ex(tokener, text, (int)length);
	for (size_t i = json_tokener_get_parse_end(tokener); object && i < length; i++) {
		if (strchr(" \t\r\n", text[i]) && text[i])
			continue;
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

/* NULL if it is not there, no text, or holds a zero byte, behind which anything could be. */
static const char *text_of(json_object *object, const char *key)
{
	json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	if (strlen(json_object_get_string(value)) != (size_t)json_object_get_string_len(value))
		return NULL;
	return json_object_get_string(value);
}

static int read_fields(struct oci_state *state)
{
	const char *status = text_of(state->object, "status");
	json_object *value;
	int64_t pid = 0;

	state->id = text_of(state->object, "id");
	if (!state->id || !status)
		return -EBADMSG;
	state->stopped = !strcmp(status, "stopped");
	if (json_object_object_get_ex(state->object, "pid", &value))
		pid = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
	if (pid < 0 || pid > INT_MAX || (!pid && !state->stopped))
		return -EBADMSG;
	state->pid = (pid_t)pid;
	if (json_object_object_get_ex(state->object, "annotations", &value) && value &&
	    !json_object_is_type(value, json_type_object))
		return -EBADMSG;
	return 0;
}

int oci_state_parse(const char *text, size_t length, struct oci_state *ret_state)
{
	int r = -EBADMSG;

	*ret_state = (struct oci_state)OCI_STATE_NONE;
	if (length > STATE_MAX)
		return -E2BIG;
	ret_state->object = parse(text, length);
	if (json_object_is_type(ret_state->object, json_type_object))
		r = read_fields(ret_state);
	if (r < 0)
		oci_state_close(ret_state);
	return r;
}

int oci_state_read(FILE *in, struct oci_state *ret_state)
{
	_cleanup_free_ char *text = malloc(STATE_MAX + 1);
	size_t length;

	*ret_state = (struct oci_state)OCI_STATE_NONE;
	if (!text)
		return -ENOMEM;
	length = fread(text, 1, STATE_MAX + 1, in);
	if (ferror(in))
		return -EIO;
	return oci_state_parse(text, length, ret_state);
}

void oci_state_close(struct oci_state *state)
{
	json_object_put(state->object);
	*state = (struct oci_state)OCI_STATE_NONE;
}

const char *oci_state_annotation(const struct oci_state *state, const char *key)
{
	json_object *annotations;
	const char *text;

	if (!json_object_object_get_ex(state->object, "annotations", &annotations))
		return NULL;
	text = text_of(annotations, key);
	return text && *text ? text : NULL;
}
