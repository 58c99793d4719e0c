/* SPDX-License-Identifier: GPL-2.0-only */
/* The maps of the seal's programs, besides those that they share with all others. Trust data: read-only to programs, and frozen. */
#ifndef DB_MAPS_SEAL_BPF_H
#define DB_MAPS_SEAL_BPF_H

#include "maps.bpf.h"
#include "seal.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u32);
	__type(value, struct db_seal);
} db_seal DB_MAP;

/* Id of a map of driftbolt's -> 1 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_SEAL_MAPS_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u32);
} db_seal_maps DB_MAP;

/* Id of a program that was there before the seal -> enum db_seal_program */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_SEAL_PROGS_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, __u32);
} db_seal_progs DB_MAP;

#endif
