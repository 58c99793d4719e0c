// SPDX-License-Identifier: GPL-2.0-only
/* user/replay.c: a recorded event decided again. */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/types.h>

#include "kern/core/decide_setting.h"
#include "user/replay.h"

#define DIGEST "\"sha256\":\"0101010101010101010101010101010101010101010101010101010101010101\","
#define HEAD   "{\"kind\":\"exec\",\"mode\":\"enforce\",\"size\":5,"

static int parse(const char *text, struct replay_event *event, const char **ret_field)
{
	json_object *object = json_tokener_parse(text);
	int r;

	cr_assert(object);
	r = replay_parse(object, event, ret_field);
	json_object_put(object);
	return r;
}

static void expect(const char *text, const struct replay_change *change, __u32 verdict,
		   __u32 reason)
{
	__u32 got_verdict = 99, got_reason = 99;
	struct replay_event event;
	const char *field;

	cr_assert_eq(parse(text, &event, &field), 0, "%s", field);
	cr_assert_eq(replay_decide(&event, change, &got_verdict, &got_reason), REPLAY_DECIDED);
	cr_assert_eq(got_verdict, verdict);
	cr_assert_eq(got_reason, reason);
}

static const struct replay_change as_it_was = {};

Test(replay, content_is_decided_again)
{
	expect(HEAD "\"verdict\":\"deny\",\"reason\":\"unknown-size\",\"decided_by\":\"content\","
		    "\"facts\":9,\"classes\":0}",
	       &as_it_was, DB_VERDICT_DENY, DB_REASON_UNKNOWN_SIZE);
	/* What is recorded as the reason is not believed. */
	expect(HEAD "\"verdict\":\"deny\",\"reason\":\"drift\",\"decided_by\":\"content\","
		    "\"facts\":9,\"classes\":0}",
	       &as_it_was, DB_VERDICT_DENY, DB_REASON_UNKNOWN_SIZE);
	expect(HEAD DIGEST "\"verdict\":\"deny\",\"reason\":\"wrong-class\","
			   "\"decided_by\":\"content\",\"facts\":121,\"classes\":2}",
	       &as_it_was, DB_VERDICT_DENY, DB_REASON_WRONG_CLASS);
}

Test(replay, writes_and_acts)
{
	expect("{\"kind\":\"write\",\"mode\":\"enforce\",\"verdict\":\"deny\","
	       "\"reason\":\"write-locked\",\"decided_by\":\"write\",\"facts\":12582912,\"classes\":0}",
	       &as_it_was, DB_VERDICT_DENY, DB_REASON_WRITE_LOCKED);
	expect("{\"kind\":\"kernel\",\"mode\":\"audit\",\"verdict\":\"audit\","
	       "\"reason\":\"foreign-bpf\",\"setting\":\"foreign-bpf\",\"level\":\"block\","
	       "\"facts\":0,\"classes\":0}",
	       &as_it_was, DB_VERDICT_AUDIT, DB_REASON_FOREIGN_BPF);
}

Test(replay, another_setting)
{
	const char *bpf = "{\"kind\":\"kernel\",\"mode\":\"enforce\",\"verdict\":\"deny\","
			  "\"reason\":\"foreign-bpf\",\"setting\":\"foreign-bpf\","
			  "\"level\":\"block\",\"facts\":0,\"classes\":0}";
	struct replay_change change = {
		.clear = DB_LEVEL_AT(3, DB_SETTING_FOREIGN_BPF),
		.levels = DB_LEVEL_AT(DB_LEVEL_ALERT, DB_SETTING_FOREIGN_BPF),
	};

	expect(bpf, &change, DB_VERDICT_ALERT, DB_REASON_FOREIGN_BPF);
	change.levels = DB_LEVEL_AT(DB_LEVEL_OFF, DB_SETTING_FOREIGN_BPF);
	expect(bpf, &change, DB_VERDICT_ALLOW, DB_REASON_FOREIGN_BPF);
}

Test(replay, another_manifest)
{
	struct digest_entry entry = { .allowed.classes = DB_CLASS_EXEC, .size = 5 };
	const struct digest_set set = { .entries = &entry, .count = 1 };
	const __u64 *sizes = &entry.size;
	const struct replay_change change = { .digests = &set, .sizes = sizes, .size_count = 1 };
	const struct digest_set none = {};
	const struct replay_change empty = { .digests = &none };
	const char *refused = HEAD DIGEST "\"verdict\":\"deny\",\"reason\":\"not-in-image\","
					  "\"decided_by\":\"content\",\"facts\":57,\"classes\":0}";
	struct replay_event event;
	__u32 verdict, reason;
	const char *field;

	memset(entry.digest.sha256, 1, sizeof(entry.digest.sha256));
	expect(refused, &as_it_was, DB_VERDICT_DENY, DB_REASON_NOT_IN_IMAGE);
	expect(refused, &change, DB_VERDICT_ALLOW, DB_REASON_NONE);
	entry.digest.sha256[0] = 2;
	expect(refused, &change, DB_VERDICT_DENY, DB_REASON_NOT_IN_IMAGE);
	expect(refused, &empty, DB_VERDICT_DENY, DB_REASON_UNKNOWN_SIZE);
	/* It was not hashed, and has a size that the new manifest lists: nobody can know. */
	cr_assert_eq(parse(HEAD "\"verdict\":\"deny\",\"reason\":\"unknown-size\","
				"\"decided_by\":\"content\",\"facts\":9,\"classes\":0}",
			   &event, &field),
		     0);
	cr_assert_eq(replay_decide(&event, &change, &verdict, &reason), REPLAY_UNKNOWN);
	entry.size = 6;
	cr_assert_eq(replay_decide(&event, &change, &verdict, &reason), REPLAY_DECIDED);
	cr_assert_eq(reason, DB_REASON_UNKNOWN_SIZE);
}

Test(replay, what_no_event_says_is_named)
{
	struct replay_event event;
	const char *field;

	cr_assert_eq(parse("{}", &event, &field), -EBADMSG);
	cr_assert_str_eq(field, "kind");
	cr_assert_eq(parse(HEAD "\"verdict\":\"deny\",\"reason\":\"no-such\","
				"\"facts\":0,\"classes\":0}",
			   &event, &field),
		     -EBADMSG);
	cr_assert_str_eq(field, "reason");
	cr_assert_eq(parse(HEAD "\"verdict\":\"deny\",\"reason\":\"drift\",\"facts\":0,"
				"\"classes\":0,\"setting\":\"script-file\",\"level\":\"block\"}",
			   &event, &field),
		     -EBADMSG);
	cr_assert_str_eq(field, "setting");
	cr_assert_eq(parse(HEAD "\"verdict\":\"deny\",\"reason\":\"drift\",\"facts\":0,"
				"\"classes\":0,\"sha256\":\"12\"}",
			   &event, &field),
		     -EBADMSG);
	cr_assert_str_eq(field, "sha256");
}
