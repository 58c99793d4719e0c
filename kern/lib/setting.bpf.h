/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Acting on a finding: the level its setting has for the task's image, the verdict, the event. Everything
 * that is refused by any hook is refused here.
 *
 * Functions that are __noinline, but not static, the verifier looks at once, whatever it knows of their arguments,
 * and knows nothing of their result. Inlined, every branch of theirs would double what it walks behind each of
 * their uses. They get addresses as numbers (address_of), and what memory they are given may be NULL to them.
 */
#ifndef DB_LIB_SETTING_BPF_H
#define DB_LIB_SETTING_BPF_H

#include "record.bpf.h"
#include "kern/core/decide_code.h"
#include "kern/core/decide_setting.h"

__noinline __u32 decide_code(const struct db_code_facts *facts)
{
	return facts ? db_decide_code(facts) : DB_REASON_NO_IMAGE;
}

__noinline __u32 refusal_before_hash(const struct db_code_facts *facts)
{
	return facts ? db_refusal_before_hash(facts) : DB_REASON_NO_IMAGE;
}

/* The level in force of the setting a finding is under; DB_LEVEL_COUNT if it is under none. */
__noinline __u32 level_for(__u32 image, __u32 container, __u32 moment, __u32 reason)
{
	__u32 setting = db_setting_of(moment, reason);
	const struct db_policy *policy = bpf_map_lookup_elem(&db_policy, &image);

	if (setting == DB_SETTING_COUNT)
		return DB_LEVEL_COUNT;
	/* No policy cannot happen: ids are within the array. The defaults then hold. */
	return db_level_of(policy ? DB_READ_ONCE(policy->levels) : 0, setting, container != 0);
}

/* By its setting where it has one, by the mode alone where not. */
static __always_inline void judge_finding(struct finding *found)
{
	found->level = level_for(found->scope->image, found->scope->container, found->facts->moment,
				 found->reason);
	found->verdict = db_verdict_for(found->level, found->reason, found->scope->mode);
}

static __always_inline const struct db_policy *policy_of(const struct scope *scope)
{
	return bpf_map_lookup_elem(&db_policy, &scope->image);
}

static __always_inline __u32 level_of(const struct scope *scope, __u32 setting)
{
	const struct db_policy *policy = policy_of(scope);

	/* No policy cannot happen: ids are within the array. The defaults then hold. */
	return db_level_of(policy ? DB_READ_ONCE(policy->levels) : 0, setting,
			   scope->container != 0);
}

/* What the running program is listed as, of DB_CLASSES_KEPT; for findings, not for every hit. */
static __always_inline __u32 current_program(void)
{
	const struct db_task *entry = task_entry(bpf_get_current_task());

	return entry ? entry->program : 0;
}

/* found->reason is not NONE; verdict and level are filled here. Records what is not allowed: 0 or -EPERM. */
static __always_inline int act_on_finding(struct finding *found, struct path *path,
					  struct dentry *dentry)
{
	judge_finding(found);
	if (found->verdict == DB_VERDICT_ALLOW)
		return 0;
	record_finding(found, path, dentry);
	if (found->verdict == DB_VERDICT_DENY)
		return DB_REFUSE;
	return 0;
}

/*
 * A finding that is about no file's content. inode and dentry may be NULL; path may be NULL where
 * bpf_d_path is not allowed.
 */
static __always_inline int judge_act_in(enum hook_context sleeps, const struct scope *scope,
					__u32 moment, __u32 reason, struct inode *inode,
					struct path *path, struct dentry *dentry)
{
	const struct db_code_facts facts = { .moment = moment };
	struct finding found = {
		.sleeps = sleeps,
		.reason = reason,
		.scope = scope,
		.facts = &facts,
		.inode = inode,
	};

	return act_on_finding(&found, path, dentry);
}

static __always_inline int judge_act(const struct scope *scope, __u32 moment, __u32 reason,
				     struct inode *inode, struct path *path, struct dentry *dentry)
{
	return judge_act_in(CANNOT_SLEEP, scope, moment, reason, inode, path, dentry);
}

/* A finding about the running program itself: the event names its file, which may need another class. */
static __always_inline int judge_program_in(enum hook_context sleeps, const struct scope *scope,
					    __u32 moment, __u32 reason)
{
	struct dentry *dentry =
		BPF_CORE_READ(bpf_get_current_task_btf(), mm, exe_file, f_path.dentry);

	return judge_act_in(sleeps, scope, moment, reason, BPF_CORE_READ(dentry, d_inode), NULL,
			    dentry);
}

static __always_inline int judge_program(const struct scope *scope, __u32 moment, __u32 reason)
{
	return judge_program_in(CANNOT_SLEEP, scope, moment, reason);
}

#endif
