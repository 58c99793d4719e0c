// SPDX-License-Identifier: GPL-2.0-only
/* What the reader takes, the writer gives back byte for byte, unless classes are to be united. */
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/manifest.h"

#define FILES_MAX 256

struct taken {
	struct manifest_header header;
	struct manifest_file files[FILES_MAX];
	size_t count;
};

static int take_header(const struct manifest_header *header, void *context)
{
	((struct taken *)context)->header = *header;
	return 0;
}

static int take_file(const struct manifest_file *file, void *context)
{
	struct taken *taken = context;

	if (taken->count == FILES_MAX)
		return -1;
	taken->files[taken->count] = *file;
	taken->files[taken->count++].path = strdup(file->path);
	return 0;
}

static int count_file(const struct manifest_file *file, void *context)
{
	++*(size_t *)context;
	return 0;
}

static void write_again(struct taken *taken)
{
	_cleanup_free_ char *text = NULL;
	struct manifest_error error;
	size_t size, again = 0;
	FILE *out = open_memstream(&text, &size);

	if (manifest_write(out, &taken->header, taken->files, taken->count) < 0) {
		/* A path that was read must be writable; loaders lose exec, perhaps all. */
		for (size_t i = 0; i < taken->count; i++)
			if (!manifest_path_valid(taken->files[i].path, taken->files[i].path_length))
				abort();
	}
	fclose(out);
	if (manifest_read_memory(
		    text, size, &(struct manifest_visitor){ .file = count_file, .context = &again },
		    &error) < 0 ||
	    again != taken->count)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct taken taken;
	struct manifest_visitor visitor = { take_header, take_file, &taken };
	struct manifest_error error;

	taken.count = 0;
	if (manifest_read_memory(bytes, size, &visitor, &error) == 0)
		write_again(&taken);
	else if (!error.message)
		abort();
	for (size_t i = 0; i < taken.count; i++)
		free((char *)taken.files[i].path);
	return 0;
}
