/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of a data inode: found, made, filled. docs/design/001-write-lock.md has the argument;
 * in short, the kernel raises i_writecount before it calls file_open, so of a writer and a judge one
 * always sees the other:
 *
 *	writer: i_writecount++            judge: relied |= image (full barrier)
 *	        file_open: relied? refuse        i_writecount > 0 or writes moved? refuse
 *	                   else writes++
 */
#ifndef DB_LIB_CONTENT_BPF_H
#define DB_LIB_CONTENT_BPF_H

#include "compat.bpf.h"
#include "count.bpf.h"
#include "overlay.bpf.h"

/* A digest is being stored: no reader believes it, no second writer touches it. */
#define DIGEST_BUSY (~0ULL)

/* One file as the hooks look at it; filled by find_data(). */
struct data {
	struct inode *inode; /* to read from: below an overlay, a plain address */
	bool stacked; /* on an overlay */
	bool beneath; /* its record is in db_beneath, for want of a storage key */
	bool moved;
	bool known; /* the data inode could be determined */
};

static __always_inline struct db_content *beneath_record(struct inode *inode, bool create)
{
	__u64 key = (__u64)inode;
	struct db_content *record = bpf_map_lookup_elem(&db_beneath, &key);

	if (!record && create) {
		struct db_content empty = { .data_inode = key };

		/* A lost race finds the winner's record. */
		bpf_map_update_elem(&db_beneath, &key, &empty, BPF_NOEXIST);
		record = bpf_map_lookup_elem(&db_beneath, &key);
	}
	return record;
}

/* The copy of a remembered digest; false if there is none or it is no longer true. */
static __always_inline bool remembered_digest(struct db_content *record, struct db_digest *digest)
{
	__u64 at = DB_READ_ONCE(record->digest_at);

	if (!at || at == DIGEST_BUSY || at != DB_READ_ONCE(record->writes) + 1)
		return false;
	*digest = record->digest;
	/*
	 * Looked at again after the copy. No barrier instruction: a hit must not write a shared
	 * cache line. A machine that reorders these reads can at worst mix two digests while only
	 * audit scopes rely on the file (enforce locks it), and a mixture is in no image.
	 */
	barrier();
	return DB_READ_ONCE(record->digest_at) == at && DB_READ_ONCE(record->writes) + 1 == at;
}

/* Stores a digest hashed while the record stood at `writes`; gives up if another task is at it. */
static __always_inline void remember_digest(struct db_content *record,
					    const struct db_digest *digest, __u64 writes, __u64 was)
{
	if (was == DIGEST_BUSY ||
	    __sync_val_compare_and_swap(&record->digest_at, was, DIGEST_BUSY) != was)
		return;
	record->digest = *digest;
	__sync_lock_test_and_set(&record->digest_at, writes + 1);
}

#endif
