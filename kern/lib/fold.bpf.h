/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Repeats of a finding are a count in the event that told of it first. What is a repeat is narrow on purpose: whoever
 * makes another finding fit an earlier one has hidden it. docs/design/008-events.md
 */
#ifndef DB_LIB_FOLD_BPF_H
#define DB_LIB_FOLD_BPF_H

#include "scope.bpf.h"

/* The part of a finding that is no pointer, for record(). */
struct outcome {
	__u8 verdict;
	__u8 level;
	__u16 decided; /* as in struct finding */
	__u32 reason;
	__u64 inode; /* an address to read from */
	__u64 arguments; /* a sum of them; 0: none */
};

/* The slot of a place. */
static __always_inline struct db_event *event_at(__u32 share, __u64 place)
{
	__u32 index = place % DB_SHARE_SLOTS + share * DB_SHARE_SLOTS;

	return bpf_map_lookup_elem(&db_events, &index);
}

/* One more of an event that is in its place still; false if it is not. */
static __always_inline bool repeat_event(const struct db_fold *fold, __u64 now)
{
	__u64 token = DB_READ_ONCE(fold->event), place = DB_TOKEN_PLACE(token), was;
	struct db_event *event = event_at(DB_TOKEN_SHARE(token), place);

	if (!event || DB_READ_ONCE(event->state) != 2 * (place + 1))
		return false;
	for (int tries = 0; tries < 8; tries++) {
		was = DB_READ_ONCE(event->repeats);
		if (was >> 32 != (__u32)place)
			return false; /* another event's by now */
		if (__sync_val_compare_and_swap(&event->repeats, was, was + 1) == was) {
			DB_WRITE_ONCE(event->last_ns, now);
			return true;
		}
	}
	return false;
}

/* Was this found within the last minute? Counted there then. */
static __always_inline bool is_repeat(const struct db_fold_key *key)
{
	const struct db_fold *fold = bpf_map_lookup_elem(&db_folds, key);
	__u64 now;

	if (!fold)
		return false;
	now = bpf_ktime_get_boot_ns();
	if (now - DB_READ_ONCE(fold->first_ns) > DB_FOLD_NS || !repeat_event(fold, now))
		return false;
	count_tally(DB_TALLY_FOLDED);
	return true;
}

static __always_inline void make_fold_key(struct db_fold_key *key, const struct outcome *outcome,
					  const struct scope *scope, __u32 moment,
					  const struct db_digest *digest)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct inode *inode = (struct inode *)outcome->inode;

	__builtin_memset(key, 0, sizeof(*key));
	/* Of the same bytes in two files there are two events, with a path each. */
	BPF_CORE_READ_INTO(&key->data[0], inode, i_ino);
	key->program = task->mm->exe_file->f_inode->i_ino;
	key->program ^= key->data[0] << 32 | key->data[0] >> 32;
	if (digest) {
		key->digest = *digest;
	} else if (inode) {
		BPF_CORE_READ_INTO(&key->data[1], inode, i_size);
		BPF_CORE_READ_INTO((__u32 *)&key->data[2], inode, i_sb, s_dev);
	} else {
		key->data[3] = task->start_boottime;
	}
	key->arguments = outcome->arguments;
	key->cgroup_id = bpf_get_current_cgroup_id();
	key->uid = (__u32)bpf_get_current_uid_gid();
	key->image = (__u16)scope->image;
	key->reason = (__u8)outcome->reason;
	key->moment = (__u8)moment;
	key->verdict = (__u8)outcome->verdict;
	key->mode = (__u8)scope->mode;
	key->level = (__u8)outcome->level;
}

static __always_inline __u64 rotate(__u64 value, int bits)
{
	return value << bits | value >> (64 - bits);
}

/* One round of SipHash (Aumasson and Bernstein, 2012). */
static __always_inline void sip_round(__u64 v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 of so much of a command line as an event keeps, and of its whole length: no other is made to fit. Not 0. */
static __noinline __u64 sum_arguments(__u64 start, __u64 end)
{
	__u64 words[DB_ARGS_SIZE / 8] = {}, size = end - start;
	const struct db_config *cfg = loader_config();
	__u64 v[4] = { 0x736f6d6570736575, 0x646f72616e646f6d, 0x6c7967656e657261,
		       0x7465646279746573 };

	if (cfg) { /* always: slot 0 of an array */
		v[0] ^= cfg->seed[0];
		v[1] ^= cfg->seed[1];
		v[2] ^= cfg->seed[0];
		v[3] ^= cfg->seed[1];
	}
	v[3] ^= size;
	sip_round(v);
	v[0] ^= size;
	if (size > sizeof(words))
		size = sizeof(words);
	bpf_probe_read_user(words, size, (void *)start);
	for (__u32 i = 0; i < DB_ARGS_SIZE / 8 && i * 8 < size; i++) {
		v[3] ^= words[i];
		sip_round(v);
		v[0] ^= words[i];
	}
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return (v[0] ^ v[1] ^ v[2] ^ v[3]) | 1;
}

#endif
