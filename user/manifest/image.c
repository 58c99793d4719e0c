// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "user/cleanup.h"
#include "user/manifest/image.h"
#include "user/manifest/layer.h"
#include "user/manifest/limits.h"

void image_free(struct image *image)
{
	for (size_t i = 0; i < image->layer_count; i++)
		free(image->layers[i].name);
	free(image->layers);
	*image = (struct image){ 0 };
}

/* Cuts the next word of a platform off; "" at the end. */
static void next_word(const char **text, char *word, size_t size)
{
	size_t length = strcspn(*text, "/");

	snprintf(word, size, "%.*s", (int)length, *text);
	*text += length;
	*text += **text == '/';
}

bool platform_matches(const char *wanted, const char *os, const char *architecture,
		      const char *variant)
{
	char word[MANIFEST_PLATFORM_MAX + 1];

	next_word(&wanted, word, sizeof(word));
	if (strcmp(word, os) != 0)
		return false;
	next_word(&wanted, word, sizeof(word));
	if (strcmp(word, architecture) != 0)
		return false;
	next_word(&wanted, word, sizeof(word));
	if (word[0] == '\0' || strcmp(word, variant) == 0)
		return true;
	return strcmp(architecture, "arm64") == 0 && strcmp(word, "v8") == 0 && variant[0] == '\0';
}

static int read_platform(struct job *job, const char *name, json_object *config)
{
	const char *os = json_text(config, "os"), *architecture = json_text(config, "architecture"),
		   *variant = json_text(config, "variant");

	if (snprintf(job->header.platform, sizeof(job->header.platform), "%s/%s%s%s", os,
		     architecture, variant[0] ? "/" : "",
		     variant) >= (int)sizeof(job->header.platform) ||
	    !manifest_platform_valid(job->header.platform))
		return json_malformed(job, name, "its platform is not os/architecture[/variant]");
	if (!job->options.platform ||
	    platform_matches(job->options.platform, os, architecture, variant))
		return 0;
	return job_fail(job, -ENOENT, job->options.platform,
			"leave --platform out or name that one", "the image is for %s",
			job->header.platform);
}

int config_read(struct job *job, const char *name, json_object *config, struct image *image)
{
	json_object *rootfs, *ids;
	int r;

	r = read_platform(job, name, config);
	if (r < 0)
		return r;
	rootfs = json_member(config, "rootfs", json_type_object);
	ids = json_member(rootfs, "diff_ids", json_type_array);
	if (!ids && image->layer_count > 0)
		return json_malformed(job, name, "image config without rootfs.diff_ids");
	if ((ids ? json_object_array_length(ids) : 0) != image->layer_count)
		return json_malformed(job, name,
				      "image config and manifest differ in their layers");
	for (size_t i = 0; i < image->layer_count; i++) {
		json_object *id = json_object_array_get_idx(ids, i);

		if (!json_object_is_type(id, json_type_string) ||
		    digest_parse(json_object_get_string(id), image->layers[i].diff_id) < 0)
			return json_malformed(job, name, "a diff_id that is not a sha256 digest");
	}
	return 0;
}

int image_apply(struct job *job, struct store *store, const struct image *image)
{
	_cleanup_(content_free) struct content *content = NULL;
	int r;

	r = content_new(job, &content);
	if (r < 0)
		return r;
	for (size_t i = 0; i < image->layer_count; i++) {
		const struct layer_source *layer = &image->layers[i];
		_cleanup_(blob_free) struct blob *blob = NULL;

		job_stage(job, "layer %zu of %zu", i + 1, image->layer_count);
		r = store_open_blob(store, layer->name, &blob);
		if (r == -ENOENT)
			return job_fail(job, r, layer->name, "copy the image again, whole",
					"layer missing");
		if (r < 0)
			return r;
		if (layer->has_digest)
			blob_expect(blob, layer->digest, layer->size);
		r = layer_apply(job, blob, content,
				&(struct layer_place){ .number = (unsigned int)i,
						       .diff_id = layer->diff_id });
		if (r < 0)
			return r;
	}
	return 0;
}

int image_argument(struct job *job, char **ret_path, char **ret_tag)
{
	_cleanup_free_ char *path = strdup(job->options.input);
	struct stat st;
	char *colon;

	if (!path)
		return job_no_memory(job);
	*ret_tag = NULL;
	/* The shortest PATH that exists: a tag may hold colons, and begin with a registry's name.
	 */
	colon = stat(path, &st) == 0 ? NULL : strchr(path, ':');
	for (; colon; colon = strchr(colon + 1, ':')) {
		*colon = '\0';
		if (stat(path, &st) == 0 && colon[1] != '\0') {
			*ret_tag = colon + 1;
			break;
		}
		*colon = ':';
	}
	*ret_path = take_pointer(path);
	return 0;
}

int image_reference(struct job *job, const char *reference)
{
	if (job->options.image || reference[0] == '\0')
		return 0;
	if (!manifest_image_valid(reference))
		return job_fail(job, -EINVAL, reference, "give another one with --image",
				"this image's own reference cannot stand in a manifest");
	snprintf(job->header.image, sizeof(job->header.image), "%s", reference);
	return 0;
}
