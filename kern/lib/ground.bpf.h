/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ground under a file: the disks its file system lies on, down through device mapper, md and loop
 * devices, and the files below those. A digest is remembered only where nothing below can change
 * without being seen; docs/design/004-ground.md has the argument. Looked at for a first verdict,
 * never on a hit.
 *
 * Not seen: the further devices of a file system on several (btrfs, journals), disks that are
 * somewhere else without saying so (iSCSI, NVMe over a network), descriptors from before the load.
 *
 * Sources read: block/{bdev,holder,fops}.c, drivers/block/loop.c, fs/super.c of 6.1, 6.12 and 7.3.
 */
#ifndef DB_LIB_GROUND_BPF_H
#define DB_LIB_GROUND_BPF_H

#include "content.bpf.h"
#include "kern/core/filesystem.h"

/* Mapped devices on mapped devices, and disks (two steps each) below one file system: what is not followed is not believed. */
#define GROUND_DEPTH 5
#define GROUND_STEPS 256
/* Beside the bits of DB_FOREIGN_FILESYSTEMS: somebody may have a disk below open to write. */
#define GROUND_WRITTEN (1ULL << 61)

/* Whatever is remembered of any file is no longer believed. */
static __always_inline void forget_all(void)
{
	struct db_ground *ground = ground_state();

	if (ground)
		__sync_fetch_and_add(&ground->changes, 1);
}

__noinline int fs_is_honest(__u32 magic)
{
	return db_fs_is_honest(magic);
}

__noinline __u64 fs_foreign_bit(__u32 magic)
{
	return db_fs_foreign_bit(magic);
}

static __always_inline __u32 device_slot(__u32 device)
{
	/* include/linux/kdev_t.h: 20 bits of minor number below the major. */
	return (device + (device >> 20) * 67) % DB_GROUND_DEVICES;
}

static __always_inline void note_device(__u32 words[DB_GROUND_DEVICES / 32], __u32 device)
{
	__u32 slot = device_slot(device);

	__sync_fetch_and_or(&words[slot / 32], 1U << (slot % 32));
}

static __always_inline bool device_noted(const __u32 words[DB_GROUND_DEVICES / 32], __u32 device)
{
	__u32 slot = device_slot(device);

	return DB_READ_ONCE(words[slot / 32]) & (1U << (slot % 32));
}

/*
 * Could somebody write this device beside its holder (the file system, device mapper, ...)? A holder
 * opens once and claims once; one that opens without claiming, to read or to write, is counted as
 * an opener only. Asked for devices that were opened to write at all. A disk counts the opens and
 * claims of its partitions as well, and a claim of its own (`itself`) twice.
 */
static __always_inline bool device_written(const struct db_ground *ground,
					   struct block_device *device, bool itself)
{
	__u32 number = BPF_CORE_READ(device, bd_dev);
	__s32 claims = BPF_CORE_READ(device, bd_holders);

	if (device_noted(ground->mapped, number))
		return true;
	if (itself)
		claims >>= 1;
	return device_noted(ground->opened, number) &&
	       BPF_CORE_READ(device, bd_openers.counter) > claims;
}

/* The device behind an entry of gendisk.slave_bdevs: what device mapper, md and their like lie on. */
static __always_inline struct block_device *held_device(struct list_head *entry)
{
	struct bd_holder_disk *holder;
	struct kobject *parent;

	if (bpf_core_field_exists(((struct bd_holder_disk___6_1 *)NULL)->bdev)) {
		struct bd_holder_disk___6_1 *old;

		old = (void *)entry - bpf_core_field_offset(struct bd_holder_disk___6_1, list);
		return BPF_CORE_READ(old, bdev);
	}
	holder = (void *)entry - bpf_core_field_offset(struct bd_holder_disk, list);
	parent = BPF_CORE_READ(holder, holder_dir, parent);
	if (!parent)
		return NULL;
	return (void *)parent - bpf_core_field_offset(struct device, kobj) -
	       bpf_core_field_offset(struct block_device, bd_device);
}

static __always_inline struct db_backing *backing_of(struct inode *inode)
{
	__u64 key = (__u64)inode;

	return bpf_map_lookup_elem(&db_backing, &key);
}

/* False without room. A full barrier: writers that come later see it. */
static __always_inline bool rely_on_backing(struct inode *inode, __u32 image)
{
	const struct db_backing fresh = {};
	struct db_ground *ground = ground_state();
	struct db_backing *backing = backing_of(inode);
	__u64 key = (__u64)inode;

	if (!backing) {
		bpf_map_update_elem(&db_backing, &key, &fresh, BPF_NOEXIST);
		backing = bpf_map_lookup_elem(&db_backing, &key);
	}
	if (!backing || !ground)
		return false;
	if (!DB_READ_ONCE(ground->backings))
		DB_WRITE_ONCE(ground->backings, 1);
	__sync_fetch_and_or(&backing->relied, DB_IMAGE_BIT(image));
	return true;
}

/* Known before Linux 7.2 only: later the mark is in storage of an inode that cannot be reached from here. */
static __always_inline bool was_mapped_shared(struct inode *inode)
{
	struct db_content *record;

	if (db_has_real_data_inode())
		return false;
	record = record_by_address(inode, false);
	return record && (DB_READ_ONCE(record->flags) & DB_CONTENT_SHARED);
}

struct ground_walk {
	struct block_device *disk; /* to be looked at next */
	struct {
		struct list_head *at, *end; /* disks that one of the level above lies on */
	} below[GROUND_DEPTH];
	__u64 found; /* bits of DB_FOREIGN_FILESYSTEMS, and GROUND_WRITTEN */
	__u32 depth;
	__u32 image;
	__u64 complete;
};

/* What a file system lies on: its disk, flash memory, nothing, or else a file (erofs). */
static __always_inline void walk_super(struct ground_walk *walk, struct super_block *super)
{
	walk->disk = BPF_CORE_READ(super, s_bdev);
	if (!walk->disk && !db_fs_is_memory(BPF_CORE_READ(super, s_magic)) &&
	    !BPF_CORE_READ(super, s_mtd))
		walk->found |= DB_FOREIGN_BIT(LOOP);
}

/*
 * The file below a loop device: as immutable as the image's own files, or not believed. From here on
 * its writers see that the image relies on it. On an overlay the loop device would follow the file
 * into the upper layer; a memfd does not count its first writer.
 */
static __always_inline bool walk_loop(struct ground_walk *walk, struct gendisk *disk)
{
	struct loop_device___all *loop = BPF_CORE_READ(disk, private_data);
	struct file *file;
	struct inode *inode;
	int writers = 0;

	if (!bpf_core_type_exists(struct loop_device___all))
		return false; /* loop was loaded after driftbolt: nothing is known of it */
	file = BPF_CORE_READ(loop, lo_backing_file);
	if (!file)
		return false;
	inode = BPF_CORE_READ(file, f_inode);
	if ((BPF_CORE_READ(inode, i_mode) & S_IFMT_) != S_IFREG_)
		return false; /* a disk that nobody claims for this use */
	if (!db_fs_is_honest(BPF_CORE_READ(inode, i_sb, s_magic)) ||
	    (BPF_CORE_READ(inode, i_sb, s_flags) & SB_KERNMOUNT_))
		return false;
	if (!rely_on_backing(inode, walk->image))
		return false;
	if (BPF_CORE_READ(file, f_mode) & FMODE_WRITE_)
		writers = 1; /* the loop device itself */
	if (BPF_CORE_READ(inode, i_writecount.counter) > writers || was_mapped_shared(inode))
		return false;
	walk_super(walk, BPF_CORE_READ(inode, i_sb));
	return true;
}

/* The list of what a disk lies on, empty for most. */
static __always_inline void walk_below(struct ground_walk *walk, struct gendisk *disk)
{
	struct list_head *end = (void *)disk + bpf_core_field_offset(struct gendisk, slave_bdevs);
	struct list_head *first = BPF_CORE_READ(end, next);
	__u32 depth = walk->depth;

	if (!first || first == end)
		return;
	if (depth >= GROUND_DEPTH) {
		walk->found |= DB_FOREIGN_BIT(LOOP);
		return;
	}
	walk->below[depth].at = first;
	walk->below[depth].end = end;
	walk->depth = depth + 1;
}

/* The disk at the address `at`. */
__noinline int visit_disk(struct ground_walk *walk, __u64 at)
{
	struct block_device *device = (struct block_device *)at;
	const struct db_ground *ground = ground_state();
	char name[DB_DISK_NAME_SIZE] = {};
	struct gendisk *disk = BPF_CORE_READ(device, bd_disk);
	struct block_device *whole = BPF_CORE_READ(disk, part0);

	if (!walk) /* cannot happen: it is on the caller's stack */
		return 0;
	if (!ground || device_written(ground, device, device == whole) ||
	    (device != whole && device_written(ground, whole, false)))
		walk->found |= GROUND_WRITTEN;
	bpf_probe_read_kernel(name, sizeof(name), disk->disk_name);
	if (db_disk_is_network(name))
		walk->found |= DB_FOREIGN_BIT(NETWORK_BLOCK);
	if (BPF_CORE_READ(disk, major) == LOOP_MAJOR_ && !walk_loop(walk, disk))
		walk->found |= DB_FOREIGN_BIT(LOOP);
	walk_below(walk, disk);
	return 0;
}

/* One disk, or one step to the next. */
static long visit_ground(__u32 i, struct ground_walk *walk)
{
	__u64 disk = (__u64)walk->disk;
	struct list_head *at;
	__u32 top = walk->depth - 1;

	if (disk) {
		walk->disk = NULL;
		visit_disk(walk, disk);
		return 0;
	}
	if (top >= GROUND_DEPTH) {
		walk->complete = 1;
		return 1;
	}
	at = walk->below[top].at;
	if (!at || at == walk->below[top].end) {
		walk->depth = top;
		return 0;
	}
	walk->disk = held_device(at);
	if (!walk->disk)
		walk->found |= DB_FOREIGN_BIT(LOOP);
	walk->below[top].at = BPF_CORE_READ(at, next);
	return 0;
}

/*
 * What must be allowed for code on the file system at this address: 0 for an honest disk. `zero` is 0,
 * which the verifier does not know, so that it does not follow each depth and each set of bits on its own. The verifier of
 * Linux 6.1 looks at the first turn of a loop alone: what it knows of `below` then it takes for known in all turns, and removes
 * what it thinks is never reached (docs/design/014-verifier.md).
 */
__noinline __u64 db_ground_of(__u64 super, __u32 image, __u32 zero)
{
	struct ground_walk walk = { .image = image, .depth = zero, .found = zero };

	for (int i = 0; i < GROUND_DEPTH; i++)
		walk.below[i].at = walk.below[i].end = (struct list_head *)(__u64)zero;
	walk_super(&walk, (struct super_block *)super);
	bpf_loop(GROUND_STEPS, visit_ground, &walk, 0);
	return walk.complete ? walk.found : walk.found | DB_FOREIGN_BIT(LOOP);
}

#endif
