// SPDX-License-Identifier: GPL-2.0-only
/* What the fields of a manifest may look like; shared by the reader and the writer. libc only. */
#include <string.h>

#include "user/manifest/manifest_syntax.h"

#define PLATFORM_WORD_MAX  31
#define PLATFORM_WORDS_MIN 2 /* os/arch */
#define PLATFORM_WORDS_MAX 3 /* os/arch/variant */

#define CLASS_NAME_(C, name, bit, text) { 1U << (bit), #name },
const struct manifest_class manifest_classes[MANIFEST_CLASS_COUNT] = { DB_CLASSES(CLASS_NAME_) };
#undef CLASS_NAME_

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

bool manifest_parse_number(const char *text, uint64_t *ret_value)
{
	uint64_t value = 0;

	/* One spelling for one number: no sign, blank or leading zero. */
	if (*text == '\0' || (text[0] == '0' && text[1] != '\0'))
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
			return false;
	}
	*ret_value = value;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool manifest_parse_digest(const char *text, uint8_t ret_digest[MANIFEST_DIGEST_SIZE])
{
	uint8_t digest[MANIFEST_DIGEST_SIZE];

	if (strlen(text) != 2 * MANIFEST_DIGEST_SIZE)
		return false;
	for (size_t i = 0; i < MANIFEST_DIGEST_SIZE; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	memcpy(ret_digest, digest, sizeof(digest));
	return true;
}

uint32_t manifest_class_bit(const char *name, size_t length)
{
	for (size_t i = 0; i < MANIFEST_CLASS_COUNT; i++)
		if (strlen(manifest_classes[i].name) == length &&
		    memcmp(manifest_classes[i].name, name, length) == 0)
			return manifest_classes[i].bit;
	return 0;
}
