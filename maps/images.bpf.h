/* SPDX-License-Identifier: GPL-2.0-only */
/* The maps of digests: what each image ships and what nobody may run. Trust data, as in maps.bpf.h.
 */
#ifndef DB_MAPS_IMAGES_BPF_H
#define DB_MAPS_IMAGES_BPF_H

#include "maps.bpf.h"

/* One image: digest -> classes. The loader makes one per version, fills and freezes it. */
struct db_image_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, struct db_digest);
	__type(value, struct db_allowed);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, DB_IMAGE_SLOTS);
	__type(key, __u32);
	__array(values, struct db_image_map);
} db_images DB_MAP;

/* The sizes of one image's files: what has another size is refused before it is hashed. */
struct db_size_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, __u64);
	__type(value, __u32);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, DB_IMAGE_SLOTS);
	__type(key, __u32);
	__array(values, struct db_size_map);
} db_sizes DB_MAP;

/* Keeps the value's type whole in the BTF: clang leaves it out when only a map names it. */
const volatile struct db_allowed db_allowed_type = {};

/* The image of the loader's own probe, one file. */
struct db_image_map db_canary DB_MAP;
struct db_size_map db_canary_size DB_MAP;

/* Thread group -> what its program is listed as; filled by the loader for one walk over the tasks. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_PRESENT_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, __u32);
	__type(value, struct db_allowed);
} db_present DB_MAP;

/* Known-malicious digests, refused in every scope. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, DB_DENY_MAX);
	__uint(map_flags, BPF_F_RDONLY_PROG | BPF_F_NO_PREALLOC);
	__type(key, struct db_digest);
	__type(value, __u32);
} db_deny DB_MAP;

#endif
