/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one writer of flight-recorder events. It cannot fail in a way that changes a verdict: what
 * cannot be written is counted. Layout and protocol: maps/event.h.
 */
#ifndef DB_LIB_EVENT_BPF_H
#define DB_LIB_EVENT_BPF_H

#include "cgroup.bpf.h"
#include "fold.bpf.h"
#include "program.bpf.h"

/*
 * Whether the program of a hook has db_record's help (see record()). A program that may sleep has not: the kernel frees an
 * extension after a grace period of RCU, and only a program that cannot sleep runs within one. Nor have those of fentry, which
 * cannot be extended, and db_read_unhashed, which shares functions with one that may sleep.
 */
enum hook_context {
	MAY_SLEEP, /* or is taken to */
	CANNOT_SLEEP, /* and is a HOOK_PROG */
};

/* Everything a hook knows about the event it reports. */
struct finding {
	enum hook_context sleeps;
	__u8 verdict;
	__u8 level; /* of its setting */
	__u16 reason;
	__u32 decided; /* DB_EVENT_BY_CONTENT, DB_EVENT_BY_WRITE or 0: known to the hook alone */
	const struct scope *scope;
	const struct db_code_facts *facts;
	const struct db_digest *digest; /* NULL if none was computed */
	struct inode *inode; /* an address to read from */
	/* Addresses of words in the current task's memory, or 0. What follows them is its environment. */
	__u64 arguments, arguments_end;
};

/* Takes the slot of a new event; NULL if another writer, lapped, is still inside. */
static __always_inline struct db_event *take_slot(__u32 share, __u64 *place)
{
	__u32 zero = 0;
	struct db_head *head = bpf_map_lookup_elem(&db_head, &zero);
	struct db_event *event;
	__u64 state, seq;

	if (!head) /* cannot happen: slot 0 of an array */
		return NULL;
	seq = __sync_fetch_and_add(&head->next, 1);
	if (share >= DB_SHARES) /* cannot happen: see share_of() */
		return NULL;
	*place = __sync_fetch_and_add(&head->places[share], 1);
	event = event_at(share, *place);
	if (!event)
		return NULL;
	state = DB_READ_ONCE(event->state);
	/* One that was lapped must not overwrite what is newer. */
	if ((state & 1) || state > 2 * (*place + 1) ||
	    __sync_val_compare_and_swap(&event->state, state, state | 1) != state)
		return NULL;
	event->seq = seq;
	return event;
}

/* The program of the process, by what was noted when it started. */
static __always_inline void fill_program(struct db_event *event, struct task_struct *task)
{
	struct db_process_key key = trusted_process_key(task);
	const struct db_process *known;

	event->start_ns = key.start_ns;
	known = known_process(&key);
	if (known) {
		event->process = known->program;
		event->parent_start_ns = known->parent.start_ns;
		event->parent = known->parent.tgid;
		if (is_of(known, &key))
			return;
	}
	/* No room, or another's by now: a storm of new processes. */
	__builtin_memset(&event->process, 0, sizeof(event->process));
	event->parent_start_ns = 0;
	event->parent = 0;
}

/* By direct loads, as all that is read of the current task: a helper's read costs fifty times as much. */
static __always_inline void fill_credentials(struct db_event *event, struct task_struct *task)
{
	const struct cred *cred = task->cred;
	struct tty_struct *tty = task->signal->tty;

	event->uid = cred->uid.val;
	event->euid = cred->euid.val;
	event->gid = cred->gid.val;
	event->capabilities = 0;
	bpf_probe_read_kernel(&event->capabilities, sizeof(event->capabilities),
			      &cred->cap_effective);
	event->login_uid = task->loginuid.val;
	__builtin_memset(event->tty, 0, sizeof(event->tty));
	if (tty)
		bpf_probe_read_kernel_str(event->tty, sizeof(event->tty), &tty->name);
}

static __always_inline void fill_task(struct db_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	event->pid = (__u32)pid_tgid;
	event->tgid = pid_tgid >> 32;
	event->ppid = task->real_parent->tgid;
	event->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(event->comm, sizeof(event->comm));
}

/*
 * Which container. What was noted when it was found stands, bound since or not: a task in it may have moved to a cgroup of any
 * name.
 */
static __always_inline void fill_cgroups(struct db_event *event, const struct scope *scope)
{
	const struct db_task *entry = scope->container ? task_entry(bpf_get_current_task()) : NULL;
	__u64 root = entry ? entry->root : 0; /* a key lies on the stack */
	const struct db_container *container = NULL;

	__builtin_memset(&event->cgroups, 0, sizeof(event->cgroups));
	if (root)
		container = bpf_map_lookup_elem(&db_containers, &root);
	if (container && container->boot_ns == entry->root_ns) /* written after the names */
		event->cgroups = container->cgroups;
	else
		name_current_cgroups(&event->cgroups);
}

static __always_inline void fill_outcome(struct db_event *event, const struct outcome *outcome,
					 const struct scope *scope,
					 const struct db_code_facts *facts,
					 const struct db_digest *digest)
{
	struct inode *inode = (struct inode *)outcome->inode;
	struct super_block *super;

	event->abi = DB_ABI;
	event->verdict = outcome->verdict;
	event->reason = outcome->reason;
	event->mode = scope->mode;
	event->image = scope->image;
	event->scope_cgroup = scope->cgroup_id;
	event->facts = *facts;
	event->flags = outcome->decided | (scope->container ? DB_EVENT_CONTAINER : 0);
	event->inode = BPF_CORE_READ(inode, i_ino);
	event->size = BPF_CORE_READ(inode, i_size);
	super = BPF_CORE_READ(inode, i_sb);
	event->device = BPF_CORE_READ(super, s_dev);
	event->fs_magic = BPF_CORE_READ(super, s_magic);
	if (digest) {
		event->digest = *digest;
		event->flags |= DB_EVENT_HAS_DIGEST;
	} else {
		__builtin_memset(&event->digest, 0, sizeof(event->digest));
	}
}

/* The whole path where the hook may ask for it; -ENAMETOOLONG and the like leave the last name. It is empty before. */
static __always_inline void fill_path(struct db_event *event, struct path *path,
				      struct dentry *dentry)
{
	long length = -1;

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

/* Empty before, too. */
static __always_inline void fill_arguments(struct db_event *event, const struct finding *found)
{
	__u64 size = found->arguments_end - found->arguments;

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

static __always_inline __u32 share_of(__u32 verdict)
{
	if (verdict == DB_VERDICT_ALERT)
		return DB_SHARE_ALERTS;
	return verdict == DB_VERDICT_AUDIT ? DB_SHARE_AUDITS : DB_SHARE_REFUSALS;
}

/* True if there is to be an event of it. */
static __always_inline bool count_finding(const struct outcome *outcome, const struct scope *scope,
					  const struct db_code_facts *facts)
{
	/* The loader's own probes prove enforcement; they are no incident. */
	if (scope->image == DB_IMAGE_CANARY)
		return false;
	count_verdict(outcome->verdict, outcome->reason);
	count_of_image(scope->image, outcome->verdict);
	/* Python writes these itself wherever it may, in the most ordinary work; refused, they are never run. */
	if (outcome->verdict == DB_VERDICT_DENY && (facts->flags & DB_FACT_BYTECODE_CACHE) &&
	    is_unlisted(outcome->reason)) {
		count_tally(DB_TALLY_BYTECODE);
		return false;
	}
	return true;
}

/*
 * Counts a finding, and takes a slot for it unless it is a repeat: a token for the rest, or 0 if there is nothing to
 * fill. digest may be NULL.
 */
__noinline __u64 begin_event(const struct outcome *outcome, const struct scope *scope,
			     const struct db_code_facts *facts, const struct db_digest *digest)
{
	__u32 share = share_of(outcome ? outcome->verdict : 0);
	struct db_event *event;
	struct db_fold_key key;
	struct db_fold fold;
	__u64 place;

	if (!outcome || !scope || !facts)
		return 0; /* cannot happen: callers have them on their stack */
	if (!count_finding(outcome, scope, facts))
		return 0;
	make_fold_key(&key, outcome, scope, facts->moment, digest);
	if (is_repeat(&key))
		return 0;
	event = take_slot(share, &place);
	if (!event) {
		count_tally(DB_TALLY_EVENT_LOST);
		return 0;
	}
	event->repeats = place << 32;
	fold.event = DB_EVENT_TOKEN(share, place);
	fold.first_ns = bpf_ktime_get_boot_ns();
	event->boot_ns = fold.first_ns;
	event->last_ns = fold.first_ns;
	bpf_map_update_elem(&db_folds, &key, &fold, BPF_ANY);
	return fold.event;
}

/* What needs no pointer of the hook's own. */
__noinline int fill_event(__u64 token, const struct outcome *outcome, const struct scope *scope,
			  const struct db_code_facts *facts, const struct db_digest *digest)
{
	struct db_event *event = event_at(DB_TOKEN_SHARE(token), DB_TOKEN_PLACE(token));

	if (!event || !outcome || !scope || !facts)
		return 0; /* cannot happen: it was taken, and callers have the rest on their stack */
	fill_outcome(event, outcome, scope, facts, digest);
	event->level = outcome->level;
	__builtin_memset(event->arguments, 0, sizeof(event->arguments));
	__builtin_memset(event->path, 0, sizeof(event->path));
	fill_task(event);
	fill_cgroups(event, scope);
	return 0;
}

/* Whose doing it is, in a function of its own for its stack. */
__noinline int fill_process(__u64 token)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct db_event *event = event_at(DB_TOKEN_SHARE(token), DB_TOKEN_PLACE(token));

	if (!event) /* cannot happen: it was taken */
		return 0;
	fill_credentials(event, task);
	fill_program(event, task);
	return 0;
}

/* Those that led to it, as far as they are known. */
__noinline int fill_ancestors(__u64 token)
{
	struct db_event *event = event_at(DB_TOKEN_SHARE(token), DB_TOKEN_PLACE(token));
	struct db_process_key key = {}, parent;
	const struct db_process *known;
	int count;

	if (!event) /* cannot happen: it was taken */
		return 0;
	key.start_ns = event->parent_start_ns;
	key.tgid = event->parent;
	for (count = 0; count < DB_ANCESTORS && key.tgid; count++) {
		known = known_process(&key);
		if (!known)
			break;
		event->ancestors[count] = known->program;
		parent = known->parent;
		if (!is_of(known, &key))
			break; /* another's by now */
		key = parent;
	}
	event->ancestor_count = count;
	if (key.tgid)
		event->flags |= DB_EVENT_MORE_ANCESTORS;
	return 0;
}

#endif
