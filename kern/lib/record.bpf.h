/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording a finding: by db_record, which all programs share that cannot sleep, or by the program itself.
 * docs/design/014-verifier.md says why.
 */
#ifndef DB_LIB_RECORD_BPF_H
#define DB_LIB_RECORD_BPF_H

#include "event.bpf.h"

/* Counts and writes all of a finding that needs no pointer of the hook's own: its token, or 0 if there is nothing to finish. */
static __always_inline __u64 write_finding(const struct outcome *outcome, const struct scope *scope,
					   const struct db_code_facts *facts,
					   const struct db_digest *digest)
{
	__u64 token = begin_event(outcome, scope, facts, digest);

	if (!token)
		return 0;
	/* Functions, each for its stack. */
	fill_event(token, outcome, scope, facts, digest);
	if (!note_current())
		note_lineage(bpf_get_current_task());
	fill_process(token);
	fill_ancestors(token);
	return token;
}

/*
 * The same in programs of LSM hooks that cannot sleep: db_record (record.bpf.c) is attached in place of it before any hook is.
 * Two thirds of most of them would be this, verified for each anew. Weak, so that no caller is compiled for this body: what is
 * left to do by a program whose link to db_record was taken away. It counts, and leaves a gap where the event would be.
 */
__weak __noinline __u64 record(const struct outcome *outcome, const struct scope *scope,
			       const struct db_code_facts *facts, const struct db_digest *digest)
{
	__u32 zero = 0;
	struct db_head *head = bpf_map_lookup_elem(&db_head, &zero);

	if (!head || !outcome || !scope || !facts)
		return 0; /* cannot happen: slot 0 of an array, and callers have them on their stack */
	if (!count_finding(outcome, scope, facts))
		return 0;
	__sync_fetch_and_add(&head->next, 1);
	count_tally(DB_TALLY_EVENT_LOST);
	return 0;
}

/*
 * BPF_PROG (bpf_tracing.h) for a program that has record(), as its first function behind itself. Kernels that leave out functions a
 * program cannot reach forget to move what they know of the others (func_info_aux): of a later one they would take what they know of a
 * callback, and refuse to extend it. The call is never made, and removed by the verifier; libbpf has put the function there by then.
 */
/* clang-format off */
#define HOOK_PROG(name, args...)                                                            \
	name(unsigned long long *ctx);                                                      \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx, ##args); \
	typeof(name(0)) name(unsigned long long *ctx)                                       \
	{                                                                                   \
		asm volatile("r0 = 0; if r0 == 0 goto +1; call record;" ::: "r0");          \
		_Pragma("GCC diagnostic push")                                              \
		_Pragma("GCC diagnostic ignored \"-Wint-conversion\"")                      \
		return ____##name(___bpf_ctx_cast(args));                                   \
		_Pragma("GCC diagnostic pop")                                               \
	}                                                                                   \
	static __always_inline typeof(name(0)) ____##name(unsigned long long *ctx, ##args)
/* clang-format on */

static __always_inline struct outcome outcome_of(const struct finding *found)
{
	return (struct outcome){
		.verdict = found->verdict,
		.reason = found->reason,
		.level = found->level,
		.decided = found->decided,
		.inode = (__u64)found->inode,
		.arguments = found->arguments
				     ? sum_arguments(found->arguments, found->arguments_end)
				     : 0,
	};
}

static __always_inline void finish_event(__u64 token, const struct finding *found,
					 struct path *path, struct dentry *dentry)
{
	struct db_event *event;

	if (!token)
		return;
	event = event_at(DB_TOKEN_SHARE(token), DB_TOKEN_PLACE(token));
	if (!event) /* cannot happen: it was taken */
		return;
	fill_path(event, path, dentry);
	fill_arguments(event, found);
	/* Full barrier: everything above is visible before the record says it is complete. */
	__sync_lock_test_and_set(&event->state, 2 * (DB_TOKEN_PLACE(token) + 1));
}

/* Records a finding. path may be NULL where bpf_d_path is not allowed; dentry names the file then. */
static __always_inline void record_finding(const struct finding *found, struct path *path,
					   struct dentry *dentry)
{
	const struct outcome outcome = outcome_of(found);
	__u64 token;

	_Static_assert(DB_EVENT_BY_WRITE < 1 << 16 && DB_EVENT_BY_CONTENT < 1 << 16,
		       "fit outcome.decided");
	if (found->sleeps == CANNOT_SLEEP)
		token = record(&outcome, found->scope, found->facts, found->digest);
	else
		token = write_finding(&outcome, found->scope, found->facts, found->digest);
	finish_event(token, found, path, dentry);
}

#endif
