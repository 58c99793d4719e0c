// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/image.h"
#include "user/manifest/limits.h"

void cleanup_json(json_object **object)
{
	if (*object)
		json_object_put(*object);
	*object = NULL;
}

int json_malformed(struct job *job, const char *name, const char *what)
{
	return job_fail(job, -EBADMSG, name,
			"rebuild the image with a tool that follows the OCI "
			"image-spec",
			"%s", what);
}

static void cleanup_tokener(json_tokener **tokener)
{
	if (*tokener)
		json_tokener_free(*tokener);
}

int json_parse(struct job *job, const char *name, const char *text, size_t size,
	       json_object **ret_object)
{
	_cleanup_(cleanup_tokener) json_tokener *tokener = json_tokener_new_ex(LIMIT_JSON_DEPTH);
	_cleanup_(cleanup_json) json_object *object = NULL;

	if (!tokener)
		return job_no_memory(job);
	if (size > LIMIT_JSON)
		return json_malformed(job, name, "too much JSON");
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8 |
						JSON_TOKENER_ALLOW_TRAILING_CHARS);
	object = json_tokener_parse_ex(tokener, text, (int)size);
	if (!object)
		return job_fail(job, -EBADMSG, name, "copy the image again", "not JSON: %s",
				json_tokener_error_desc(json_tokener_get_error(tokener)));
	/* A final line feed is usual; anything else would be a second document. */
	for (size_t i = json_tokener_get_parse_end(tokener); i < size; i++)
		if (!strchr(" \t\r\n", text[i]) || text[i] == '\0')
			return json_malformed(job, name, "something follows the JSON document");
	*ret_object = take_pointer(object);
	return 0;
}

json_object *json_member(json_object *object, const char *name, json_type type)
{
	json_object *member;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, name, &member) || !json_object_is_type(member, type))
		return NULL;
	return member;
}

const char *json_text(json_object *object, const char *name)
{
	json_object *member = json_member(object, name, json_type_string);

	/* A NUL inside would make two readers see two texts. */
	if (!member ||
	    strlen(json_object_get_string(member)) != (size_t)json_object_get_string_len(member))
		return "";
	return json_object_get_string(member);
}

int digest_parse(const char *text, uint8_t ret_digest[HASH_SIZE])
{
	static const char prefix[] = "sha256:";

	if (strncmp(text, prefix, sizeof(prefix) - 1) != 0)
		return -EINVAL;
	return hash_from_hex(text + sizeof(prefix) - 1, ret_digest);
}

int descriptor_parse(struct job *job, const char *name, json_object *object,
		     struct descriptor *ret_descriptor)
{
	json_object *size = json_member(object, "size", json_type_int);

	*ret_descriptor = (struct descriptor){ .media_type = json_text(object, "mediaType") };
	if (digest_parse(json_text(object, "digest"), ret_descriptor->digest) < 0)
		return json_malformed(job, name, "a descriptor without a sha256 digest");
	if (!size || json_object_get_int64(size) < 0)
		return json_malformed(job, name, "a descriptor without a size");
	ret_descriptor->size = (uint64_t)json_object_get_int64(size);
	return 0;
}

void blob_path(const uint8_t digest[HASH_SIZE], char ret_path[BLOB_PATH_SIZE])
{
	char hex[HASH_HEX_SIZE];

	hash_to_hex(digest, hex);
	snprintf(ret_path, BLOB_PATH_SIZE, "blobs/sha256/%s", hex);
}

int descriptor_load(struct job *job, struct store *store, const struct descriptor *descriptor,
		    json_object **ret_object)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	_cleanup_free_ char *text = NULL;
	char path[BLOB_PATH_SIZE];
	size_t size;
	int r;

	blob_path(descriptor->digest, path);
	r = store_open_blob(store, path, &blob);
	if (r == -ENOENT)
		return job_fail(job, r, path, "copy the image again, whole", "missing");
	if (r < 0)
		return r;
	blob_expect(blob, descriptor->digest, descriptor->size);
	r = blob_read_all(blob, &text, &size);
	return r < 0 ? r : json_parse(job, path, text, size, ret_object);
}
