// SPDX-License-Identifier: GPL-2.0-only
/* Any lines: each is refused for a field that is named, or decided, as it was and by other settings and an empty manifest. */
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

#include "kern/core/decide_setting.h"
#include "user/replay.h"

static void decide(const struct replay_event *event, const struct replay_change *change)
{
	__u32 verdict = DB_VERDICT_COUNT, reason = DB_REASON_COUNT;

	switch (replay_decide(event, change, &verdict, &reason)) {
	case REPLAY_DECIDED:
		if (verdict >= DB_VERDICT_COUNT || reason >= DB_REASON_COUNT)
			abort();
		break;
	case REPLAY_UNKNOWN:
		if (!change->digests)
			abort();
		break;
	case REPLAY_OTHER:
		break;
	default:
		abort();
	}
}

static void read_one(json_object *object)
{
	static const struct digest_set none;
	static const struct replay_change as_it_was, another = {
		.digests = &none, .clear = ~0ULL, .levels = 0x5555555555555555ULL
	};
	struct replay_event event;
	const char *field = NULL;

	if (replay_parse(object, &event, &field) < 0) {
		if (!field)
			abort();
		return;
	}
	decide(&event, &as_it_was);
	decide(&event, &another);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *at = (const char *)bytes, *end = at + size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at)) ?: end;
		json_tokener *tokener = json_tokener_new_ex(8);
		json_object *object = json_tokener_parse_ex(tokener, at, (int)(newline - at));

		if (json_object_is_type(object, json_type_object))
			read_one(object);
		json_object_put(object);
		json_tokener_free(tokener);
		at = newline + 1;
	}
	return 0;
}
