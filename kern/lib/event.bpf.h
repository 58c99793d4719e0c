/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one writer of flight-recorder events. It cannot fail in a way that changes a verdict: what
 * cannot be written is counted. Layout and protocol: maps/event.h.
 */
#ifndef DB_LIB_EVENT_BPF_H
#define DB_LIB_EVENT_BPF_H

#include "cgroup.bpf.h"
#include "scope.bpf.h"

/* Everything a hook knows about the event it reports. */
struct finding {
	__u32 verdict;
	__u32 reason;
	const struct scope *scope;
	const struct db_code_facts *facts;
	const struct db_digest *digest; /* NULL if none was computed */
	struct inode *inode; /* an address to read from */
	/* Addresses of words in the current task's memory, or 0. What follows them is its environment. */
	__u64 arguments, arguments_end;
};

/* The part of a finding that is no pointer, for begin_event(). */
struct outcome {
	__u32 verdict;
	__u32 reason;
	__u64 inode; /* an address to read from */
};

/* Takes the slot of a new sequence number; NULL if another writer, lapped, is still inside. */
static __always_inline struct db_event *take_slot(__u64 *seq)
{
	__u32 zero = 0, index;
	struct db_head *head = bpf_map_lookup_elem(&db_head, &zero);
	struct db_event *event;
	__u64 state;

	if (!head) /* cannot happen: slot 0 of an array */
		return NULL;
	*seq = __sync_fetch_and_add(&head->next, 1);
	index = *seq % DB_EVENT_SLOTS;
	event = bpf_map_lookup_elem(&db_events, &index);
	if (!event)
		return NULL;
	state = DB_READ_ONCE(event->state);
	/* One that was lapped must not overwrite what is newer. */
	if ((state & 1) || state > 2 * (*seq + 1) ||
	    __sync_val_compare_and_swap(&event->state, state, state | 1) != state)
		return NULL;
	return event;
}

static __always_inline void fill_task(struct db_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	event->pid = (__u32)pid_tgid;
	event->tgid = pid_tgid >> 32;
	event->ppid = BPF_CORE_READ(task, real_parent, tgid);
	event->uid = (__u32)bpf_get_current_uid_gid();
	event->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/*
 * Which container. What was noted when it was found stands: a task in it may have moved to a cgroup of any name.
 */
static __always_inline void fill_cgroups(struct db_event *event, const struct scope *scope)
{
	__u64 root = scope->root; /* a key lies on the stack */
	const struct db_container *container = NULL;

	__builtin_memset(&event->cgroups, 0, sizeof(event->cgroups));
	if (root)
		container = bpf_map_lookup_elem(&db_containers, &root);
	if (container && DB_READ_ONCE(container->cgroup_id)) /* written after the names */
		bpf_probe_read_kernel(&event->cgroups, sizeof(event->cgroups), &container->cgroups);
	else
		name_cgroups(&event->cgroups, cgroup_of(bpf_get_current_task_btf()));
}

static __always_inline void fill_outcome(struct db_event *event, const struct outcome *outcome,
					 const struct scope *scope,
					 const struct db_code_facts *facts,
					 const struct db_digest *digest)
{
	struct inode *inode = (struct inode *)outcome->inode;

	event->boot_ns = bpf_ktime_get_boot_ns();
	event->abi = DB_ABI;
	event->verdict = outcome->verdict;
	event->reason = outcome->reason;
	event->mode = scope->mode;
	event->image = scope->image;
	event->scope_cgroup = scope->cgroup_id;
	event->facts = *facts;
	event->flags = scope->container ? DB_EVENT_CONTAINER : 0;
	event->inode = BPF_CORE_READ(inode, i_ino);
	event->size = BPF_CORE_READ(inode, i_size);
	event->device = BPF_CORE_READ(inode, i_sb, s_dev);
	event->fs_magic = BPF_CORE_READ(inode, i_sb, s_magic);
	if (digest) {
		event->digest = *digest;
		event->flags |= DB_EVENT_HAS_DIGEST;
	} else {
		__builtin_memset(&event->digest, 0, sizeof(event->digest));
	}
}

/* The whole path where the hook may ask for it; -ENAMETOOLONG and the like leave the last name. */
static __always_inline void fill_path(struct db_event *event, struct path *path,
				      struct dentry *dentry)
{
	long length = -1;

	__builtin_memset(event->path, 0, sizeof(event->path));
	if (path)
		length = bpf_d_path(path, (char *)event->path, sizeof(event->path));
	if (length > 0) {
		event->flags |= DB_EVENT_HAS_PATH;
		return;
	}
	if (!dentry)
		return; /* about no file */
	length = bpf_probe_read_kernel_str(event->path, sizeof(event->path),
					   BPF_CORE_READ(dentry, d_name.name));
	if (length > 0)
		event->flags |= DB_EVENT_HAS_PATH | DB_EVENT_PATH_CUT;
	else
		count_tally(DB_TALLY_PATH_UNKNOWN);
}

static __always_inline void fill_arguments(struct db_event *event, const struct finding *found)
{
	__u64 size = found->arguments_end - found->arguments;

	__builtin_memset(event->arguments, 0, sizeof(event->arguments));
	if (!found->arguments)
		return;
	if (size > sizeof(event->arguments))
		size = sizeof(event->arguments);
	if (!bpf_probe_read_user(event->arguments, size, (void *)found->arguments))
		event->flags |= DB_EVENT_HAS_ARGS;
}

/* Not the image's, which is all that is wrong with it. */
static __always_inline bool is_unlisted(__u32 reason)
{
	return reason == DB_REASON_UNKNOWN_SIZE || reason == DB_REASON_NOT_IN_IMAGE ||
	       reason == DB_REASON_DRIFT || reason == DB_REASON_WRITTEN_SINCE_LOAD;
}

/*
 * Takes a slot and fills what needs no pointer of the hook's own: the sequence number + 1, or 0 if there is nothing
 * to complete. digest may be NULL.
 */
__noinline __u64 begin_event(const struct outcome *outcome, const struct scope *scope,
			     const struct db_code_facts *facts, const struct db_digest *digest)
{
	struct db_event *event;
	__u64 seq;

	if (!outcome || !scope || !facts)
		return 0; /* cannot happen: callers have them on their stack */
	/* The loader's own probes prove enforcement; they are no incident. */
	if (scope->image == DB_IMAGE_CANARY)
		return 0;
	count_verdict(outcome->verdict, outcome->reason);
	/* Python writes these itself wherever it may, in the most ordinary work; refused, they are never run. */
	if (outcome->verdict == DB_VERDICT_DENY && (facts->flags & DB_FACT_BYTECODE_CACHE) &&
	    is_unlisted(outcome->reason)) {
		count_tally(DB_TALLY_BYTECODE);
		return 0;
	}
	event = take_slot(&seq);
	if (!event) {
		count_tally(DB_TALLY_EVENT_LOST);
		return 0;
	}
	fill_outcome(event, outcome, scope, facts, digest);
	fill_task(event);
	fill_cgroups(event, scope);
	return seq + 1;
}

/* Records a finding. path may be NULL where bpf_d_path is not allowed; dentry names the file then. */
static __always_inline void record_finding(const struct finding *found, struct path *path,
					   struct dentry *dentry)
{
	const struct outcome outcome = {
		.verdict = found->verdict,
		.reason = found->reason,
		.inode = (__u64)found->inode,
	};
	__u64 next = begin_event(&outcome, found->scope, found->facts, found->digest);
	__u32 index = (next - 1) % DB_EVENT_SLOTS;
	struct db_event *event;

	if (!next)
		return;
	event = bpf_map_lookup_elem(&db_events, &index);
	if (!event) /* cannot happen: it was taken */
		return;
	fill_path(event, path, dentry);
	fill_arguments(event, found);
	/* Full barrier: everything above is visible before the record says it is complete. */
	__sync_lock_test_and_set(&event->state, 2 * next);
}

#endif
