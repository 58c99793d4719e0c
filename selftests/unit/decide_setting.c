// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/decide_setting.h: levels, defaults, and that every setting has its reason and none is refused in audit. */
#include <criterion/criterion.h>
#include <linux/types.h>

#include "kern/core/decide_setting.h"

Test(decide_setting, what_was_set_counts_else_the_default)
{
	for (__u32 setting = 0; setting < DB_SETTING_COUNT; setting++) {
		for (__u32 level = DB_LEVEL_OFF; level < DB_LEVEL_COUNT; level++) {
			__u64 levels = DB_LEVEL_AT(level, setting);

			cr_assert_eq(db_level_of(levels, setting, 0), level);
			cr_assert_eq(db_level_of(levels, setting, 1), level);
			for (__u32 other = 0; other < DB_SETTING_COUNT; other++)
				if (other != setting)
					cr_assert_eq(db_level_of(levels, other, 1),
						     db_level_of(0, other, 1));
		}
		cr_assert_neq(db_level_of(0, setting, 0), DB_LEVEL_DEFAULT);
		cr_assert_neq(db_level_of(0, setting, 1), DB_LEVEL_DEFAULT);
		/* What a host refuses a container does not get. */
		cr_assert_geq(db_level_of(0, setting, 1), db_level_of(0, setting, 0));
	}
}

Test(decide_setting, each_setting_has_a_reason_of_its_own)
{
	int seen[DB_SETTING_COUNT] = { 0 };

	for (__u32 reason = 0; reason < DB_REASON_COUNT; reason++) {
		__u32 setting = db_setting_of(DB_MOMENT_KERNEL, reason);

		if (setting < DB_SETTING_COUNT)
			seen[setting]++;
	}
	for (__u32 setting = 0; setting < DB_SETTING_COUNT; setting++)
		cr_assert_eq(seen[setting], 1, "setting %u", setting);
	/* A verdict on code is under no setting: what the image did not ship does not run. The linker it ships may. */
	for (__u32 reason = 1; reason < DB_REASON_ANONYMOUS_CODE; reason++) {
		cr_assert_eq(db_setting_of(DB_MOMENT_EXEC, reason),
			     reason == DB_REASON_LOADER_AS_PROGRAM ? DB_SETTING_LOADER_AS_PROGRAM
								   : DB_SETTING_COUNT);
		cr_assert_eq(db_setting_of(DB_MOMENT_MAP, reason), DB_SETTING_COUNT);
		cr_assert_eq(db_setting_of(DB_MOMENT_READ, reason), DB_SETTING_SCRIPT_FILE);
		cr_assert_eq(db_setting_of(DB_MOMENT_MODULE, reason), DB_SETTING_KERNEL_MODULE);
	}
}

Test(decide_setting, only_block_in_enforce_refuses)
{
	for (__u32 level = 0; level < DB_LEVEL_COUNT; level++) {
		cr_assert_neq(db_verdict_at(level, DB_MODE_AUDIT), DB_VERDICT_DENY);
		cr_assert_eq(db_verdict_at(level, DB_MODE_ENFORCE) == DB_VERDICT_DENY,
			     level == DB_LEVEL_BLOCK || level == DB_LEVEL_DEFAULT);
	}
	cr_assert_eq(db_verdict_at(DB_LEVEL_ALERT, DB_MODE_AUDIT), DB_VERDICT_ALERT);
	cr_assert_eq(db_verdict_at(DB_LEVEL_BLOCK, 77), DB_VERDICT_DENY);
}
