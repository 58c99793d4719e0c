/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is a block device in use, and is a file below a loop device? file_open and inode_setattr come with
 * names and numbers only: the kernel looks a device up after file_open. So all block devices are
 * looked at; they are inodes of one super block of the kernel's own. Only for programs that do not
 * sleep: what is being removed stays readable until they end.
 *
 * In use is a device that somebody else than an open file has claimed: a mounted file system, swap,
 * device mapper, md. Of a partition its disk, of a disk its partitions as well.
 *
 * Sources read: block/{bdev,fops}.c, fs/super.c of 6.1, 6.12 and 7.3.
 */
#ifndef DB_LIB_DEVICE_BPF_H
#define DB_LIB_DEVICE_BPF_H

#include "ground.bpf.h"

/* include/uapi/linux/magic.h */
#define BDEVFS_MAGIC_ 0x62646576
/* include/linux/fs.h */
#define S_SWAPFILE_ (1 << 8)
/* Super blocks or block devices that are looked at: more than a machine can have. */
#define LIST_MAX (1 << 20)

struct list_walk {
	struct list_head *at, *end;
	bool complete; /* every entry was visited: none was removed under our feet */
};

/* The next entry; NULL at the end or where the list was changed meanwhile. */
static __always_inline struct list_head *list_step(struct list_walk *list)
{
	struct list_head *at = list->at, *next = BPF_CORE_READ(at, next);

	if (next == list->end) {
		list->complete = true;
		return NULL;
	}
	if (next == at) /* removed entries lead to themselves */
		return NULL;
	list->at = next;
	return next;
}

struct super_search {
	struct list_walk list;
	struct super_block *found;
};

static long visit_super(__u32 i, struct super_search *search)
{
	struct list_head *entry = list_step(&search->list);
	struct super_block *super;

	if (!entry)
		return 1;
	super = (void *)entry - bpf_core_field_offset(struct super_block, s_list);
	if (BPF_CORE_READ(super, s_magic) != BDEVFS_MAGIC_)
		return 0;
	search->found = super;
	return 1;
}

/* The list of all block devices' inodes, found from any other inode; false if it was not. */
static __always_inline bool all_devices(struct inode *inode, struct list_walk *list)
{
	struct db_ground *ground = ground_state();
	struct super_search search = {};
	struct super_block *super;

	if (!ground)
		return false;
	super = (void *)DB_READ_ONCE(ground->devices);
	if (!super) {
		super = BPF_CORE_READ(inode, i_sb);
		search.list.at = search.list.end =
			(void *)super + bpf_core_field_offset(struct super_block, s_list);
		bpf_loop(LIST_MAX, visit_super, &search, 0);
		if (!search.found)
			return false;
		super = search.found;
		DB_WRITE_ONCE(ground->devices, (__u64)super); /* it is never unmounted */
	}
	list->at = list->end = (void *)super + bpf_core_field_offset(struct super_block, s_inodes);
	list->complete = false;
	return true;
}

/* The next block device of the list, by its address; NULL at the end. */
static __always_inline struct block_device *next_device(struct list_walk *list)
{
	struct list_head *entry = list_step(list);

	if (!entry)
		return NULL;
	return (void *)entry - bpf_core_field_offset(struct inode, i_sb_list) -
	       bpf_core_field_offset(struct bdev_inode, vfs_inode) +
	       bpf_core_field_offset(struct bdev_inode, bdev);
}

struct device_search {
	struct list_walk list;
	struct gendisk *disk; /* of the device, once it is found */
	__u32 number;
	__s32 whole_claims; /* of the disk itself: claims of its partitions are counted there too */
	bool is_whole;
	bool whole_counts; /* a claim of the disk itself would count */
	bool claimed; /* the device itself, or a partition of it if it is the disk */
};

/* Swap: since Linux 6.10 an open file as well. The kernel itself refuses to write it, whoever has it open. */
static __always_inline bool is_swap(struct block_device *device)
{
	struct inode *inode = (void *)device - bpf_core_field_offset(struct bdev_inode, bdev) +
			      bpf_core_field_offset(struct bdev_inode, vfs_inode);

	return BPF_CORE_READ(inode, i_flags) & S_SWAPFILE_;
}

/* O_EXCL claims for the file: nothing relies on the bytes. */
static __always_inline bool claimed_by_file(struct block_device *device)
{
	struct file *holder = BPF_CORE_READ(device, bd_holder);
	struct inode *inode = BPF_CORE_READ(holder, f_inode);

	return (BPF_CORE_READ(inode, i_mode) & S_IFMT_) == S_IFBLK_ &&
	       BPF_CORE_READ(inode, i_rdev) == BPF_CORE_READ(device, bd_dev);
}

/*
 * Does this claim count for an open of the device itself, of its disk or of a partition of it? swapoff
 * opens the swap device as a writer does.
 */
static __always_inline bool claim_counts(struct block_device *device, bool itself)
{
	if (is_swap(device))
		return !itself;
	return !claimed_by_file(device);
}

static long visit_to_find(__u32 i, struct device_search *search)
{
	struct block_device *device = next_device(&search->list);
	struct gendisk *disk;

	if (!device)
		return 1;
	if (BPF_CORE_READ(device, bd_dev) != search->number)
		return 0;
	disk = BPF_CORE_READ(device, bd_disk);
	search->is_whole = BPF_CORE_READ(disk, part0) == device;
	search->disk = disk;
	return 1;
}

static long visit_to_judge(__u32 i, struct device_search *search)
{
	struct block_device *device = next_device(&search->list);
	struct gendisk *disk = search->disk;
	__s32 claims;
	bool itself;

	if (!device)
		return 1;
	if (BPF_CORE_READ(device, bd_disk) != disk)
		return 0;
	claims = BPF_CORE_READ(device, bd_holders);
	if (BPF_CORE_READ(disk, part0) == device) {
		search->whole_claims += claims;
		search->whole_counts = claim_counts(device, search->is_whole);
		return 0;
	}
	search->whole_claims -= claims;
	itself = BPF_CORE_READ(device, bd_dev) == search->number;
	if (claims > 0 && (search->is_whole || itself) && claim_counts(device, itself))
		search->claimed = true;
	return 0;
}

/* What could not be found out counts as in use. `inode`: any, to start from. */
static __always_inline bool device_in_use(__u32 number, struct inode *inode)
{
	struct device_search search = { .number = number };

	if (!all_devices(inode, &search.list))
		return true;
	bpf_loop(LIST_MAX, visit_to_find, &search, 0);
	if (!search.disk)
		return !search.list.complete; /* no such device yet: nobody uses it */
	if (!all_devices(inode, &search.list))
		return true;
	bpf_loop(LIST_MAX, visit_to_judge, &search, 0);
	if (!search.list.complete)
		return true;
	return search.claimed || (search.whole_claims > 0 && search.whole_counts);
}

struct backing_search {
	struct list_walk list;
	struct inode *inode;
	bool found;
};

static long visit_loop(__u32 i, struct backing_search *search)
{
	struct block_device *device = next_device(&search->list);
	struct loop_device___all *loop;

	if (!device)
		return 1;
	if (BPF_CORE_READ(device, bd_disk, major) != LOOP_MAJOR_)
		return 0;
	loop = BPF_CORE_READ(device, bd_disk, private_data);
	if (BPF_CORE_READ(loop, lo_backing_file, f_inode) != search->inode)
		return 0;
	search->found = true;
	return 1;
}

/* Is it still the file below a loop device? Unknown counts as yes. */
static __always_inline bool backs_a_loop_device(struct inode *inode)
{
	struct backing_search search = { .inode = inode };

	if (!bpf_core_type_exists(struct loop_device___all))
		return false;
	if (!all_devices(inode, &search.list))
		return true;
	bpf_loop(LIST_MAX, visit_loop, &search, 0);
	return search.found || !search.list.complete;
}

#endif
