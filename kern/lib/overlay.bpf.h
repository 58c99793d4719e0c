/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the bytes of a file are. On an overlay the inode a task sees has no data of its own: the
 * bytes are those of a file in the upper or a lower layer, opened when the overlay file was opened.
 * That opened file is what mmap maps; reading (and so hashing) uses the layer that holds the data
 * now. The two differ only when the file was copied up in between, and then it is refused.
 *
 * Sources read: fs/overlayfs/{file,inode,util}.c of 6.1, 6.12 and 7.3.
 */
#ifndef DB_LIB_OVERLAY_BPF_H
#define DB_LIB_OVERLAY_BPF_H

#include "compat.bpf.h"
#include "kern/core/filesystem.h"

/* FILESYSTEM_MAX_STACK_DEPTH of include/linux/fs.h: an overlay on an overlay, and no deeper. */
#define STACK_DEPTH 2

static __always_inline bool on_overlay(const struct file *file)
{
	return file->f_inode->i_sb->s_magic == DB_FS_OVERLAY;
}

/* False where overlayfs was loaded after driftbolt. */
static __always_inline bool overlay_known(void)
{
	return bpf_core_type_exists(struct ovl_file___7) ||
	       bpf_core_type_exists(struct ovl_inode___all);
}

/* The layer's file that an open overlay file reads and maps; NULL if overlayfs is unknown here. */
static __always_inline struct file *layer_file(struct file *file)
{
	void *private = BPF_CORE_READ(file, private_data);

	if (bpf_core_type_exists(struct ovl_file___7)) {
		struct file *real = NULL;

		bpf_core_read(&real, sizeof(real), &((struct ovl_file___7 *)private)->realfile);
		return real;
	}
	if (bpf_core_type_exists(struct ovl_inode___all))
		return private;
	/* overlayfs was loaded after driftbolt: nothing is known of it, so nothing is believed. */
	return NULL;
}

/*
 * True if a hash of the overlay file is not one of the layer's file: the data moved to another layer
 * after that was opened, or the layer's file has another size. (IMA hashes as many bytes as the
 * overlay inode says, which overlayfs refreshes now and then; mmap maps the layer's.)
 */
static __always_inline bool data_moved(struct file *file, struct file *layer)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct inode *layer_inode = BPF_CORE_READ(layer, f_inode);
	struct ovl_inode___all *ovl;
	struct dentry *upper;

	if (BPF_CORE_READ(inode, i_size) != BPF_CORE_READ(layer_inode, i_size))
		return true;

	ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode___all, vfs_inode);
	upper = BPF_CORE_READ(ovl, __upperdentry);
	if (!upper || !(BPF_CORE_READ(ovl, flags) & (1UL << OVL_UPPERDATA_)))
		return false; /* the data is where it was: in the lower layer */
	return BPF_CORE_READ(upper, d_inode) != layer_inode;
}

/* True if the overlay's inode has `layer` as its upper: written by whoever uses the overlay. */
static __always_inline bool overlay_inode_is_upper(struct inode *inode, struct inode *layer)
{
	struct ovl_inode___all *ovl;

	if (!bpf_core_type_exists(struct ovl_inode___all))
		return true; /* nothing is known of this overlay: nothing is believed */
	ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode___all, vfs_inode);
	return BPF_CORE_READ(ovl, __upperdentry, d_inode) == layer;
}

/*
 * The inode that holds the bytes which mmap of this overlay file maps, or NULL. *moved says that a
 * hash of the file would be of other bytes. The result is an address for reading, not a storage key.
 */
static __always_inline struct inode *layer_inode(struct file *file, bool *moved)
{
	*moved = false;
	for (int depth = 0; depth < STACK_DEPTH; depth++) {
		struct file *layer = layer_file(file);
		struct inode *inode;

		if (!layer)
			return NULL;
		if (data_moved(file, layer))
			*moved = true;
		inode = BPF_CORE_READ(layer, f_inode);
		if (BPF_CORE_READ(inode, i_sb, s_magic) != DB_FS_OVERLAY)
			return inode;
		file = layer;
	}
	return NULL;
}

/*
 * The super block a file that is mapped was opened on by its user, as an address: of an overlay's file the mapping has the
 * layer's (since Linux 6.5 with the user's path beside it, before with that path as its own).
 */
static __always_inline __u64 user_super(struct file *file)
{
	struct backing_file *backing = (struct backing_file *)file;

	if ((BPF_CORE_READ(file, f_mode) & FMODE_BACKING_) &&
	    bpf_core_field_exists(backing->user_path))
		return (__u64)BPF_CORE_READ(backing, user_path.dentry, d_sb);
	return (__u64)BPF_CORE_READ(file, f_path.dentry, d_sb);
}

/*
 * The inode that a read of this file gets its bytes from now: an overlay's file follows a copy-up, whatever was opened. An
 * address; NULL where it cannot be told.
 */
static __always_inline struct inode *read_inode(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct ovl_inode___all *ovl;
	struct dentry *upper;

	if (BPF_CORE_READ(inode, i_sb, s_magic) != DB_FS_OVERLAY)
		return inode;
	if (!bpf_core_type_exists(struct ovl_inode___all))
		return NULL;
	ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode___all, vfs_inode);
	upper = BPF_CORE_READ(ovl, __upperdentry);
	if (upper && (BPF_CORE_READ(ovl, flags) & (1UL << OVL_UPPERDATA_)))
		inode = BPF_CORE_READ(upper, d_inode);
	else
		inode = BPF_CORE_READ(layer_file(file), f_inode);
	/* An overlay on an overlay may move below as well. */
	return BPF_CORE_READ(inode, i_sb, s_magic) == DB_FS_OVERLAY ? NULL : inode;
}

#endif
