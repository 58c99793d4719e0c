// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/decide_write.h: the write lock. */
#include <criterion/criterion.h>
#include <linux/types.h>

#include "kern/core/decide_write.h"

static __u32 decide(__u64 relied, __u64 enforcing, __u32 mapped)
{
	const struct db_code_facts facts = {
		.flags = db_write_facts(relied, enforcing) | (mapped ? DB_FACT_MAPPED : 0),
	};

	return db_decide_write(&facts);
}

Test(decide_write, locked_exactly_while_somebody_who_relies_enforces)
{
	for (int relied = 0; relied < 64; relied++) {
		for (int enforcing = 0; enforcing < 64; enforcing++) {
			__u32 reason = decide(1ULL << relied, 1ULL << enforcing, 1);

			cr_assert_eq(reason, relied == enforcing ? DB_REASON_WRITE_LOCKED
								 : DB_REASON_CODE_WRITTEN);
		}
	}
	cr_assert_eq(decide(~0ULL, 1, 0), DB_REASON_WRITE_LOCKED);
	cr_assert_eq(decide(1, ~0ULL, 0), DB_REASON_WRITE_LOCKED);
}

Test(decide_write, what_is_being_hashed_stands_still)
{
	const struct db_code_facts facts = { .flags = DB_FACT_BEING_HASHED };

	cr_assert_eq(db_decide_write(&facts), DB_REASON_WRITE_LOCKED);
}

Test(decide_write, what_nobody_relies_on_is_written_in_silence)
{
	cr_assert_eq(decide(0, ~0ULL, 1), DB_REASON_NONE);
	cr_assert_eq(decide(0, 0, 0), DB_REASON_NONE);
}

Test(decide_write, code_of_an_audited_scope_says_so_only_while_mapped)
{
	cr_assert_eq(decide(2, 4, 1), DB_REASON_CODE_WRITTEN);
	cr_assert_eq(decide(2, 4, 0), DB_REASON_NONE);
}

Test(decide_write, verdicts)
{
	cr_assert_eq(db_write_verdict_of(DB_REASON_WRITE_LOCKED), DB_VERDICT_DENY);
	cr_assert_eq(db_write_verdict_of(DB_REASON_CODE_WRITTEN), DB_VERDICT_AUDIT);
	cr_assert_eq(db_write_verdict_of(DB_REASON_NONE), DB_VERDICT_ALLOW);
}

Test(image_bits, ids_beyond_64_share_bits_and_stay_inside)
{
	for (__u32 id = 1; id <= DB_IMAGE_CANARY; id++)
		cr_assert_eq(DB_IMAGE_BIT(id), 1ULL << (id & 63));
}
