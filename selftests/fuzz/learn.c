// SPDX-License-Identifier: GPL-2.0-only
/* Whatever the events are: what is learned is a manifest, and has no digest that is on the deny list. */
#include <stdlib.h>
#include <string.h>

#include "user/event_field.h"
#include "user/manifest/learn.h"
#include "user/manifest/manifest_syntax.h"

struct denied {
	uint8_t digests[64][MANIFEST_DIGEST_SIZE];
	size_t count;
};

static int check_file(const struct manifest_file *file, void *context)
{
	const struct denied *denied = context;

	for (size_t i = 0; i < denied->count; i++)
		if (!memcmp(denied->digests[i], file->sha256, MANIFEST_DIGEST_SIZE))
			abort();
	return 0;
}

static void note(json_object *event, struct denied *denied)
{
	const char *reason = event_text(event, "reason"), *hex = event_text(event, "sha256");

	if (denied->count < 64 && reason && !strcmp(reason, "denylisted") && hex &&
	    manifest_parse_digest(hex, denied->digests[denied->count]))
		denied->count++;
}

static void write_and_read(struct listing *list, struct denied *denied)
{
	struct manifest_header header = { .image = "-", .platform = "linux/amd64" };
	struct manifest_visitor visitor = { .file = check_file, .context = denied };
	struct manifest_error error;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (listing_unite(list) < 0) {
		fclose(out); /* a path set aside may become too long */
		free(text);
		return;
	}
	if (manifest_write(out, &header, list->files, list->count) < 0)
		abort();
	fclose(out);
	if (manifest_read_memory(text, size, &visitor, &error) < 0)
		abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct options options = { .input = "-", .quiet = true };
	struct job *job = job_new(&options);
	struct listing list = { .job = job };
	struct denied denied = {};
	struct learn *learn;
	const char *at = (const char *)bytes, *end = at + size;
	int r = learn_new(job, &learn);

	while (r >= 0 && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at)) ?: end;
		json_tokener *tokener = json_tokener_new_ex(8);
		json_object *event = json_tokener_parse_ex(tokener, at, (int)(newline - at));

		if (json_object_is_type(event, json_type_object)) {
			note(event, &denied);
			r = learn_event(learn, event);
		}
		json_object_put(event);
		json_tokener_free(tokener);
		at = newline + 1;
	}
	if (r >= 0 && learn_end(learn, &list) >= 0)
		write_and_read(&list, &denied);
	listing_end(&list);
	learn_free(&learn);
	job_free(&job);
	return 0;
}
