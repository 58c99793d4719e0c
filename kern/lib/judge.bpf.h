/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Gather, decide, act for code: the one path behind exec and mmap. It gathers what kern/core decides
 * on, in the order that keeps the expensive step (hashing) last.
 *
 * For sleepable programs only: bpf_ima_file_hash reads the file.
 */
#ifndef DB_LIB_JUDGE_BPF_H
#define DB_LIB_JUDGE_BPF_H

#include "content.bpf.h"
#include "ground.bpf.h"
#include "layer.bpf.h"
#include "setting.bpf.h"
#include "kern/core/decide_code.h"
#include "maps/images.bpf.h"

/*
 * What is read of the inode that has the bytes. Without an overlay that is the file's own, read by
 * direct loads; below one it is an address, read as memory, which costs a helper call a field.
 */
struct source {
	__u64 sb_flags;
	__u32 magic;
	__u32 nlink;
	__u32 mode;
};

static __always_inline void read_source(struct file *file, const struct data *data,
					struct source *source)
{
	struct inode *inode = data->inode;
	struct super_block *sb;

	if (!data->stacked) {
		source->magic = file->f_inode->i_sb->s_magic;
		source->sb_flags = file->f_inode->i_sb->s_flags;
		source->nlink = file->f_inode->i_nlink;
		source->mode = file->f_inode->i_mode;
		return;
	}
	sb = BPF_CORE_READ(inode, i_sb);
	source->magic = BPF_CORE_READ(sb, s_magic);
	source->sb_flags = BPF_CORE_READ(sb, s_flags);
	source->nlink = BPF_CORE_READ(inode, i_nlink);
	source->mode = BPF_CORE_READ(inode, i_mode);
}

/* i_writecount > 0: descriptors open for writing, shared writable mappings included (they keep the
 * file). Below zero the kernel itself keeps writers out while the file is executed. */
static __always_inline bool being_written(struct file *file, const struct data *data)
{
	struct inode *inode = data->inode;

	if (!data->stacked)
		return DB_READ_ONCE(file->f_inode->i_writecount.counter) > 0;
	return BPF_CORE_READ(inode, i_writecount.counter) > 0;
}

/* Who can change the bytes without a further hook. */
static __always_inline __u32 writer_facts(struct file *file, const struct data *data,
					  struct db_content *record)
{
	if (being_written(file, data))
		return DB_FACT_BEING_WRITTEN;
	/* Marked for life: see note_shared_mapping(). */
	return DB_READ_ONCE(record->flags) & DB_CONTENT_SHARED ? DB_FACT_SHARED_WRITABLE : 0;
}

static __always_inline __u64 size_of(struct inode *inode)
{
	return BPF_CORE_READ(inode, i_size);
}

/* memfd, SysV shared memory and the like live on a mount of the kernel's own; a tmpfs file without
 * a name is as unreachable. Their first descriptor writes without raising i_writecount. */
static __always_inline __u32 memory_file_facts(const struct source *source, struct inode *inode)
{
	bool is_tmpfs = source->magic == DB_FS_TMPFS;
	struct shmem_inode_info *shmem;
	__u32 facts;

	if (!(source->sb_flags & SB_KERNMOUNT_) && !(is_tmpfs && source->nlink == 0))
		return 0;
	facts = DB_FACT_MEMORY_FILE;
	if (is_tmpfs) {
		shmem = (void *)inode - bpf_core_field_offset(struct shmem_inode_info, vfs_inode);
		if ((BPF_CORE_READ(shmem, seals) & SEALS_WANTED_) == SEALS_WANTED_)
			facts |= DB_FACT_SEALED;
	}
	return facts;
}

/* `wanted`: bits of DB_FOREIGN_FILESYSTEMS that must all be allowed. */
static __always_inline __u32 foreign_facts(const struct scope *scope, __u64 wanted)
{
	const struct db_policy *policy = policy_of(scope);

	if (!wanted || !policy || (DB_READ_ONCE(policy->filesystems) & wanted) != wanted)
		return 0;
	return DB_FACT_FOREIGN_FS;
}

/* Only a regular file has bytes of its own; anything else that can be mapped answers as it likes. */
static __always_inline __u32 source_facts(struct file *file, const struct data *data,
					  const struct scope *scope)
{
	struct source source;
	__u32 facts;

	read_source(file, data, &source);
	facts = memory_file_facts(&source, data->inode);
	/* What a jit may do with memory it may do with memory that has a descriptor. */
	if (facts && (current_program() & DB_CLASS_JIT))
		facts |= DB_FACT_JIT;
	if (!data->known || (source.mode & S_IFMT_) != S_IFREG_)
		return facts;
	if (fs_is_honest(source.magic))
		return facts | DB_FACT_HONEST_FS;
	return facts | foreign_facts(scope, fs_foreign_bit(source.magic));
}

/* What lies below an honest file system. A device that may be written counts as the file being written. */
static __always_inline void gather_ground(const struct data *data, const struct scope *scope,
					  struct db_code_facts *facts)
{
	struct inode *inode = data->inode;
	__u64 found;

	if (!(facts->flags & DB_FACT_HONEST_FS))
		return;
	found = db_ground_of((__u64)BPF_CORE_READ(inode, i_sb), scope->image, 0);
	if (found & GROUND_WRITTEN)
		facts->flags |= DB_FACT_BEING_WRITTEN;
	found &= ~GROUND_WRITTEN;
	if (!found)
		return;
	facts->flags &= ~DB_FACT_HONEST_FS;
	facts->flags |= foreign_facts(scope, found);
}

static __always_inline bool size_listed(__u32 image, __u64 size)
{
	void *sizes = bpf_map_lookup_elem(&db_sizes, &image);

	return sizes && bpf_map_lookup_elem(sizes, &size);
}

/* Hashing cannot be interrupted, and a layer has no list of sizes. No program is that large; a sparse file may be. */
#define LAYER_SIZE_MAX (4ULL << 30)

/* In a container that its own layers judge: is the file in one of them, and what is it by its name there? */
static __always_inline void gather_layer(struct file *file, const struct scope *scope,
					 struct db_code_facts *facts, struct data *data)
{
	struct dentry *dentry = file->f_path.dentry;
	__u64 named;

	if (!scope->root)
		return;
	facts->flags |= DB_FACT_BY_LAYERS;
	if (!data->known || !in_layer(dentry, scope->root) || size_of(data->inode) > LAYER_SIZE_MAX)
		return;
	facts->flags |= DB_FACT_OF_LAYER;
	named = named_program(address_of(dentry));
	data->named_classes = (__u32)named;
	data->named_family = named >> 32;
}

/* Adds what the image and the deny list say of a digest. */
static __always_inline void gather_listing(struct db_code_facts *facts, struct data *data,
					   __u32 image, const struct db_digest *digest)
{
	void *digests = bpf_map_lookup_elem(&db_images, &image);
	const struct db_allowed *allowed;

	facts->flags &= ~(DB_FACT_IMAGE_LOADED | DB_FACT_LISTED | DB_FACT_DENYLISTED);
	facts->flags |= DB_FACT_HASHED;
	facts->classes = 0;
	if (!digests) /* swapped away for good meanwhile: refused as NO_IMAGE */
		return;
	facts->flags |= DB_FACT_IMAGE_LOADED;
	allowed = bpf_map_lookup_elem(digests, digest);
	if (allowed) {
		facts->flags |= DB_FACT_LISTED;
		facts->classes = allowed->classes;
		data->family = allowed->family;
	}
	/* What a file of a layer is by its name it stays, whatever a manifest says besides. */
	if (facts->flags & DB_FACT_OF_LAYER) {
		if (!(facts->classes & DB_CLASS_INTERP))
			data->family = data->named_family;
		facts->classes |= data->named_classes;
	}
	if (bpf_map_lookup_elem(&db_deny, digest))
		facts->flags |= DB_FACT_DENYLISTED;
}

/* In a layer any file may be one. */
static __always_inline bool may_be_script(const struct db_code_facts *facts)
{
	return (facts->classes & DB_CLASS_SCRIPT) || (facts->flags & DB_FACT_OF_LAYER);
}

/* What is read as data stays writable, unless it could be a shell's program on standard input. */
static __always_inline bool comes_to_rely(const struct db_code_facts *facts,
					  const struct data *data)
{
	return !data->as_data || (facts->classes & DB_CLASS_SCRIPT);
}

/* Judged from the record alone. True if facts are complete. */
static __always_inline bool judge_remembered(struct file *file, struct db_content *record,
					     struct data *data, const struct scope *scope,
					     struct db_code_facts *facts, struct db_digest *digest)
{
	__u64 bit = DB_IMAGE_BIT(scope->image);

	if (!remembered_digest(record, digest))
		return false;
	facts->flags |= DB_FACT_REMEMBERED;
	gather_listing(facts, data, scope->image, digest);
	if (DB_READ_ONCE(record->relied) & bit)
		goto relied;
	if (decide_code(facts) != DB_REASON_NONE)
		return true; /* refused: nobody comes to rely on it */
	/* The file below a loop device is to know of each image that relies on it. */
	gather_ground(data, scope, facts);
	if (decide_code(facts) != DB_REASON_NONE || (facts->flags & DB_FACT_FOREIGN_FS))
		return true;
	if (!comes_to_rely(facts, data))
		return true;
	/* First reliance of this image: from here on writers see it, then look for earlier ones. */
	__sync_fetch_and_or(&record->relied, bit);
	if (DB_READ_ONCE(record->digest_at) != content_stamp(record, ground_state()))
		facts->flags |= DB_FACT_CHANGED;
relied:
	facts->flags |= writer_facts(file, data, record);
	return true;
}

/* Hashes the file and judges it. Refuses when the bytes did not stand still. */
static __always_inline void judge_bytes(struct file *file, struct data *data,
					struct db_content *record, const struct scope *scope,
					struct db_code_facts *facts, struct db_digest *digest)
{
	__u64 stamp = content_stamp(record, ground_state()), was = DB_READ_ONCE(record->digest_at);
	bool moved = false;

	/* Full barrier, after the record exists: a writer not seen here is seen by `writes`. */
	__sync_fetch_and_add(&record->writes, 0);
	facts->flags |= writer_facts(file, data, record);
	if (facts->flags & (DB_FACT_BEING_WRITTEN | DB_FACT_SHARED_WRITABLE))
		return;
	/* As the kernel will read it: the gate's answer may be old. On FUSE it is what the server says. */
	if (!(facts->flags & DB_FACT_OF_LAYER) &&
	    !size_listed(scope->image, file->f_inode->i_size)) {
		facts->flags &= ~DB_FACT_SIZE_LISTED;
		return;
	}
	count_tally(DB_TALLY_HASHED);
	facts->hash_result = bpf_ima_file_hash(file, digest, sizeof(*digest));
	if (facts->hash_result != HASH_ALGO_SHA256_)
		return;
	gather_listing(facts, data, scope->image, digest);
	if (data->stacked && (layer_inode(file, &moved) != data->inode || moved))
		facts->flags |= DB_FACT_STALE_FILE;
	if (facts->flags & DB_FACT_FOREIGN_FS)
		return; /* the next read may give other bytes: nothing to remember or to rely on */
	if (decide_code(facts) == DB_REASON_NONE && comes_to_rely(facts, data))
		__sync_fetch_and_or(&record->relied, DB_IMAGE_BIT(scope->image));
	if (content_stamp(record, ground_state()) != stamp || writer_facts(file, data, record))
		facts->flags |= DB_FACT_CHANGED;
	else if (!(facts->flags & DB_FACT_STALE_FILE))
		remember_digest(record, digest, stamp, was);
}

/* In enforce nobody opens it to write, or changes its size, while it is being hashed. */
static __always_inline void judge_hashed(struct file *file, struct data *data,
					 struct db_content *record, const struct scope *scope,
					 struct db_code_facts *facts, struct db_digest *digest)
{
	/* Somebody's data is written when its owner likes. */
	__u64 hashing = scope->mode == DB_MODE_ENFORCE && !data->as_data ? DB_CONTENT_HASHING : 0;

	if (hashing)
		__sync_fetch_and_add(&record->flags, hashing);
	judge_bytes(file, data, record, scope, facts, digest);
	if (hashing)
		__sync_fetch_and_add(&record->flags, -hashing);
}

/* Turns facts into a verdict, records whatever is not a plain allow: 0 or -EPERM. */
static __always_inline int act_on_code(enum hook_context sleeps, struct db_code_facts *facts,
				       const struct scope *scope, const struct db_digest *digest,
				       struct inode *inode, struct path *path,
				       struct dentry *dentry)
{
	struct finding found = {
		.sleeps = sleeps,
		.reason = decide_code(facts),
		.decided = DB_EVENT_BY_CONTENT,
		.scope = scope,
		.facts = facts,
		.digest = facts->flags & DB_FACT_HASHED ? digest : NULL,
		.inode = inode,
	};

	if (found.reason == DB_REASON_NONE) {
		if (scope->image != DB_IMAGE_CANARY)
			count_verdict(DB_VERDICT_ALLOW, DB_REASON_NONE);
		return 0;
	}
	return act_on_finding(&found, path, dentry);
}

/*
 * What is known of a file for one use, hashing it if need be. facts->moment says which; the rest of facts
 * and data->family are filled, and digest if facts have HASHED.
 */
static __always_inline void gather_code(struct file *file, const struct scope *scope,
					struct db_code_facts *facts, struct data *data,
					struct db_digest *digest)
{
	struct db_content *record;

	find_data(file, data);
	if (data->moved)
		facts->flags |= DB_FACT_STALE_FILE;
	facts->flags |= source_facts(file, data, scope);
	gather_layer(file, scope, facts, data);

	/* Neither unknown layers nor a moved file have a record worth looking at. */
	record = data->known && !data->moved ? find_record(file, data, false) : NULL;
	if (record && judge_remembered(file, record, data, scope, facts, digest)) {
		count_tally(DB_TALLY_REMEMBERED);
		return;
	}
	if (bpf_map_lookup_elem(&db_images, &scope->image))
		facts->flags |= DB_FACT_IMAGE_LOADED;
	if (size_listed(scope->image, size_of(data->inode)))
		facts->flags |= DB_FACT_SIZE_LISTED;
	if (refusal_before_hash(facts) != DB_REASON_NONE)
		return;
	gather_ground(data, scope, facts);
	if (refusal_before_hash(facts) != DB_REASON_NONE)
		return;
	record = find_record(file, data, true);
	if (record)
		judge_hashed(file, data, record, scope, facts, digest);
	else if (data->moved)
		facts->flags |= DB_FACT_STALE_FILE;
	else
		facts->flags |= db_has_real_data_inode() ? DB_FACT_NO_MEMORY : DB_FACT_RECORD_FULL;
}

/* The verdict on one file for one use: 0 or -EPERM. */
static __always_inline int judge_code(struct file *file, const struct scope *scope,
				      struct db_code_facts *facts, struct data *data)
{
	struct db_digest digest = {};

	gather_code(file, scope, facts, data, &digest);
	return act_on_code(MAY_SLEEP, facts, scope, &digest, data->inode,
			   (struct path *)&file->f_path, file->f_path.dentry);
}

/* The verdict on a file that is mapped already, from its record alone. */
static __always_inline int judge_mapped(struct file *file, const struct scope *scope)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_PROTECT };
	struct data data = { .inode = file->f_inode, .known = true };
	struct db_digest digest = {};
	struct db_content *record;

	facts.flags |= source_facts(file, &data, scope);
	record = known_record(file->f_inode);
	if (scope->root)
		facts.flags |= DB_FACT_BY_LAYERS;
	/* Reached through this root, and in a layer when it was judged. */
	if (scope->root && record && user_super(file) == scope->root &&
	    (DB_READ_ONCE(record->relied) & DB_IMAGE_BIT(scope->image)))
		facts.flags |= DB_FACT_OF_LAYER | writer_facts(file, &data, record);
	if (!record || !judge_remembered(file, record, &data, scope, &facts, &digest))
		facts.flags |= DB_FACT_NOT_CHECKED | DB_FACT_SIZE_LISTED | DB_FACT_IMAGE_LOADED;
	return act_on_code(CANNOT_SLEEP, &facts, scope, &digest, data.inode, NULL,
			   file->f_path.dentry);
}

/*
 * A file is being mapped shared through a descriptor that may write: whatever is pinned of it stays
 * writable when mapping and descriptor are gone, so its data inode is marked for life; a block device,
 * for as long as driftbolt is loaded.
 */
static __always_inline int note_shared_mapping(struct file *file)
{
	struct db_ground *ground = ground_state();
	struct data data;

	if ((file->f_inode->i_mode & S_IFMT_) == S_IFBLK_ && ground)
		note_device(ground->mapped, file->f_inode->i_rdev);
	if ((file->f_inode->i_mode & S_IFMT_) != S_IFREG_)
		return 0; /* no bytes of its own that could be code */
	find_data(file, &data);
	/* An unknown overlay is never believed itself, but the file in its layer can be reached without it. */
	return mark_shared(data.known ? find_record(file, &data, true) : NULL);
}

#endif
