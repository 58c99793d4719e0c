// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "kern/core/decide_code.h"
#include "kern/core/decide_setting.h"
#include "kern/core/decide_write.h"
#include "kern/core/kernel_file.h"
#include "mode.h"
#include "report.h"
#include "setting.h"

/* A text member; NULL if it is absent or none. */
static const char *text_of(json_object *object, const char *key)
{
	json_object *member = json_object_object_get(object, key);

	return json_object_is_type(member, json_type_string) ? json_object_get_string(member)
							     : NULL;
}

static bool number_of(json_object *object, const char *key, __u64 *ret_number)
{
	json_object *member = json_object_object_get(object, key);

	if (!json_object_is_type(member, json_type_int))
		return false;
	*ret_number = json_object_get_uint64(member);
	return true;
}

/* One of 32 bits. */
static bool bits_of(json_object *object, const char *key, __u32 *ret_bits)
{
	__u64 number;

	if (!number_of(object, key, &number) || number > (__u32)-1)
		return false;
	*ret_bits = (__u32)number;
	return true;
}

/* A word of a table into *ret_number. */
static bool word_of(json_object *object, const char *key, int (*parse)(const char *),
		    __u32 *ret_number)
{
	const char *text = text_of(object, key);
	int number = text ? parse(text) : -EINVAL;

	if (number < 0)
		return false;
	*ret_number = (__u32)number;
	return true;
}

static int parse_decided(json_object *object, struct replay_event *event, const char **ret_field)
{
	const char *decided = text_of(object, "decided_by");

	*ret_field = "decided_by";
	if (!decided)
		return 0;
	if (!strcmp(decided, "content")) {
		event->decided = DB_EVENT_BY_CONTENT;
		return 0;
	}
	if (strcmp(decided, "write"))
		return -EBADMSG;
	event->decided = DB_EVENT_BY_WRITE;
	return 0;
}

/* Decided by more than mode and setting of the task's scope: while anybody enforces, or in every mode. */
static bool is_other(__u32 reason)
{
	return db_refused_to_all(reason) || reason == DB_REASON_UNVERIFIED;
}

/* The setting follows from moment and reason; the event says at which level it was. */
static int parse_setting(json_object *object, struct replay_event *event, const char **ret_field)
{
	__u32 setting = db_setting_of(event->facts.moment, event->reason);

	event->setting = DB_SETTING_COUNT;
	event->level = DB_LEVEL_COUNT;
	*ret_field = "setting";
	if (!json_object_object_get(object, "setting"))
		return setting == DB_SETTING_COUNT || event->decided == DB_EVENT_BY_WRITE ||
				       is_other(event->reason)
			       ? 0
			       : -EBADMSG;
	if (!word_of(object, *ret_field = "setting", setting_number, &event->setting) ||
	    event->setting != setting ||
	    !word_of(object, *ret_field = "level", level_number, &event->level))
		return -EBADMSG;
	return 0;
}

int replay_parse(json_object *object, struct replay_event *event, const char **ret_field)
{
	const char *digest = text_of(object, "sha256");
	int r;

	*event = (struct replay_event){};
	if (!word_of(object, *ret_field = "kind", moment_parse, &event->facts.moment) ||
	    !word_of(object, *ret_field = "verdict", verdict_parse, &event->verdict) ||
	    !word_of(object, *ret_field = "reason", reason_parse, &event->reason) ||
	    !word_of(object, *ret_field = "mode", mode_parse, &event->mode) ||
	    !bits_of(object, *ret_field = "facts", &event->facts.flags) ||
	    !bits_of(object, *ret_field = "classes", &event->facts.classes))
		return -EBADMSG;
	number_of(object, "size", &event->size); /* of something that has one */
	*ret_field = "sha256";
	if (digest && digest_of_hex(digest, event->digest.sha256))
		return -EBADMSG;
	event->has_digest = digest != NULL;
	r = parse_decided(object, event, ret_field);
	return r < 0 ? r : parse_setting(object, event, ret_field);
}

static int by_digest(const void *key, const void *entry)
{
	return memcmp(key, &((const struct digest_entry *)entry)->digest, sizeof(struct db_digest));
}

static int by_size(const void *key, const void *size)
{
	__u64 left = *(const __u64 *)key, right = *(const __u64 *)size;

	return left < right ? -1 : left > right;
}

/* As bsearch(), which takes no NULL for the entries of an empty manifest. */
static const void *find(const void *key, const void *entries, size_t count, size_t size,
			int (*compare)(const void *, const void *))
{
	return count ? bsearch(key, entries, count, size, compare) : NULL;
}

/* The facts as they would have been with another manifest; false if that cannot be known. */
static bool change_digests(const struct replay_event *event, const struct replay_change *change,
			   struct db_code_facts *facts)
{
	const struct digest_set *set = change->digests;
	const struct digest_entry *entry = NULL;

	facts->flags &= ~(__u32)(DB_FACT_LISTED | DB_FACT_SIZE_LISTED);
	facts->flags |= DB_FACT_IMAGE_LOADED;
	facts->classes = 0;
	if (find(&event->size, change->sizes, change->size_count, sizeof(*change->sizes), by_size))
		facts->flags |= DB_FACT_SIZE_LISTED;
	if (event->has_digest)
		entry = find(&event->digest, set->entries, set->count, sizeof(*set->entries),
			     by_digest);
	if (entry) {
		facts->flags |= DB_FACT_LISTED;
		facts->classes = entry->allowed.classes;
	}
	return event->has_digest || db_refusal_before_hash(facts) != DB_REASON_NONE;
}

enum replay_result replay_decide(const struct replay_event *event,
				 const struct replay_change *change, __u32 *ret_verdict,
				 __u32 *ret_reason)
{
	struct db_code_facts facts = event->facts;
	__u32 level = event->level, reason = event->reason;

	if (is_other(reason))
		return REPLAY_OTHER;
	if (event->decided == DB_EVENT_BY_WRITE) {
		*ret_reason = db_decide_write(&event->facts);
		*ret_verdict = db_write_verdict_of(*ret_reason);
		return REPLAY_DECIDED;
	}
	if (event->decided == DB_EVENT_BY_CONTENT) {
		if (change->digests && !change_digests(event, change, &facts))
			return REPLAY_UNKNOWN;
		reason = db_decide_code(&facts);
	}
	if (event->setting != DB_SETTING_COUNT && (change->clear & DB_LEVEL_AT(3, event->setting)))
		level = (__u32)(change->levels >> (2 * event->setting)) & 3;
	*ret_reason = reason;
	*ret_verdict = reason == DB_REASON_NONE ? DB_VERDICT_ALLOW
						: db_verdict_for(level, reason, event->mode);
	return REPLAY_DECIDED;
}
