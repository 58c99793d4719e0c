// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "maps/verdict.h"
#include "user/cleanup.h"
#include "user/event_field.h"
#include "user/manifest/learn.h"
#include "user/manifest/learn_rules.h"
#include "user/manifest/manifest_syntax.h"
#include "user/mode.h"

#define FIRST_SPACE 1024
#define SEEN_MAX    1000000 /* different files */

/* One content under one path, or that it is denied. */
struct seen {
	struct manifest_file file;
	uint32_t moments; /* a bit for each enum db_moment */
	uint64_t events;
	bool two_sizes;
	bool denied; /* by the deny list; without a path */
};

struct learn {
	struct job *job;
	struct seen *seen;
	size_t count, space;
	char *image; /* of the first audit event, as events call it */
	uint64_t events, left_out[LEARN_LEFT_OUT_COUNT];
	struct learn_rules rules;
};

int learn_new(struct job *job, struct learn **ret_learn)
{
	*ret_learn = calloc(1, sizeof(**ret_learn));
	if (!*ret_learn)
		return job_no_memory(job);
	(*ret_learn)->job = job;
	return 0;
}

void learn_free(struct learn **learn)
{
	if (!*learn)
		return;
	for (size_t i = 0; i < (*learn)->count; i++)
		free((char *)(*learn)->seen[i].file.path);
	free((*learn)->seen);
	free((*learn)->image);
	learn_rules_end(&(*learn)->rules);
	free(*learn);
	*learn = NULL;
}

static int by_content(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int r = memcmp(x->file.sha256, y->file.sha256, MANIFEST_DIGEST_SIZE);

	return r ? r : strcmp(x->file.path, y->file.path);
}

static bool same_content(const struct seen *a, const struct seen *b)
{
	return !memcmp(a->file.sha256, b->file.sha256, MANIFEST_DIGEST_SIZE);
}

/* Sorts, and leaves one of each content and path. */
static void unite(struct learn *learn)
{
	size_t kept = 0;

	if (!learn->count)
		return;
	qsort(learn->seen, learn->count, sizeof(*learn->seen), by_content);
	for (size_t i = 1; i < learn->count; i++) {
		struct seen *last = &learn->seen[kept], *next = &learn->seen[i];

		if (by_content(last, next) != 0) {
			learn->seen[++kept] = *next;
			continue;
		}
		last->moments |= next->moments;
		last->events += next->events;
		last->denied |= next->denied;
		last->two_sizes |= next->two_sizes || last->file.size != next->file.size;
		free((char *)next->file.path);
	}
	learn->count = kept + 1;
}

static int make_room(struct learn *learn)
{
	struct seen *seen;
	size_t space;

	if (learn->count < learn->space)
		return 0;
	unite(learn);
	if (learn->count < learn->space / 2)
		return 0;
	if (learn->count > SEEN_MAX)
		return job_fail(
			learn->job, -E2BIG, learn->job->options.input,
			"an image that lacks so many is described better by `oci` or `rootfs`",
			"more than %d different files", SEEN_MAX);
	space = learn->space ? 2 * learn->space : FIRST_SPACE;
	seen = reallocarray(learn->seen, space, sizeof(*seen));
	if (!seen)
		return job_no_memory(learn->job);
	learn->seen = seen;
	learn->space = space;
	return 0;
}

/* The number of a word among `count` of maps/verdict.h, or `count`. */
static uint32_t number_of(json_object *event, const char *field, const char *(*name)(uint32_t),
			  uint32_t count)
{
	const char *word = event_text(event, field);

	for (uint32_t i = 0; word && i < count; i++)
		if (!strcmp(name(i), word))
			return i;
	return count;
}

/* Bytes of a path as events have it; NULL if it is none a manifest can hold. The caller frees. */
static char *path_of(json_object *event)
{
	const char *text = event_text(event, "path");
	json_object *cut = event_part(event, "path_truncated", json_type_boolean);
	_cleanup_free_ char *path = NULL;
	size_t length = 0;

	if (!text || (cut && json_object_get_boolean(cut)))
		return NULL;
	path = malloc(strlen(text) + 1);
	while (path && *text) {
		unsigned int byte = (unsigned char)*text++;

		if (byte == '\\') {
			if (strspn(text, "01234567") < 3 || text[0] > '3')
				return NULL;
			byte = (unsigned int)((text[0] - '0') << 6 | (text[1] - '0') << 3 |
					      (text[2] - '0'));
			text += 3;
		}
		path[length++] = (char)byte;
	}
	if (!path || !manifest_path_valid(path, length))
		return NULL;
	path[length] = '\0';
	return take_pointer(path);
}

/* Whether listing the digest, for the use that was seen, is what was missing. */
static bool by_manifest(uint32_t reason)
{
	return reason == DB_REASON_NOT_IN_IMAGE || reason == DB_REASON_WRONG_CLASS ||
	       reason == DB_REASON_DRIFT || reason == DB_REASON_SCRIPT_FILE ||
	       reason == DB_REASON_KERNEL_MODULE;
}

/* The least that would have let it happen; see docs/EVENTS.md. */
static uint32_t classes_of(uint32_t moments)
{
	const uint32_t mapped = 1U << DB_MOMENT_MAP | 1U << DB_MOMENT_PROTECT;
	uint32_t classes = 0;

	if (moments & 1U << DB_MOMENT_MODULE)
		classes |= DB_CLASS_MODULE;
	/* What an interpreter read, and nobody mapped, is text: its #! line needs no more than `script`. */
	if ((moments & 1U << DB_MOMENT_READ) && !(moments & mapped))
		return classes | DB_CLASS_SCRIPT;
	if (moments & 1U << DB_MOMENT_EXEC)
		classes |= DB_CLASS_EXEC;
	else if (moments & mapped)
		classes |= DB_CLASS_LIB;
	if (moments & 1U << DB_MOMENT_READ)
		classes |= DB_CLASS_SCRIPT;
	return classes;
}

static int left_out(struct learn *learn, enum learn_left_out why, uint64_t events)
{
	learn->left_out[why] += events;
	return 0;
}

/* Whatever the verdict: a digest that is denied once is not learned from another event. */
static int note_denied(struct learn *learn, json_object *event)
{
	const char *hex = event_text(event, "sha256");
	struct seen seen = { .denied = true };
	int r;

	if (!hex || !manifest_parse_digest(hex, seen.file.sha256))
		return 0;
	r = make_room(learn);
	if (r < 0)
		return r;
	seen.file.path = strdup("");
	if (!seen.file.path)
		return job_no_memory(learn->job);
	learn->seen[learn->count++] = seen;
	return 0;
}

/* A delta is of one image: what one may run, another need not. */
static int check_image(struct learn *learn, const char *image)
{
	image = image ?: "-";
	if (!learn->image) {
		learn->image = strdup(image);
		return learn->image ? 0 : job_no_memory(learn->job);
	}
	if (!strcmp(learn->image, image))
		return 0;
	return job_fail(learn->job, -EINVAL, learn->job->options.input,
			"say which with --name, one manifest each",
			"events of several images, '%.63s' and '%.63s'", learn->image, image);
}

static int add(struct learn *learn, json_object *event, uint32_t moment, uint64_t events)
{
	struct seen seen = { .moments = 1U << moment, .events = events };
	const char *hex = event_text(event, "sha256");
	int r;

	if (!hex)
		return left_out(learn, LEARN_NOT_HASHED, events);
	if (!manifest_parse_digest(hex, seen.file.sha256) ||
	    !event_number(event, "size", &seen.file.size) || !classes_of(seen.moments))
		return left_out(learn, LEARN_UNREADABLE, events);
	r = check_image(learn, event_text(event, "image"));
	if (r >= 0)
		r = make_room(learn);
	if (r < 0)
		return r;
	seen.file.path = path_of(event);
	if (!seen.file.path)
		return left_out(learn, LEARN_PATH, events);
	seen.file.path_length = (uint32_t)strlen(seen.file.path);
	learn->seen[learn->count++] = seen;
	return 0;
}

int learn_event(struct learn *learn, json_object *event)
{
	const char *name = learn->job->options.name, *image = event_text(event, "image");
	uint32_t verdict = number_of(event, "verdict", verdict_name, DB_VERDICT_COUNT);
	uint32_t reason = number_of(event, "reason", reason_name, DB_REASON_COUNT);
	uint32_t moment = number_of(event, "kind", moment_name, DB_MOMENT_COUNT);
	uint64_t events = 1;
	int r;

	if (event_number(event, "count", &events) && !events)
		events = 1;
	if (events > INT32_MAX)
		events = INT32_MAX; /* of a file that anybody wrote: sums do not overflow */
	learn->events += events;
	/* Before anything else is asked of it: no other field makes a denied digest one to learn. */
	if (reason == DB_REASON_DENYLISTED) {
		r = note_denied(learn, event);
		return r < 0 ? r : left_out(learn, LEARN_DENYLISTED, events);
	}
	if (event_is_gap(event))
		return left_out(learn, LEARN_GAP, events);
	if (name && (!image || strcmp(name, image)))
		return left_out(learn, LEARN_OTHER_IMAGE, events);
	if (verdict == DB_VERDICT_ALERT)
		return left_out(learn, LEARN_ALERT, events);
	if (verdict == DB_VERDICT_DENY || verdict == DB_VERDICT_KILL)
		return left_out(learn, LEARN_REFUSED, events);
	if (verdict == DB_VERDICT_ALLOW)
		return left_out(learn, LEARN_ALLOWED, events);
	if (verdict != DB_VERDICT_AUDIT || moment == DB_MOMENT_COUNT || reason == DB_REASON_COUNT)
		return left_out(learn, LEARN_UNREADABLE, events);
	if (reason == DB_REASON_UNKNOWN_SIZE)
		return left_out(learn, LEARN_NOT_HASHED, events);
	if (!by_manifest(reason)) {
		r = check_image(learn, image);
		if (r < 0)
			return r;
		if (learn_rules_event(&learn->rules, event, reason, events) < 0)
			return job_no_memory(learn->job);
		return left_out(learn, LEARN_NOT_BY_MANIFEST, events);
	}
	/* Whoever may mount can put any file there, and what is a linker may be no program any more. */
	if (moment == DB_MOMENT_LINKER)
		return left_out(learn, LEARN_LINKER, events);
	return add(learn, event, moment, events);
}

/* Moves what is one content into the list; its classes are those of all that was seen of it. */
static void take(struct learn *learn, struct seen *first, struct seen *end, struct listing *list)
{
	struct seen *named = first->denied ? first + 1 : first; /* no path sorts before any */
	bool two_sizes = false;
	uint32_t moments = 0;

	for (struct seen *seen = named; seen < end; seen++) {
		two_sizes |= seen->two_sizes || seen->file.size != named->file.size;
		moments |= seen->moments;
	}
	for (struct seen *seen = named; seen < end; seen++) {
		if (first->denied || two_sizes) {
			left_out(learn, first->denied ? LEARN_DENYLISTED : LEARN_TWO_SIZES,
				 seen->events);
			continue;
		}
		seen->file.classes = classes_of(moments);
		list->files[list->count++] = seen->file;
		seen->file.path = NULL;
	}
}

int learn_end(struct learn *learn, struct listing *list)
{
	unite(learn);
	list->space = learn->count + 1;
	list->files = calloc(list->space, sizeof(*list->files));
	if (!list->files)
		return job_no_memory(learn->job);
	for (size_t first = 0, next; first < learn->count; first = next) {
		for (next = first + 1; next < learn->count; next++)
			if (!same_content(&learn->seen[first], &learn->seen[next]))
				break;
		take(learn, learn->seen + first, learn->seen + next, list);
	}
	return 0;
}

uint64_t learn_left_out(const struct learn *learn, enum learn_left_out why)
{
	return learn->left_out[why];
}

const struct learn_rules *learn_class_rules(const struct learn *learn)
{
	return &learn->rules;
}

uint64_t learn_events(const struct learn *learn)
{
	return learn->events;
}
