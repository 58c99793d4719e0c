// SPDX-License-Identifier: GPL-2.0-only
/*
 * The recorder: one program that is attached in place of record() in each program that has that function (freplace), so that
 * the kernel verifies and keeps it once. user/record_links.c attaches it. Those that may sleep hold the whole instead:
 * enum hook_context.
 */
#include "lib/record.bpf.h"

SEC("recorder")
__u64 db_record(const struct outcome *outcome, const struct scope *scope,
		const struct db_code_facts *facts, const struct db_digest *digest)
{
	return write_finding(outcome, scope, facts, digest);
}
