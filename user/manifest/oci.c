// SPDX-License-Identifier: GPL-2.0-only
/* From index.json down to one image manifest: by tag, then by platform, through nested indexes. */
#include <errno.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/image.h"
#include "user/manifest/limits.h"
#include "user/manifest/platform.h"

#define REF_NAME       "org.opencontainers.image.ref.name"
#define CONTAINERD_REF "io.containerd.image.name"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *const index_types[] = {
	"application/vnd.oci.image.index.v1+json",
	"application/vnd.docker.distribution.manifest.list.v2+json",
};
static const char *const manifest_types[] = {
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.v2+json",
};
static const char *const config_types[] = {
	"application/vnd.oci.image.config.v1+json",
	"application/vnd.docker.container.image.v1+json",
};
static const char *const layer_types[] = {
	"application/vnd.oci.image.layer.v1.tar",
	"application/vnd.oci.image.layer.v1.tar+gzip",
	"application/vnd.oci.image.layer.v1.tar+zstd",
	"application/vnd.oci.image.layer.nondistributable.v1.tar",
	"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
	"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
	"application/vnd.docker.image.rootfs.diff.tar",
	"application/vnd.docker.image.rootfs.diff.tar.gzip",
	"application/vnd.docker.image.rootfs.diff.tar.zstd",
	"application/vnd.docker.image.rootfs.foreign.diff.tar",
	"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
};

static bool is_one_of(const char *const *table, size_t count, const char *type)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(table[i], type) == 0)
			return true;
	return false;
}

static json_object *annotations(json_object *entry)
{
	return json_member(entry, "annotations", json_type_object);
}

static const char *own_reference(json_object *entry)
{
	const char *full = json_text(annotations(entry), CONTAINERD_REF);

	return full[0] ? full : json_text(annotations(entry), REF_NAME);
}

static bool has_tag(json_object *entry, const char *tag)
{
	return strcmp(json_text(annotations(entry), REF_NAME), tag) == 0 ||
	       strcmp(json_text(annotations(entry), CONTAINERD_REF), tag) == 0;
}

static bool entry_matches(json_object *entry, const char *wanted)
{
	json_object *platform = json_member(entry, "platform", json_type_object);

	return platform && platform_matches(wanted, json_text(platform, "os"),
					    json_text(platform, "architecture"),
					    json_text(platform, "variant"));
}

/* The entry for the platform; where there is no choice, the only one. */
static json_object *choose(struct job *job, json_object *list, const char *tag)
{
	const char *wanted = job->options.platform ? job->options.platform : platform_native();
	json_object *only = NULL;
	size_t candidates = 0;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *entry = json_object_array_get_idx(list, i);

		if (tag && !has_tag(entry, tag))
			continue;
		if (entry_matches(entry, wanted))
			return entry;
		only = entry;
		candidates++;
	}
	return candidates == 1 ? only : NULL;
}

static int nothing_chosen(struct job *job, json_object *list, const char *tag)
{
	char choices[200] = "";

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *entry = json_object_array_get_idx(list, i);
		json_object *platform = json_member(entry, "platform", json_type_object);
		size_t length = strlen(choices);

		if (tag && !has_tag(entry, tag))
			continue;
		snprintf(choices + length, sizeof(choices) - length, " %s/%s%s%s",
			 json_text(platform, "os"), json_text(platform, "architecture"),
			 json_text(platform, "variant")[0] ? "/" : "",
			 json_text(platform, "variant"));
	}
	return job_fail(job, -ENOENT,
			job->options.platform ? job->options.platform : platform_native(),
			"choose with --platform", "not among the platforms of this image:%s",
			choices[0] ? choices : " none");
}

/* Without a tag there may be several platforms in index.json, but not several names. */
static int check_names(struct job *job, json_object *list, const char *tag)
{
	const char *first = NULL;
	bool found = false;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *entry = json_object_array_get_idx(list, i);
		const char *name = json_text(annotations(entry), REF_NAME);

		if (tag && !has_tag(entry, tag))
			continue;
		found = true;
		if (!tag && first && strcmp(first, name) != 0)
			return job_fail(job, -ENOTUNIQ, job->options.input,
					"add :TAG to the name of the layout",
					"several images, such as %s and %s",
					first[0] ? first : "one without tag",
					name[0] ? name : "one without tag");
		first = name;
	}
	if (found)
		return 0;
	return job_fail(job, -ENOENT, tag ? tag : job->options.input,
			"look into index.json for what is there", "no such image");
}

static int index_list(struct job *job, const char *name, json_object *index, json_object **ret_list)
{
	json_object *list = json_member(index, "manifests", json_type_array);

	if (!list)
		return json_malformed(job, name, "image index without manifests");
	/* CVE-2021-41190: a document must not be read as index by one and manifest by another. */
	if (json_member(index, "layers", json_type_array) ||
	    json_member(index, "config", json_type_object))
		return json_malformed(job, name, "image index and manifest in one document");
	if (json_object_array_length(list) > LIMIT_MANIFESTS)
		return json_malformed(job, name, "too many manifests in one index");
	*ret_list = list;
	return 0;
}

static int read_layers(struct job *job, const char *name, json_object *manifest,
		       struct image *image)
{
	json_object *list = json_member(manifest, "layers", json_type_array);
	size_t count;

	if (!list)
		return json_malformed(job, name, "image manifest without layers");
	if (json_member(manifest, "manifests", json_type_array))
		return json_malformed(job, name, "image index and manifest in one document");
	count = json_object_array_length(list);
	if (count > LIMIT_LAYERS)
		return json_malformed(job, name, "more layers than overlayfs takes");
	image->layers = calloc(count + 1, sizeof(*image->layers));
	if (!image->layers)
		return job_no_memory(job);
	for (; image->layer_count < count; image->layer_count++) {
		struct layer_source *layer = &image->layers[image->layer_count];
		struct descriptor descriptor;
		char path[BLOB_PATH_SIZE];
		int r;

		r = descriptor_parse(job, name, json_object_array_get_idx(list, image->layer_count),
				     &descriptor);
		if (r < 0)
			return r;
		if (!is_one_of(layer_types, COUNT(layer_types), descriptor.media_type))
			return job_fail(job, -ENOTSUP, descriptor.media_type,
					"use an unencrypted image of tar layers",
					"unknown type of layer");
		blob_path(descriptor.digest, path);
		layer->name = strdup(path);
		if (!layer->name)
			return job_no_memory(job);
		layer->has_digest = true;
		layer->size = descriptor.size;
		memcpy(layer->digest, descriptor.digest, HASH_SIZE);
	}
	return 0;
}

static int read_manifest(struct job *job, struct store *store, const char *name,
			 json_object *manifest, struct image *image)
{
	_cleanup_(cleanup_json) json_object *config = NULL;
	struct descriptor descriptor;
	char path[BLOB_PATH_SIZE];
	int r;

	r = read_layers(job, name, manifest, image);
	if (r < 0)
		return r;
	r = descriptor_parse(job, name, json_member(manifest, "config", json_type_object),
			     &descriptor);
	if (r < 0)
		return r;
	if (!is_one_of(config_types, COUNT(config_types), descriptor.media_type))
		return job_fail(job, -ENOTSUP, descriptor.media_type, "name a container image",
				"not the config of a container image");
	r = descriptor_load(job, store, &descriptor, &config);
	if (r < 0)
		return r;
	blob_path(descriptor.digest, path);
	return config_read(job, path, config, image);
}

/* Down through indexes; the digest of the manifest found goes to the job's header. */
static int descend(struct job *job, struct store *store, json_object *entry, struct image *image)
{
	_cleanup_(cleanup_json) json_object *document = NULL;

	for (unsigned int depth = 0; depth < LIMIT_INDEX_DEPTH; depth++) {
		json_object *next = NULL, *list;
		struct descriptor descriptor;
		char path[BLOB_PATH_SIZE];
		const char *type;
		int r;

		r = descriptor_parse(job, "index.json", entry, &descriptor);
		if (r < 0)
			return r;
		blob_path(descriptor.digest, path);
		r = descriptor_load(job, store, &descriptor, &next);
		if (r < 0)
			return r;
		type = json_text(next, "mediaType");
		if (type[0] && descriptor.media_type[0] &&
		    strcmp(type, descriptor.media_type) != 0) {
			cleanup_json(&next);
			return json_malformed(job, path, "its media type is not its descriptor's");
		}
		type = descriptor.media_type;
		if (is_one_of(manifest_types, COUNT(manifest_types), type)) {
			memcpy(job->header.digest, descriptor.digest, HASH_SIZE);
			job->header.has_digest = true;
			cleanup_json(&document);
			document = next;
			return read_manifest(job, store, path, document, image);
		}
		if (!is_one_of(index_types, COUNT(index_types), type)) {
			r = job_fail(job, -ENOTSUP, type,
				     "convert the image to OCI or docker schema 2",
				     "unknown type of manifest");
			cleanup_json(&next);
			return r;
		}
		cleanup_json(&document); /* with it goes entry */
		document = next;
		r = index_list(job, path, document, &list);
		if (r < 0)
			return r;
		entry = choose(job, list, NULL);
		if (!entry)
			return nothing_chosen(job, list, NULL);
	}
	return json_malformed(job, "index.json", "image indexes nested too deep");
}

static int load(struct job *job, struct store *store, const char *name, json_object **ret_object)
{
	_cleanup_(blob_free) struct blob *blob = NULL;
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r;

	r = store_open_blob(store, name, &blob);
	if (r == -ENOENT)
		return job_fail(job, r, job->options.input, "name an OCI image layout",
				"no %s in it", name);
	if (r >= 0)
		r = blob_read_all(blob, &text, &size);
	return r < 0 ? r : json_parse(job, name, text, size, ret_object);
}

int oci_read(struct job *job, struct store *store, const char *tag)
{
	_cleanup_(cleanup_json) json_object *layout = NULL, *index = NULL;
	_cleanup_(image_free) struct image image = { 0 };
	json_object *list, *entry;
	int r;

	r = load(job, store, "oci-layout", &layout);
	if (r < 0)
		return r;
	if (strncmp(json_text(layout, "imageLayoutVersion"), "1.", 2) != 0)
		return json_malformed(job, "oci-layout", "not an image layout of version 1");
	r = load(job, store, "index.json", &index);
	if (r >= 0)
		r = index_list(job, "index.json", index, &list);
	if (r >= 0)
		r = check_names(job, list, tag);
	if (r < 0)
		return r;
	entry = choose(job, list, tag);
	if (!entry)
		return nothing_chosen(job, list, tag);
	r = image_reference(job, own_reference(entry));
	if (r >= 0)
		r = descend(job, store, entry, &image);
	return r < 0 ? r : image_apply(job, store, &image);
}
