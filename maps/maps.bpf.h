/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pinned maps. Trust data (what decides) and data that programs write never share a map; trust
 * maps are read-only to programs. Included once by the one translation unit kern/build.mk makes.
 */
#ifndef DB_MAPS_MAPS_BPF_H
#define DB_MAPS_MAPS_BPF_H

#include "event.h"

#define DB_MAP SEC(".maps")

/* --- trust: written by the loader, read by programs --- */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, struct db_config);
} db_config DB_MAP;

/* image id -> enum db_mode; its own map, so that a change of mode is one aligned store. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_IMAGE_SLOTS);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, __u32);
} db_modes DB_MAP;

/* cgroup id -> image */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_SCOPES_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_scope);
} db_scopes DB_MAP;

/* Root of a container -> image, for those that ran when their cgroup was bound. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_CONTAINERS_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_bound_root);
} db_bound_roots DB_MAP;

/* image id -> what was set for it */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_IMAGE_SLOTS);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, struct db_policy);
} db_policy DB_MAP;

/* The end of a program's name, without its version -> what an image's layers have it for. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_PROGRAM_NAMES_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, struct db_tail);
	__type(value, struct db_allowed);
} db_names DB_MAP;

/* --- written by programs --- */

/*
 * What is remembered of a data inode, one record wherever the file is reached from. Since Linux 7.2 in
 * inode storage: it lives and dies with the inode, and there is nothing to exhaust.
 */
struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct db_content);
} db_content DB_MAP;

/*
 * The same before 7.2, where the data inode below an overlay can be read but is no storage key. The
 * key is the inode's kernel address, unique among live inodes (device and number are not, on
 * btrfs); inode_free_security deletes it. Only one of the two maps is made.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_INODES_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_content);
} db_inodes DB_MAP;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct db_ground);
} db_ground DB_MAP;

/*
 * The files below loop devices that code was judged on: their inodes cannot be reached as storage keys. An
 * entry whose file is below no loop device any more goes when that file is next opened to write.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_BACKING_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_backing);
} db_backing DB_MAP;

/*
 * The scope of a task, once it was found in one. Not task storage: on 6.1 bpf_task_storage_get answers
 * NULL for what is there while another task is inside it on the same CPU.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_TASKS_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_task);
} db_tasks DB_MAP;

/* How far the machine has booted, for a host scope that waits for the switch of root. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct db_boot);
} db_boot DB_MAP;

/* Containers that are judged by their own layers. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_CONTAINERS_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_container);
} db_containers DB_MAP;

/* Number of entries of db_tasks by slot of the task's address: most tasks have none. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_TASK_SLOTS);
	__type(key, __u32);
	__type(value, __u32);
} db_task_slots DB_MAP;

/* The command lines of running interpreters, by task address; task_free deletes them. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_INTERPS_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, struct db_interp);
} db_interps DB_MAP;

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, DB_COUNTER_SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} db_counters DB_MAP;

/* Findings of the tasks of an image, repeats included: DB_IMAGE_COUNTER(). Of all CPUs: there are few of them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_IMAGE_SLOTS *DB_VERDICT_COUNT);
	__type(key, __u32);
	__type(value, __u64);
} db_findings DB_MAP;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_EVENT_SLOTS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct db_event);
} db_events DB_MAP;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct db_head);
} db_head DB_MAP;

/* Of which event is this a repeat? */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, DB_FOLDS_MAX);
	__type(key, struct db_fold_key);
	__type(value, struct db_fold);
} db_folds DB_MAP;

/* What processes run: for events alone. Sets in an array, not an LRU hash: that took 1 500 instructions of each exec. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, DB_PROCESSES_MAX);
	__type(key, __u32);
	__type(value, struct db_process);
} db_processes DB_MAP;

/* --- for db_imageinfo, kept for `status`: never read by programs --- */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_IMAGE_SLOTS);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct db_imageinfo);
} db_imageinfo DB_MAP;

#endif
