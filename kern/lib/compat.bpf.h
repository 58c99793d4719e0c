/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels differ, tested by existence. Each shim says which version made it needed and when it
 * can go.
 */
#ifndef DB_LIB_COMPAT_BPF_H
#define DB_LIB_COMPAT_BPF_H

#include "kernel.bpf.h"

#ifndef bpf_ksym_exists /* libbpf before 1.3 */
#define bpf_ksym_exists(sym) (!!(sym))
#endif

/*
 * Linux 7.2 (commit 3f8c65b06faf): the data inode of a file on an overlay, usable as a storage key.
 * Before, the overlay's own structures are read and db_inodes stands in for storage. The fallback
 * can go when 6.12 does (2028). Declared weak: Debian's 6.12 BTF carries no kfunc prototypes.
 */
extern struct inode *bpf_real_data_inode(struct file *file) __ksym __weak;
#define db_has_real_data_inode() (bpf_ksym_exists(bpf_real_data_inode))

/* overlayfs is a module on distributions: its types are in its own BTF, found at load. */
struct ovl_file___7 { /* fs/overlayfs/file.c since 6.13 */
	struct file *realfile;
} __attribute__((preserve_access_index));

struct ovl_inode___all { /* fs/overlayfs/ovl_entry.h */
	unsigned long flags;
	struct inode vfs_inode;
	struct dentry *__upperdentry;
} __attribute__((preserve_access_index));

/* i_ctime became __i_ctime in 6.6 (commit 13bc24457850) and i_ctime_sec in 6.11 (3aa63a569c64). */
struct inode___before_6_6 {
	struct timespec64 i_ctime;
} __attribute__((preserve_access_index));
struct inode___before_6_11 {
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));
struct inode___since_6_11 {
	__s64 i_ctime_sec;
} __attribute__((preserve_access_index));

/* Seconds of CLOCK_REALTIME at which the inode last changed in any way. */
static __always_inline __s64 change_time(struct inode *inode)
{
	if (bpf_core_field_exists(struct inode___before_6_6, i_ctime))
		return BPF_CORE_READ((struct inode___before_6_6 *)inode, i_ctime.tv_sec);
	if (bpf_core_field_exists(struct inode___before_6_11, __i_ctime))
		return BPF_CORE_READ((struct inode___before_6_11 *)inode, __i_ctime.tv_sec);
	return BPF_CORE_READ((struct inode___since_6_11 *)inode, i_ctime_sec);
}

/* After 6.12 parent became __parent, read under RCU. The older goes with 6.12 (2028). */
struct kernfs_node___6 {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));

static __always_inline struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	if (bpf_core_field_exists(node->__parent))
		return BPF_CORE_READ(node, __parent);
	return BPF_CORE_READ((struct kernfs_node___6 *)node, parent);
}

/*
 * FMODE_BACKING of include/linux/fs.h: bit 25 since Linux 6.5, bit 24 since 6.14, where the other is
 * FMODE_NONOTIFY. Either: who asks looks further.
 */
#define FMODE_BACKING_ (3U << 24)

/* loop is a module as well. The private_data of its gendisk; the same from 6.1 to 7.3. */
struct loop_device___all { /* drivers/block/loop.c */
	struct file *lo_backing_file;
} __attribute__((preserve_access_index));

/* Before Linux 6.2 (commit 7abc07778836) it names the device; later only its directory in sysfs. Can go with 6.1. */
struct bd_holder_disk___6_1 { /* block/holder.c */
	struct list_head list;
	struct block_device *bdev;
} __attribute__((preserve_access_index));

#define OVL_UPPERDATA_ 3 /* enum ovl_inode_flag: bit number, the same from 6.1 to 7.3 */

#endif
