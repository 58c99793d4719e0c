// SPDX-License-Identifier: GPL-2.0-only
/* What the fields of a manifest may look like; shared by the reader and the writer. libc only. */
#include <string.h>

#include "user/manifest/manifest.h"

#define PLATFORM_WORD_MAX  31
#define PLATFORM_WORDS_MIN 2 /* os/arch */
#define PLATFORM_WORDS_MAX 3 /* os/arch/variant */

bool manifest_image_valid(const char *text)
{
	size_t length = strlen(text);

	if (length == 0 || length > MANIFEST_IMAGE_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (text[i] < 0x21 || text[i] > 0x7e || text[i] == '\\')
			return false;
	return true;
}

static bool platform_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool manifest_platform_valid(const char *text)
{
	size_t words = 0;

	for (;; text++) {
		size_t length = 0;

		for (; platform_byte(*text); text++)
			length++;
		words++;
		if (length == 0 || length > PLATFORM_WORD_MAX || words > PLATFORM_WORDS_MAX)
			return false;
		if (*text == '\0')
			return words >= PLATFORM_WORDS_MIN;
		if (*text != '/')
			return false;
	}
}

/* Absolute, and one spelling only: no empty, "." or ".." component, no slash at the end, no NUL. */
bool manifest_path_valid(const char *path, size_t length)
{
	const char *end = path + length;

	if (length < 2 || length > MANIFEST_PATH_MAX || memchr(path, '\0', length))
		return false;
	while (path < end) {
		const char *word = path + 1;
		const char *slash = memchr(word, '/', (size_t)(end - word));
		size_t word_length = (size_t)((slash ? slash : end) - word);

		if (*path != '/' || word_length == 0)
			return false;
		if (word[0] == '.' && (word_length == 1 || (word_length == 2 && word[1] == '.')))
			return false;
		path = word + word_length;
	}
	return true;
}
