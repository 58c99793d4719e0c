// SPDX-License-Identifier: GPL-2.0-only
/*
 * Archives of `docker save`: manifest.json names a config and layers. No digest of the layers as
 * they lie there is given; the config's own is in its name, and it has the diff_ids.
 */
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/image.h"
#include "user/manifest/limits.h"

static bool has_tag(json_object *entry, const char *tag)
{
	json_object *tags = json_member(entry, "RepoTags", json_type_array);

	for (size_t i = 0; tags && i < json_object_array_length(tags); i++) {
		json_object *text = json_object_array_get_idx(tags, i);

		if (json_object_is_type(text, json_type_string) &&
		    strcmp(json_object_get_string(text), tag) == 0)
			return true;
	}
	return false;
}

static int choose(struct job *job, json_object *list, const char *tag, json_object **ret_entry)
{
	json_object *found = NULL;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *entry = json_object_array_get_idx(list, i);

		if (tag && !has_tag(entry, tag))
			continue;
		if (found)
			return job_fail(job, -ENOTUNIQ, job->options.input,
					"add :NAME:TAG to the name of the archive",
					"several images");
		found = entry;
	}
	if (!found)
		return job_fail(job, -ENOENT, tag ? tag : job->options.input,
				"look into manifest.json for what is there", "no such image");
	*ret_entry = found;
	return 0;
}

static int load(struct job *job, struct store *store, const char *name, const char *hex,
		json_object **ret_object)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	_cleanup_free_ char *text = NULL;
	uint8_t expected[HASH_SIZE], digest[HASH_SIZE];
	_cleanup_(hash_free) struct hash *hash = hash_new();
	size_t size;
	int r;

	if (!hash)
		return job_no_memory(job);
	r = store_open_blob(store, name, &blob);
	if (r == -ENOENT)
		return job_fail(job, r, name, "save the image again", "not in the archive");
	if (r >= 0)
		r = blob_read_all(blob, &text, &size);
	if (r < 0)
		return r;
	if (hex) {
		if (hash_from_hex(hex, expected) < 0)
			return json_malformed(job, name, "config is not named by its digest");
		if (hash_add(hash, text, size) < 0 || hash_end(hash, digest) < 0)
			return job_fail(job, -EIO, name, "check the libcrypto installation",
					"SHA-256 failed");
		if (memcmp(expected, digest, HASH_SIZE) != 0)
			return job_fail(job, -EBADMSG, name, "save the image again",
					"content does not have the digest it is named by");
	}
	return json_parse(job, name, text, size, ret_object);
}

/* "<hex>.json", or "blobs/sha256/<hex>" since docker 25. */
static int load_config(struct job *job, struct store *store, const char *name,
		       json_object **ret_object)
{
	const char *slash = strrchr(name, '/');
	char hex[HASH_HEX_SIZE];

	snprintf(hex, sizeof(hex), "%s", slash ? slash + 1 : name);
	return load(job, store, name, hex, ret_object);
}

static int read_layers(struct job *job, json_object *entry, struct image *image)
{
	json_object *list = json_member(entry, "Layers", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	if (count > LIMIT_LAYERS)
		return json_malformed(job, "manifest.json", "more layers than overlayfs takes");
	image->layers = calloc(count + 1, sizeof(*image->layers));
	if (!image->layers)
		return job_no_memory(job);
	for (; image->layer_count < count; image->layer_count++) {
		json_object *name = json_object_array_get_idx(list, image->layer_count);

		if (!json_object_is_type(name, json_type_string))
			return json_malformed(job, "manifest.json", "a layer without a name");
		image->layers[image->layer_count].name = strdup(json_object_get_string(name));
		if (!image->layers[image->layer_count].name)
			return job_no_memory(job);
	}
	return 0;
}

int docker_read(struct job *job, struct store *store, const char *tag)
{
	_cleanup_(cleanup_json) json_object *list = NULL, *config = NULL;
	_cleanup_(image_free) struct image image = { 0 };
	json_object *entry = NULL, *tags, *first;
	const char *name;
	int r;

	r = load(job, store, "manifest.json", NULL, &list);
	if (r < 0)
		return r;
	if (!json_object_is_type(list, json_type_array))
		return json_malformed(job, "manifest.json", "not a list of images");
	r = choose(job, list, tag, &entry);
	if (r >= 0)
		r = read_layers(job, entry, &image);
	if (r < 0)
		return r;
	name = json_text(entry, "Config");
	r = load_config(job, store, name, &config);
	if (r >= 0)
		r = config_read(job, name, config, &image);
	if (r < 0)
		return r;
	tags = json_member(entry, "RepoTags", json_type_array);
	first = tags ? json_object_array_get_idx(tags, 0) : NULL;
	if (tag || json_object_is_type(first, json_type_string)) {
		r = image_reference(job, tag ? tag : json_object_get_string(first));
		if (r < 0)
			return r;
	}
	return image_apply(job, store, &image);
}
