/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The values of the pinned maps. Fixed-width, padding named, sizes asserted: these bytes are read
 * by BPF programs, by driftbolt, by stock bpftool and by whatever an incident responder has.
 */
#ifndef DB_MAPS_STATE_H
#define DB_MAPS_STATE_H

#include "limits.h"
#include "class.h"
#include "verdict.h"
#include "setting.h"
#include "family.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

struct db_digest {
	__u8 sha256[DB_SHA256_SIZE];
};
_Static_assert(sizeof(struct db_digest) == 32, "struct db_digest");

/* db_config[0]: written by the loader only. Each field is read by itself; no two must agree. */
struct db_config {
	__u32 abi; /* DB_ABI */
	__u32 host_image; /* image id of the host scope, 0 for none */
	__u32 bound_cgroups; /* entries of db_scopes; 0 spares the search */
	__u32 canary_pid; /* the task db_canary_task takes, in the initial pid namespace; else 0 */
	__u64 enforcing; /* bit (image id % 64) for each image in enforce, confirmed or not */
	__u64 loaded_ns; /* CLOCK_BOOTTIME of the first load, 0 until it is complete */
	__u32 last_image; /* highest image id given out: none is used twice */
	__u32 scopes_kept; /* tasks may be in db_tasks: a cgroup was bound once, or a canary is out */
	__u32 programs; /* links to hooks pinned by the load: fewer alive means not enforcing */
	__u32 containers_image; /* image id of the containers scope, 0 for none */
	__s64 loaded_wall; /* seconds of CLOCK_REALTIME before the first load began */
	__u32 overlay_known; /* overlayfs was there when the programs were loaded */
	__u32 bound_roots; /* db_bound_roots had an entry once; 0 spares the look-up */
	__u64 seed[2]; /* of sums that nobody is to guess, drawn at the first load */
	__u64 confirm_ns; /* CLOCK_BOOTTIME: until then DB_MODE_UNCONFIRMED is enforce, then audit; 0 for none */
	__u64 confirmed; /* of `enforcing`, the bits that need no confirmation */
	__u32 recorders; /* links to db_record pinned by the load: fewer alive means that events are lost */
	__u32 initial_root; /* of a host scope that waits for the switch of root: which root to leave, by DB_DEVICE(); else 0 */
};
_Static_assert(sizeof(struct db_config) == 104, "struct db_config");

/* A file system's device as the kernel has it, include/linux/kdev_t.h; stat() gives the numbers in another packing. */
#define DB_DEVICE(major, minor) ((__u32)(major) << 20 | (__u32)(minor))

/* db_boot[0]: written by programs. */
struct db_boot {
	__u64 switched_ns; /* CLOCK_BOOTTIME: process 1 began a program of another root than db_config.initial_root */
};
_Static_assert(sizeof(struct db_boot) == 8, "struct db_boot");

/* In db_modes besides enum db_mode: enforce for a time, unless `driftbolt confirm` makes it so for good. */
#define DB_MODE_UNCONFIRMED DB_MODE_COUNT

#define DB_IMAGE_BIT(id) (1ULL << ((id) % 64))

/* An image's inner map: digest -> what it may be used for. Read-only to programs and frozen. */
struct db_allowed {
	__u32 classes; /* enum db_class */
	__u32 family; /* enum db_family of an interpreter, by its path in the manifest; else 0 */
};
_Static_assert(sizeof(struct db_allowed) == 8, "struct db_allowed");

/* db_policy[image]: what was set for an image. Each word is read by itself. */
struct db_policy {
	__u64 levels; /* two bits a setting: enum db_level at DB_LEVEL_AT() */
	__u64 filesystems; /* bits of DB_FOREIGN_FILESYSTEMS that are allowed */
};
_Static_assert(sizeof(struct db_policy) == 16, "struct db_policy");

/* db_scopes: key is the cgroup v2 id (the inode number of its directory), children included. */
struct db_scope {
	__u32 image;
	__u32 reserved;
};
_Static_assert(sizeof(struct db_scope) == 8, "struct db_scope");

/* db_imageinfo: what `status` says of an image; programs never read it. */
struct db_imageinfo {
	__u8 name[DB_NAME_SIZE];
	__u8 reference[128]; /* of the manifest, cut if longer */
	__u8 digest[DB_SHA256_SIZE]; /* of the OCI image manifest, zero if none */
	__u64 generation;
	__u64 files; /* digests in the inner map */
	__u64 loaded_ns; /* CLOCK_BOOTTIME of this version */
	__u32 inner_id; /* kernel id of the inner map */
	__u32 reserved;
};
_Static_assert(sizeof(struct db_imageinfo) == 256, "struct db_imageinfo");

/* In db_task.image: of a container that was found. What is bound to containers now judges. */
#define DB_KEPT_CONTAINER 0x80000000u

/*
 * db_tasks: the scope a task was found in, which stays for life, and what its program is known for. Both
 * are inherited. A task of the host scope whose program is neither interpreter nor jit has no entry. The key
 * is the task's kernel address; task_free deletes it. Only the task itself changes its program.
 */
struct db_task {
	__u32 image; /* 0: none was kept, it is in the host's; with DB_KEPT_CONTAINER */
	__u32 program; /* DB_CLASSES_KEPT of the program it runs */
	__u64 cgroup_id; /* the bound cgroup it came from, or that it was in when it entered a container's root */
	__u64 root_ns; /* db_container.boot_ns of root: an address may come again */
	__u64 root; /* super block of a container's root, as in db_containers; 0: the scope is that of a binding */
	__u32 family; /* enum db_family of its program */
	__u32 next_program; /* of an exec under way: program and family once it is past return */
	__u32 next_family;
	__u32 reading; /* enum db_reading: by what else than its name a file is code */
	/* The file it opened last that the image ships, for `sh < file`: address, number and generation. */
	__u64 listed_inode;
	__u64 listed_number;
};
_Static_assert(sizeof(struct db_task) == 64, "struct db_task");

/* Which cgroup, for who reads it when the cgroup is gone: user/container_id.c makes a container of it. */
struct db_cgroup_names {
	__u8 names
		[DB_CGROUP_NAMES]
		[DB_CGROUP_NAME_SIZE]; /* its own, its parent's, and so on; cut if longer, empty from the root on */
};
_Static_assert(sizeof(struct db_cgroup_names) == 288, "struct db_cgroup_names");

/*
 * db_containers: the root of a container that was found, and what was known of it then. The key is the address of
 * its overlay's super block; sb_free_security deletes it. Programs alone write it.
 */
struct db_container {
	__u64 cgroup_id; /* v2 cgroup of the first program started on this root */
	__u64 boot_ns; /* CLOCK_BOOTTIME of that; 0 until the rest is written */
	__u32 ran_before; /* it ran when containers became a scope: the cgroup may be its own choice */
	__u32 reserved;
	__u64 above
		[DB_CGROUP_DEPTH]; /* ids of the cgroups above that one, its parent first; then 0 */
	struct db_cgroup_names cgroups; /* of that cgroup */
};
_Static_assert(sizeof(struct db_container) == 568, "struct db_container");

/* db_bound_roots: a container that ran when it was bound. The key is that of db_containers. */
struct db_bound_root {
	__u64 boot_ns; /* db_container.boot_ns: of another one the address came again */
	__u64 cgroup_id; /* of the binding */
	__u32 image; /* judges it instead of its layers; DB_IMAGE_OFF: nobody */
	__u32 reserved;
};
_Static_assert(sizeof(struct db_bound_root) == 24, "struct db_bound_root");

enum db_reading {
	DB_READING_NAMES = 1U << 0, /* db_interps has names of files that are code to it */
	DB_READING_ALL = 1U << 1, /* what is code cannot be told by names: every file is */
	DB_READING_ENTERS =
		1U << 2, /* by the exec under way a container's runtime starts a program in it */
};

/* db_interps: the last 16 bytes of names that an interpreter's command line or environment gave. */
struct db_interp {
	struct db_command command;
	__u32 count; /* of names; those beyond DB_NAMES_MAX set DB_READING_ALL */
	/*
	 * How far its words and variables have been read. On the stack a verifier would tell each value of these from the last,
	 * in each turn of the loops; of a map it knows none.
	 */
	__u32 left; /* words, then variables */
	__u64 at; /* address in the new program's memory */
	__u64 code, code_end; /* the first variable that carries code, or 0 */
	__u32 continued; /* in the middle of a long one */
	__u32 unread; /* what is meant cannot be read */
	struct db_tail names[DB_NAMES_MAX];
	__u8 chunk[DB_CHUNK_SIZE]; /* of the word being read */
};
_Static_assert(sizeof(struct db_interp) == 136 + 16 * DB_NAMES_MAX + DB_CHUNK_SIZE,
	       "struct db_interp");

/* A process for as long as the machine runs: numbers come again, with a time they do not. */
struct db_process_key {
	__u64 start_ns; /* CLOCK_BOOTTIME, task_struct.start_boottime of its first thread */
	__u32 tgid; /* in the initial pid namespace; 0: no process */
	__u32 reserved;
};
_Static_assert(sizeof(struct db_process_key) == 16, "struct db_process_key");

enum db_program_flag {
	DB_PROGRAM_EXE_CUT = 1U << 0, /* exe is its last part only */
};

/* What an event says of a process, and of each of its ancestors. */
struct db_program {
	__u64 exec_ns; /* CLOCK_BOOTTIME of its exec; 0: not seen, before the load or none since its fork */
	__u32 tgid;
	__u32 uid; /* at its exec, in the initial user namespace */
	__u32 flags; /* enum db_program_flag */
	__u32 reserved;
	__u8 sha256_start
		[8]; /* first bytes of the digest of what it runs; zero if it was not computed */
	__u8 comm[DB_COMM_SIZE];
	__u8 exe[DB_EXE_SIZE]; /* by the path it was executed by, as the process saw it */
	__u8 cmdline[DB_ARGS_SIZE]; /* at its exec: words end with NUL; cut if longer */
};
_Static_assert(sizeof(struct db_program) == 240, "struct db_program");

/*
 * db_processes: noted at exec; of what forked without one, when somebody needs it or its parent ends. Kept after the process, until
 * another takes the place: each has a few, by db_process_set(). `start_ns` is 1 while somebody writes and stored last.
 */
struct db_process {
	struct db_program program;
	struct db_process_key parent; /* who forked it, whoever its parent is now */
	__u64 start_ns; /* with program.tgid whose it is */
	__u64 used_ns; /* CLOCK_BOOTTIME: of its last exec, or of a child's */
};
_Static_assert(sizeof(struct db_process) == 272, "struct db_process");

/* The first of the DB_PROCESS_WAYS places that a process may be noted in. */
static inline __u32 db_process_set(const struct db_process_key *key)
{
	__u64 mixed = (key->start_ns ^ key->tgid) * 0x9e3779b97f4a7c15; /* Fibonacci hashing */

	return (__u32)(mixed >> 32) % (DB_PROCESSES_MAX / DB_PROCESS_WAYS) * DB_PROCESS_WAYS;
}

enum db_content_flag {
	/*
	 * Mapped shared and writable at some time. Pages pinned through such a mapping (io_uring
	 * buffers, process_vm_writev, direct I/O) can be written after it and its file are gone, and
	 * what lies in the last page behind the end of the file is never hashed. For life.
	 */
	DB_CONTENT_SHARED = 1ULL << 0,
	/* That it was read as code without being hashed was recorded (Linux before 6.9). */
	DB_CONTENT_REPORTED = 1ULL << 1,
	/* The upper half counts scopes in enforce that are hashing it: bytes and size stand still. */
	DB_CONTENT_HASHING = 1ULL << 32,
};

/*
 * What is remembered of one data inode: its digest and who relies on it, never a verdict. `writes`
 * counts opens for writing and truncations seen while this record exists: a digest is stored only
 * if it did not move while hashing, and believed only if it did not move since.
 */
struct db_content {
	__u64 relied; /* DB_IMAGE_BIT of each scope's image that runs these bytes */
	__u64 writes;
	__u64 digest_at; /* 1 + writes + db_ground.changes the digest belongs to, 0 for no digest */
	__u64 flags; /* enum db_content_flag */
	struct db_digest digest;
};
_Static_assert(sizeof(struct db_content) == 64, "struct db_content");

/* db_backing: a file below a loop device. The key is its inode's kernel address. */
struct db_backing {
	__u64 relied; /* DB_IMAGE_BIT of each scope's image that judged code on the loop device */
};
_Static_assert(sizeof(struct db_backing) == 8, "struct db_backing");

/*
 * db_ground[0]: what was seen below file systems. A digest is believed only while `changes` stands
 * where it stood when the file was hashed. Devices by number, two of one slot taken for each other:
 * that can only refuse.
 */
struct db_ground {
	__u64 changes; /* times the ground under some file system could be written */
	__u64 devices; /* address of the super block all block devices are on, once it was found */
	__u64 backings; /* not 0: db_backing has entries */
	__u32 opened[DB_GROUND_DEVICES / 32]; /* a bit each: once opened to write */
	__u32 mapped[DB_GROUND_DEVICES / 32]; /* a bit each: once mapped shared and writable */
};
_Static_assert(sizeof(struct db_ground) == 24 + 2 * DB_GROUND_DEVICES / 8, "struct db_ground");

#pragma GCC diagnostic pop
#endif
