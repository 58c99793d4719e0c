/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a file as the container's image has it? Bytes in a layer below the container's own are; what it wrote, copied up
 * or mounted over is not. Nobody inside can change what lies in a layer but by copying it out of there. Those outside
 * are kept from writing it once it was relied on, as with any code.
 */
#ifndef DB_LIB_LAYER_BPF_H
#define DB_LIB_LAYER_BPF_H

#include "overlay.bpf.h"
#include "scope.bpf.h"
#include "kern/core/program_name.h"

/* `root`: the super block of the container's root. On Linux 6.1 a file opened below an overlay has its dentry as well. */
static __always_inline bool in_layer(struct dentry *dentry, __u64 root)
{
	struct ovl_inode___all *ovl;
	struct dentry *upper = NULL;
	struct inode *inode;

	if (!root || (__u64)BPF_CORE_READ(dentry, d_sb) != root)
		return false;
	if (!bpf_core_type_exists(struct ovl_inode___all))
		return false; /* nothing is known of overlays: nothing is believed */
	inode = BPF_CORE_READ(dentry, d_inode);
	if (!inode)
		return false; /* cannot happen: it is of an open file */
	ovl = (void *)inode - bpf_core_field_offset(struct ovl_inode___all, vfs_inode);
	return !bpf_core_read(&upper, sizeof(upper), &ovl->__upperdentry) && !upper;
}

struct stem_bytes {
	struct db_stem stem;
	__u8 bytes[64];
};

static long feed_stem(__u32 index, struct stem_bytes *name)
{
	db_stem_add(&name->stem, name->bytes[index % sizeof(name->bytes)]);
	return 0;
}

/*
 * What a file in a layer is by its name: enum db_class, and enum db_family in the upper half; 0 if its name says
 * nothing. `at`: the address of its dentry.
 */
__noinline __u64 named_program(__u64 at)
{
	struct dentry *dentry = (struct dentry *)at;
	const struct db_allowed *known;
	struct stem_bytes name = {};
	struct db_tail key;
	long length;

	length = bpf_probe_read_kernel_str(name.bytes, sizeof(name.bytes),
					   BPF_CORE_READ(dentry, d_name.name));
	if (length <= 1)
		return 0;
	bpf_loop(length - 1, feed_stem, &name, 0);
	key = name.stem.whole;
	known = bpf_map_lookup_elem(&db_names, &key);
	if (!known) {
		key = name.stem.first;
		known = bpf_map_lookup_elem(&db_names, &key);
	}
	return known ? (__u64)known->family << 32 | known->classes : 0;
}

#endif
