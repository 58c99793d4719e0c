/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of a data inode: found, made, filled. docs/design/001-write-lock.md has the argument;
 * in short, the kernel raises i_writecount before it calls file_open, so of a writer and a judge one
 * always sees the other:
 *
 *	writer: i_writecount++            judge: relied |= image (full barrier)
 *	        file_open: relied? refuse        i_writecount > 0, writes moved or shared? refuse
 *	                   else writes++
 *
 * A shared writable mapping sets DB_CONTENT_SHARED while its file is still open, so a judge that
 * finds no writers sees the flag.
 */
#ifndef DB_LIB_CONTENT_BPF_H
#define DB_LIB_CONTENT_BPF_H

#include "compat.bpf.h"
#include "count.bpf.h"
#include "overlay.bpf.h"
#include "scope.bpf.h"

/* A digest is being stored: no reader believes it, no second writer touches it. */
#define DIGEST_BUSY (~0ULL)

/* One file as the hooks look at it; filled by find_data(). */
struct data {
	struct inode *inode; /* that holds the bytes; below an overlay, an address to read from */
	bool stacked; /* on an overlay */
	bool moved; /* mmap and hash would take different bytes */
	bool known; /* the data inode could be determined */
	__u32 family; /* enum db_family, if its digest is listed */
	__u32 named_classes, named_family; /* in a layer: what its name says it is */
	bool as_data; /* read as data: nobody comes to rely on it unless it is a script */
};

/* Before Linux 7.2. */
static __always_inline struct db_content *record_by_address(struct inode *inode, bool create)
{
	__u64 key = (__u64)inode;
	struct db_content *record = bpf_map_lookup_elem(&db_inodes, &key);

	if (!record && create) {
		const struct db_content empty = {};

		/* A lost race finds the winner's record. */
		bpf_map_update_elem(&db_inodes, &key, &empty, BPF_NOEXIST);
		record = bpf_map_lookup_elem(&db_inodes, &key);
	}
	return record;
}

/* The record of an inode that holds data itself, as hooks below overlays get it; NULL if none. */
static __always_inline struct db_content *known_record(struct inode *inode)
{
	if (!db_has_real_data_inode())
		return record_by_address(inode, false);
	return bpf_inode_storage_get(&db_content, inode, NULL, 0);
}

/*
 * Since 7.0 storage is allocated without waiting, for locks as for memory (kmalloc_nolock, rqspinlock): it can
 * fail though there is plenty, when the other CPU is just there. A refusal for that would be a false one.
 */
#define STORAGE_TRIES 8

static __always_inline struct db_content *inode_record(struct inode *inode, bool create)
{
	struct db_content *record = bpf_inode_storage_get(&db_content, inode, NULL, 0);

	for (int i = 0; create && !record && i < STORAGE_TRIES; i++)
		record = bpf_inode_storage_get(&db_content, inode, NULL,
					       BPF_LOCAL_STORAGE_GET_F_CREATE);
	return record;
}

/* The record of a file that holds data itself, made if there is none; NULL without room. */
static __always_inline struct db_content *own_record(struct file *file)
{
	if (!db_has_real_data_inode())
		return record_by_address(file->f_inode, true);
	return inode_record(file->f_inode, true);
}

/* The record of a file's data inode, for sleepable programs; NULL if none, or no room for one. */
static __always_inline struct db_content *find_record(struct file *file, struct data *data,
						      bool create)
{
	struct inode *inode;

	if (!db_has_real_data_inode())
		return record_by_address(data->inode, create);
	if (!data->stacked)
		return inode_record(file->f_inode, create);
	inode = bpf_real_data_inode(file);
	/* Another inode than the one that mmap maps: copied up meanwhile, refused by `moved`. */
	if (!inode || inode != data->inode) {
		data->moved = true;
		return NULL;
	}
	return inode_record(inode, create);
}

static __always_inline void find_data(struct file *file, struct data *data)
{
	data->stacked = on_overlay(file);
	data->moved = false;
	data->inode = file->f_inode;
	data->known = true;
	if (!data->stacked)
		return;
	data->inode = layer_inode(file, &data->moved);
	data->known = data->inode != NULL;
	if (!data->known)
		data->inode = file->f_inode; /* for the event only */
}

/*
 * These bytes may change without a descriptor from now on. Where that cannot be noted they could become
 * code later: -ENOMEM for those who are judged.
 */
static __always_inline int mark_shared(struct db_content *record)
{
	struct scope scope;

	if (record) {
		__sync_fetch_and_or(&record->flags, DB_CONTENT_SHARED);
		return 0;
	}
	if (current_scope(&scope) && scope.mode == DB_MODE_ENFORCE)
		return -ENOMEM_;
	count_tally(DB_TALLY_UNMARKED);
	return 0;
}

static __always_inline struct db_ground *ground_state(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&db_ground, &zero);
}

/* What digest_at says of a digest that is true now: nobody wrote the file or what it lies on since. */
static __always_inline __u64 content_stamp(const struct db_content *record,
					   const struct db_ground *ground)
{
	__u64 changes = ground ? DB_READ_ONCE(ground->changes) : 0; /* cannot be missing */

	return 1 + changes + DB_READ_ONCE(record->writes);
}

/* The copy of a remembered digest; false if there is none or it is no longer true. */
static __always_inline bool remembered_digest(struct db_content *record, struct db_digest *digest)
{
	const struct db_ground *ground = ground_state();
	__u64 at = DB_READ_ONCE(record->digest_at);

	if (!at || at == DIGEST_BUSY || at != content_stamp(record, ground))
		return false;
	*digest = record->digest;
	/*
	 * Looked at again after the copy. No barrier instruction: a hit must not write a shared
	 * cache line. A machine that reorders these reads can at worst mix two digests while only
	 * audit scopes rely on the file (enforce locks it), and a mixture is in no image.
	 */
	barrier();
	return DB_READ_ONCE(record->digest_at) == at && content_stamp(record, ground) == at;
}

/* Stores a digest hashed while the record stood at `stamp`; gives up if another task is at it. */
static __always_inline void remember_digest(struct db_content *record,
					    const struct db_digest *digest, __u64 stamp, __u64 was)
{
	if (was == DIGEST_BUSY ||
	    __sync_val_compare_and_swap(&record->digest_at, was, DIGEST_BUSY) != was)
		return;
	record->digest = *digest;
	__sync_lock_test_and_set(&record->digest_at, stamp);
}

#endif
