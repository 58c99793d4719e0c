// SPDX-License-Identifier: GPL-2.0-only
/* manifest.json of `docker save`, up to where it opens files. */
#include "user/manifest/docker.c"

#include "user/manifest/compile.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct options options = { .input = "-", .quiet = true };
	_cleanup_(cleanup_json) json_object *list = NULL;
	_cleanup_(job_free) struct job *job = job_new(&options);
	_cleanup_(image_free) struct image image = { 0 };
	json_object *entry = NULL;

	if (json_parse(job, "input", (const char *)bytes, size, &list) < 0 ||
	    !json_object_is_type(list, json_type_array))
		return 0;
	(void)choose(job, list, "t", &entry);
	if (choose(job, list, NULL, &entry) < 0 || read_layers(job, entry, &image) < 0)
		return 0;
	(void)config_read(job, "config", entry, &image);
	return 0;
}
