/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recorded event decided again by kern/core, from the facts it was decided on: the same must come out. Or another thing,
 * if a manifest or settings are changed: what would they have meant?
 */
#ifndef DB_USER_REPLAY_H
#define DB_USER_REPLAY_H

#include <stdbool.h>
#include <json-c/json.h>
#include "digest_set.h"
#include "maps/event.h"

/* What an event says of its decision. */
struct replay_event {
	__u32 verdict, reason; /* as recorded */
	__u32 mode;
	__u32 setting, level; /* DB_SETTING_COUNT, DB_LEVEL_COUNT: under none */
	__u32 decided; /* DB_EVENT_BY_CONTENT, DB_EVENT_BY_WRITE or 0 */
	struct db_code_facts facts;
	bool has_digest;
	struct db_digest digest;
	__u64 size;
};

/* What is to be different; all zero: nothing. */
struct replay_change {
	const struct digest_set
		*digests; /* finished; the image's instead of what it was; NULL: as it was */
	__u64 clear, levels; /* as of struct setting_change; none of them default */
};

enum replay_result {
	REPLAY_DECIDED,
	REPLAY_UNKNOWN, /* with the change it would have been hashed, and was not: nobody knows */
	REPLAY_OTHER, /* not decided by mode and setting of the task's scope alone */
};

/* -EBADMSG if a field that is needed is missing or no such word; *ret_field is its name. */
int replay_parse(json_object *object, struct replay_event *event, const char **ret_field);

/* *ret_verdict and *ret_reason are filled if it is REPLAY_DECIDED. */
enum replay_result replay_decide(const struct replay_event *event,
				 const struct replay_change *change, __u32 *ret_verdict,
				 __u32 *ret_reason);

#endif
