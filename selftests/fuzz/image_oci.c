// SPDX-License-Identifier: GPL-2.0-only
/* The same text as index, image manifest and config, past the digests that a fuzzer cannot meet. */
#include "user/manifest/oci.c"

#include "user/manifest/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void as_index(struct job *job, json_object *object, const char *tag)
{
	json_object *list, *entry;

	if (index_list(job, "index.json", object, &list) < 0 || check_names(job, list, tag) < 0)
		return;
	entry = choose(job, list, tag);
	if (!entry)
		(void)nothing_chosen(job, list, tag);
	else
		(void)image_reference(job, own_reference(entry));
}

static void as_manifest(struct job *job, json_object *object)
{
	_cleanup_(image_free) struct image image = { 0 };
	struct descriptor descriptor;

	if (read_layers(job, "manifest", object, &image) < 0)
		return;
	(void)descriptor_parse(job, "manifest", json_member(object, "config", json_type_object),
			       &descriptor);
	(void)config_read(job, "config", object, &image);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	for (int role = 0; role < 3; role++) {
		struct options options = { .input = "-", .quiet = true };
		_cleanup_(cleanup_json) json_object *object = NULL;
		_cleanup_(job_free) struct job *job = job_new(&options);

		if (json_parse(job, "input", (const char *)bytes, size, &object) < 0)
			return 0;
		if (role == 2)
			as_manifest(job, object);
		else
			as_index(job, object, role ? "t" : NULL);
	}
	return 0;
}
