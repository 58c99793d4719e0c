// SPDX-License-Identifier: GPL-2.0-only
/* One object, written a difference at a time: millions of them as json-c holds them would need gigabytes. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "user/manifest/diff.h"
#include "user/manifest/hash.h"
#include "user/manifest/manifest_syntax.h"

static void put(json_object *object, bool *ok, const char *key, json_object *value)
{
	if (!object || !value || json_object_object_add(object, key, value) != 0) {
		json_object_put(value);
		*ok = false;
	}
}

static void put_text(json_object *object, bool *ok, const char *key, const char *text)
{
	put(object, ok, key, json_object_new_string(text));
}

static void put_number(json_object *object, bool *ok, const char *key, uint64_t number)
{
	put(object, ok, key, json_object_new_uint64(number));
}

/* As manifests spell it, so that it is found there. */
static void put_path(json_object *object, bool *ok, const char *key, const char *path)
{
	char text[MANIFEST_PATH_TEXT];

	manifest_path_text(path, strlen(path), text);
	put_text(object, ok, key, text);
}

static void put_digest(json_object *object, bool *ok, const char *key,
		       const uint8_t digest[MANIFEST_DIGEST_SIZE])
{
	char hex[HASH_HEX_SIZE];

	hash_to_hex(digest, hex);
	put_text(object, ok, key, hex);
}

static void put_classes(json_object *object, bool *ok, const char *key, uint32_t classes)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; array && i < MANIFEST_CLASS_COUNT; i++) {
		json_object *name;

		if (!(classes & manifest_classes[i].bit))
			continue;
		name = json_object_new_string(manifest_classes[i].name);
		if (!name || json_object_array_add(array, name) != 0) {
			json_object_put(name);
			*ok = false;
		}
	}
	put(object, ok, key, array);
}

static json_object *side_json(const struct diff_side *side, bool *ok)
{
	json_object *object = json_object_new_object();
	char digest[sizeof("sha256:") + HASH_HEX_SIZE] = "sha256:";

	hash_to_hex(side->header.digest, digest + strlen(digest));
	put_path(object, ok, "name", side->name);
	put_text(object, ok, "image", side->header.image);
	if (side->header.has_digest)
		put_text(object, ok, "digest", digest);
	put_text(object, ok, "platform", side->header.platform);
	put_number(object, ok, "generation", side->header.generation);
	put_number(object, ok, "files", side->files);
	return object;
}

static json_object *numbers_json(const uint64_t *numbers, const char *const *words, size_t count,
				 bool *ok)
{
	json_object *object = json_object_new_object();

	for (size_t i = 0; i < count; i++)
		put_number(object, ok, words[i], numbers[i]);
	return object;
}

static json_object *difference_json(const struct difference *difference, bool *ok)
{
	static const char *const elsewhere[DIFF_KIND_COUNT] = {
		[DIFF_CHANGED] = "content_of",
		[DIFF_MOVED] = "old_path",
		[DIFF_COPIED] = "content_of",
		[DIFF_DROPPED] = "still_at",
	};
	const struct manifest_file *before = difference->before, *after = difference->after;
	json_object *object = json_object_new_object();

	put_text(object, ok, "section", diff_section_words[difference->section]);
	put_text(object, ok, "kind", diff_kind_words[difference->kind]);
	put_path(object, ok, "path", difference_file(difference)->path);
	if (difference->elsewhere && elsewhere[difference->kind])
		put_path(object, ok, elsewhere[difference->kind], difference->elsewhere);
	if (after) {
		put_digest(object, ok, "sha256", after->sha256);
		put_number(object, ok, "size", after->size);
		put_classes(object, ok, "classes", after->classes);
		put_classes(object, ok, "gained", difference->gained);
	}
	if (after || difference->kind == DIFF_DROPPED)
		put_classes(object, ok, "lost", difference->lost);
	if (before) {
		put_digest(object, ok, "old_sha256", before->sha256);
		put_number(object, ok, "old_size", before->size);
		put_classes(object, ok, "old_classes", before->classes);
	}
	return object;
}

/* Takes the object. */
static void write_object(FILE *out, json_object *object, bool *ok)
{
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (text)
		fputs(text, out);
	else
		*ok = false;
	json_object_put(object);
}

int diff_print_json(const struct diff *diff, FILE *out)
{
	bool ok = true;

	fputs("{\"old\":", out);
	write_object(out, side_json(&diff->before, &ok), &ok);
	fputs(",\n\"new\":", out);
	write_object(out, side_json(&diff->after, &ok), &ok);
	fprintf(out, ",\n\"differ\":%s,\n\"differences\":[", diff->count ? "true" : "false");
	for (size_t i = 0; ok && i < diff->count; i++) {
		fputs(i ? ",\n" : "\n", out);
		write_object(out, difference_json(&diff->differences[i], &ok), &ok);
	}
	fprintf(out, "],\n\"same\":%llu,\n\"kinds\":", (unsigned long long)diff->same);
	write_object(out, numbers_json(diff->kinds, diff_kind_words, DIFF_KIND_COUNT, &ok), &ok);
	fputs(",\n\"sections\":", out);
	write_object(out, numbers_json(diff->sections, diff_section_words, DIFF_SECTION_COUNT, &ok),
		     &ok);
	fputs("}\n", out);
	return ok ? 0 : -ENOMEM;
}
