/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flight recorder: db_events is a ring of fixed-size records in an mmapable array, db_head its
 * only shared words. It overwrites the oldest, needs no reader, and never delays or changes a
 * verdict.
 *
 * It has three shares of DB_SHARE_SLOTS each, so that no storm of alerts or of an audit pushes a refusal out. An event has a number
 * (`seq`, of all) and a place in its share; its slot is share * DB_SHARE_SLOTS + place % DB_SHARE_SLOTS.
 * Writing: seq = head.next++, place = head.places[share]++. A writer takes the slot by setting
 * `state` from an even number to an odd one; if another writer is still inside (it was lapped) the
 * event is counted as lost. When complete, state = 2 * (place + 1).
 * Reading: mmap or look up; a record is good if state is the same even value 2 * (place + 1) before and
 * after copying it. A seq below head.next that no record has is a loss, shown as a gap.
 * Repeats of a finding are counted in `repeats` of the event that tells of the first.
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
	X(BYTECODE_CACHE, 21, "a file of __pycache__, without which python runs the source")   \
	X(RELIED, 22, "written: scopes relied on the data when it was to be written")              \
	X(RELIED_ENFORCED, 23, "written: of these, one is in enforce")                             \
	X(BEING_HASHED, 24, "written: a scope in enforce is just hashing it")                      \
	X(MAPPED, 25, "written: it is mapped now")
/* clang-format on */

#define DB_FACT_(C, bit, text) DB_FACT_##C = 1U << (bit),
enum db_fact { DB_FACTS(DB_FACT_) };
#undef DB_FACT_

/* What one verdict on code, or on writing it, was made from. Plain numbers: replayed and fuzzed outside the kernel. */
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
	DB_EVENT_MORE_ANCESTORS = 1U << 6, /* than it tells: no room, or not known any more */
	DB_EVENT_BY_CONTENT = 1U << 7, /* the reason is db_decide_code() of facts */
	DB_EVENT_BY_WRITE = 1U << 8, /* the reason is db_decide_write() of facts */
};

/* What was refused, what would have been, and what no mode refuses are kept apart. */
enum db_share { DB_SHARE_REFUSALS, DB_SHARE_AUDITS, DB_SHARE_ALERTS, DB_SHARES };
_Static_assert(DB_SHARES *DB_SHARE_SLOTS == DB_EVENT_SLOTS, "shares");

struct db_event {
	__u64 state; /* 2 * (place + 1) when complete, odd while being written */
	__u64 seq; /* of all events */
	__u64 boot_ns; /* CLOCK_BOOTTIME */
	__u64 last_ns; /* of the last repeat; boot_ns if there was none */
	/* Lower half: how often it was repeated. Upper: of the place it belongs to, the lower half. Changed after state. */
	__u64 repeats;
	__u64 start_ns; /* CLOCK_BOOTTIME: of the process, with tgid its identity */
	__u64 parent_start_ns; /* of who forked it, with parent its identity */
	__u64 capabilities; /* effective, a bit each as in linux/capability.h */
	__u64 cgroup_id; /* of the task now, not of its scope's binding */
	__u64 scope_cgroup; /* the binding that put the task in this scope, 0 for the host scope */
	__u64 inode;
	__u64 size; /* bytes, of the data */
	__u32 abi; /* DB_ABI */
	__u32 verdict;
	__u32 reason;
	__u32 mode;
	__u32 image;
	__u32 flags; /* enum db_event_flag */
	__u32 pid; /* in the initial pid namespace */
	__u32 tgid;
	__u32 ppid; /* who its parent is now */
	__u32 parent; /* who forked it */
	__u32 uid; /* in the initial user namespace, as all ids */
	__u32 euid;
	__u32 gid;
	__u32 login_uid; /* audit's: who logged in; 0xffffffff for nobody */
	__u32 ancestor_count; /* of ancestors: what is behind them is left from another event */
	__u32 device; /* kernel dev_t of the file's super block */
	__u32 fs_magic;
	__u32 level; /* enum db_level of the setting the finding is under; DB_LEVEL_COUNT: under none */
	struct db_code_facts facts;
	struct db_digest digest;
	__u8 comm[DB_COMM_SIZE];
	__u8 tty[DB_TTY_SIZE]; /* controlling terminal; empty if none */
	struct db_program process; /* as ancestors */
	__u8 path[DB_PATH_SIZE];
	__u8 arguments[DB_ARGS_SIZE]; /* of an interpreter given inline code: words end with NUL */
	/* As noted of the container's root, where its layers judge; else those of cgroup_id. */
	struct db_cgroup_names cgroups;
	struct db_program ancestors[DB_ANCESTORS]; /* the parent first */
};
_Static_assert(sizeof(struct db_event) == 3048, "struct db_event");

/* db_head[0], alone on its cache line. */
struct db_head {
	__u64 next; /* sequence number of the next event */
	__u64 places[DB_SHARES]; /* place of the next event of each share */
	__u64 reserved[4];
};
_Static_assert(sizeof(struct db_head) == 64, "struct db_head");

/* db_folds: what makes two findings the same. Whoever varies something only makes more events. */
struct db_fold_key {
	union {
		struct db_digest digest; /* of the data, if it was computed */
		/* Else inode number, size and device; of a finding about no file the process's start_ns, behind zeros. */
		__u64 data[4];
	};
	__u64 program; /* inode number of what the process runs, and that of the data */
	__u64 arguments; /* a keyed sum of them */
	__u64 cgroup_id;
	__u32 uid;
	__u16 image;
	__u8 reason;
	__u8 moment;
	__u8 verdict;
	__u8 mode;
	__u8 level;
	__u8 reserved[5];
};
_Static_assert(sizeof(struct db_fold_key) == 72, "struct db_fold_key");
_Static_assert(DB_REASON_COUNT < 256, "struct db_fold_key");

struct db_fold {
	__u64 event; /* of a share that began at a place: DB_EVENT_TOKEN */
	__u64 first_ns; /* CLOCK_BOOTTIME */
};
_Static_assert(sizeof(struct db_fold) == 16, "struct db_fold");

/* An event in one number that is not 0. */
#define DB_EVENT_TOKEN(share, place) (((place) << 2 | (share)) + 1)
#define DB_TOKEN_SHARE(token)	     (((token)-1) & 3)
#define DB_TOKEN_PLACE(token)	     (((token)-1) >> 2)

#pragma GCC diagnostic pop
#endif
