/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flight recorder: db_events is a ring of fixed-size records in an mmapable array, db_head its
 * only shared word. It overwrites the oldest, needs no reader, and never delays or changes a
 * verdict.
 *
 * Writing: seq = head.next++; the slot is seq % DB_EVENT_SLOTS. A writer takes the slot by setting
 * `state` from an even number to an odd one; if another writer is still inside (it was lapped) the
 * event is counted as lost. When complete, state = 2 * (seq + 1).
 * Reading: mmap both; a record is good if state is the same even value 2 * (seq + 1) before and
 * after copying it. Any other value for a seq below head.next is a loss, shown as a gap.
 */
#ifndef DB_MAPS_EVENT_H
#define DB_MAPS_EVENT_H

#include "state.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

/* The facts a verdict on code was made from, one bit each: kern/core decides on these alone. */
/* clang-format off */
#define DB_FACTS(X)                                                                                \
	X(IMAGE_LOADED, 0, "the scope's image has its digests in the kernel")                      \
	X(MEMORY_FILE, 1, "no path leads to it: memfd, SysV shared memory, unlinked tmpfs file")   \
	X(SEALED, 2, "sealed against writing, growing and shrinking")                              \
	X(HONEST_FS, 3, "a local file system that returns the same bytes until they are written")  \
	X(SIZE_LISTED, 4, "the image ships a file of this size")                                   \
	X(HASHED, 5, "a digest is known")                                                          \
	X(LISTED, 6, "the digest is in the image")                                                 \
	X(DENYLISTED, 7, "the digest is on the deny list")                                         \
	X(BEING_WRITTEN, 8, "writers have the data inode open")                                    \
	X(CHANGED, 9, "written between hashing and the decision")                                  \
	X(NO_MEMORY, 10, "no storage for the record")                                              \
	X(RECORD_FULL, 11, "no room for a record (Linux before 7.2)")                                \
	X(STALE_FILE, 12, "the overlay file was copied up after it was opened")                    \
	X(NOT_CHECKED, 13, "the hook cannot hash and nothing is remembered")                       \
	X(REMEMBERED, 14, "the digest came from the record, not from hashing now")                 \
	X(SHARED_WRITABLE, 15, "it was once mapped shared and writable")                           \
	X(JIT, 16, "the program is of class jit")                                                  \
	X(CHANGED_SINCE_LOAD, 17, "in a container's own layer, or changed since the first load")   \
	X(FOREIGN_FS, 18, "a file system that can lie, which the image's settings allow")          \
	X(BY_LAYERS, 19, "judged by the layers of the container's own image")                      \
	X(OF_LAYER, 20, "in a layer of the container's image, as it was shipped")                  \
	X(BYTECODE_CACHE, 21, "a file of __pycache__, without which python runs the source")
/* clang-format on */

#define DB_FACT_(C, bit, text) DB_FACT_##C = 1U << (bit),
enum db_fact { DB_FACTS(DB_FACT_) };
#undef DB_FACT_

/* What one verdict on code was made from. Plain numbers: replayed and fuzzed outside the kernel. */
struct db_code_facts {
	__u32 moment; /* enum db_moment */
	__u32 flags; /* enum db_fact */
	__u32 classes; /* of the digest in the image, 0 if not listed */
	__s32 hash_result; /* of bpf_ima_file_hash: algorithm or -errno, 0 if not called */
};
_Static_assert(sizeof(struct db_code_facts) == 16, "struct db_code_facts");

enum db_event_flag {
	DB_EVENT_HAS_DIGEST = 1U << 0,
	DB_EVENT_HAS_PATH = 1U << 1,
	DB_EVENT_PATH_CUT = 1U << 2, /* longer than the field, or only its last part is known */
	DB_EVENT_HAS_ARGS = 1U << 3,
	DB_EVENT_CONTAINER =
		1U << 4, /* the task keeps a scope: settings default to a container's */
};

struct db_event {
	__u64 state; /* 2 * (seq + 1) when complete, odd while being written */
	__u64 boot_ns; /* CLOCK_BOOTTIME */
	__u32 abi; /* DB_ABI */
	__u32 verdict;
	__u32 reason;
	__u32 mode;
	__u32 image;
	__u32 flags; /* enum db_event_flag */
	__u64 cgroup_id; /* of the task now, not of its scope's binding */
	__u64 scope_cgroup; /* the binding that put the task in this scope, 0 for the host scope */
	__u32 pid; /* in the initial pid namespace */
	__u32 tgid;
	__u32 ppid;
	__u32 uid; /* in the initial user namespace */
	__u64 inode;
	__u64 size; /* bytes, of the data */
	__u32 device; /* kernel dev_t of the file's super block */
	__u32 fs_magic;
	struct db_code_facts facts;
	struct db_digest digest;
	__u8 comm[DB_COMM_SIZE];
	__u8 path[DB_PATH_SIZE];
	__u8 arguments[DB_ARGS_SIZE]; /* of an interpreter given inline code: words end with NUL */
	/* As noted of the container's root, where its layers judge; else those of cgroup_id. */
	struct db_cgroup_names cgroups;
};
_Static_assert(sizeof(struct db_event) == 800, "struct db_event");

/* db_head[0], alone on its cache line. */
struct db_head {
	__u64 next; /* sequence number of the next event */
	__u64 reserved[7];
};
_Static_assert(sizeof(struct db_head) == 64, "struct db_head");

#pragma GCC diagnostic pop
#endif
