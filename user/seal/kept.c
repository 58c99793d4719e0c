// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "maps/limits.h"
#include "maps/seal.h"
#include "seal/kept.h"

static int compare_ids(const void *a, const void *b)
{
	__u32 left = *(const __u32 *)a, right = *(const __u32 *)b;

	return left < right ? -1 : left > right;
}

bool id_set_has(const struct id_set *set, __u32 id)
{
	return set->count && bsearch(&id, set->ids, set->count, sizeof(id), compare_ids);
}

void id_set_free(struct id_set *set)
{
	free(set->ids);
	*set = (struct id_set){ .ids = NULL };
}

void kept_free(struct kept *kept)
{
	id_set_free(&kept->programs);
	id_set_free(&kept->maps);
}

int id_set_add(struct id_set *set, __u32 id)
{
	if (set->count == set->capacity) {
		size_t capacity = set->capacity ? 2 * set->capacity : 128;
		__u32 *ids = reallocarray(set->ids, capacity, sizeof(*ids));

		if (!ids)
			return -ENOMEM;
		set->ids = ids;
		set->capacity = capacity;
	}
	set->ids[set->count++] = id;
	return 0;
}

void id_set_sort(struct id_set *set)
{
	size_t kept = 0;

	if (!set->count)
		return;
	qsort(set->ids, set->count, sizeof(*set->ids), compare_ids);
	for (size_t i = 1; i < set->count; i++)
		if (set->ids[i] != set->ids[kept])
			set->ids[++kept] = set->ids[i];
	set->count = kept + 1;
}

#define CONFINED_(name) case BPF_PROG_TYPE_##name:
static bool kind_is_confined(__u32 type)
{
	switch (type) {
		DB_SEAL_CONFINED(CONFINED_)
		return true;
	}
	return false;
}

/* What one program is, and which maps it uses: `maps` holds room for `count` on entry. */
#define PROGRAM_MAPS_MAX 64 /* include/linux/bpf_verifier.h: MAX_USED_MAPS */

static int program_info(__u32 id, struct bpf_prog_info *ret_info, __u32 maps[PROGRAM_MAPS_MAX])
{
	__u32 size = sizeof(*ret_info);
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);

	if (fd < 0)
		return -errno;
	*ret_info = (struct bpf_prog_info){
		.nr_map_ids = PROGRAM_MAPS_MAX,
		.map_ids = (__u64)(unsigned long)maps,
	};
	if (bpf_obj_get_info_by_fd(fd, ret_info, &size))
		return -errno;
	if (ret_info->nr_map_ids > PROGRAM_MAPS_MAX)
		return -E2BIG;
	return 0;
}

static int add_link(const char *path, struct kept *kept)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	_cleanup_close_ int fd = bpf_obj_get(path);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	return id_set_add(&kept->programs, info.prog_id);
}

static int add_map_fd(int fd, struct kept *kept)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	return id_set_add(&kept->maps, info.id);
}

static int add_map(const char *path, struct kept *kept)
{
	_cleanup_close_ int fd = bpf_obj_get(path);

	return fd < 0 ? -errno : add_map_fd(fd, kept);
}

static int add_pins(const char *path, int (*add)(const char *path, struct kept *kept),
		    struct kept *kept)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char pin[PATH_MAX];
	int r = 0;

	if (!directory)
		return errno == ENOENT ? 0 : -errno;
	while (r >= 0 && (entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", path, entry->d_name);
		r = add(pin, kept);
	}
	return r;
}

/* What a map of maps holds are identifiers. */
static int add_inner(int outer, struct kept *kept)
{
	__u32 key, next, id, *at = NULL;
	int r = 0;

	while (r >= 0 && !bpf_map_get_next_key(outer, at, &next)) {
		key = next;
		at = &key;
		if (!bpf_map_lookup_elem(outer, &key, &id))
			r = id_set_add(&kept->maps, id);
	}
	return r;
}

int kept_find(const struct kernel_maps *maps, struct kept *kept)
{
	__u32 used[PROGRAM_MAPS_MAX];
	struct bpf_prog_info info;
	int r = add_pins(DB_PIN_LINKS, add_link, kept);

	r = r < 0 ? r : add_pins(DB_PIN_RECORDER, add_link, kept);
	r = r < 0 ? r : add_pins(DB_PIN_SEAL, add_link, kept);
	r = r < 0 ? r : add_pins(DB_PIN_MAPS, add_map, kept);
	r = r < 0 ? r : add_pins(DB_PIN_IMAGES, add_map, kept);
	r = r < 0 ? r : add_inner(maps->images, kept);
	r = r < 0 ? r : add_inner(maps->sizes, kept);
	if (r < 0)
		return r;
	id_set_sort(&kept->programs);
	/* Those without a pin: constants, and what libbpf makes for itself. */
	for (size_t i = 0; i < kept->programs.count; i++) {
		r = program_info(kept->programs.ids[i], &info, used);
		for (__u32 j = 0; r >= 0 && j < info.nr_map_ids; j++)
			r = id_set_add(&kept->maps, used[j]);
		if (r < 0)
			return r;
	}
	id_set_sort(&kept->maps);
	return 0;
}

/* Ours may be put into it afterwards. Gone meanwhile is none. */
static bool is_map_of_maps(__u32 id)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	_cleanup_close_ int fd = bpf_map_get_fd_by_id(id);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       (info.type == BPF_MAP_TYPE_ARRAY_OF_MAPS || info.type == BPF_MAP_TYPE_HASH_OF_MAPS);
}

/* An iterator over maps gets the values of any map to write, frozen or not. By its first name, as the kernel keeps no more. */
static bool walks_over_maps(__u32 program)
{
	struct bpf_link_info info;
	__u32 id = 0, size;

	while (!bpf_link_get_next_id(id, &id)) {
		_cleanup_close_ int fd = bpf_link_get_fd_by_id(id);
		char target[32] = "";

		info = (struct bpf_link_info){
			.iter.target_name = (__u64)(unsigned long)target,
			.iter.target_name_len = sizeof(target),
		};
		size = sizeof(info);
		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) &&
		    info.type == BPF_LINK_TYPE_ITER && info.prog_id == program &&
		    (!strcmp(target, "bpf_map_elem") || !strcmp(target, "bpf_sk_storage_map") ||
		     !strcmp(target, "sockmap")))
			return true;
	}
	return false;
}

/* What it does that it may not, or NULL. */
static const char *wrong_with(const struct kept *kept, const struct bpf_prog_info *info,
			      const __u32 *maps, bool allowed, bool *ret_may_be_kept)
{
	*ret_may_be_kept = false;
	if (info->type == BPF_PROG_TYPE_EXT)
		return "replaces functions of other programs";
	for (__u32 i = 0; i < info->nr_map_ids; i++)
		if (id_set_has(&kept->maps, maps[i]))
			return "has a map of driftbolt's";
	if (info->type == BPF_PROG_TYPE_TRACING && walks_over_maps(info->id))
		return "walks over the values of maps";
	if (allowed)
		return NULL;
	*ret_may_be_kept = true;
	if (!kind_is_confined(info->type))
		return "could write the kernel or processes";
	for (__u32 i = 0; i < info->nr_map_ids; i++)
		if (is_map_of_maps(maps[i]))
			return "has a map of maps, which could get one of driftbolt's";
	return NULL;
}

/* One that is refused a descriptor goes when its load ends. */
static bool stays(__u32 id)
{
	for (int tries = 0; tries < 40; tries++) {
		_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT)
			return false;
		poll(NULL, 0, 50 /* ms */);
	}
	return true;
}

int kept_find_intruder(const struct kept *kept, const struct id_set *allowed,
		       struct intruder *ret_intruder)
{
	__u32 maps[PROGRAM_MAPS_MAX], id = 0;
	struct bpf_prog_info info;
	bool may_be_kept;
	const char *does;
	int r;

	while (!bpf_prog_get_next_id(id, &id)) {
		if (id_set_has(&kept->programs, id))
			continue;
		r = program_info(id, &info, maps);
		if (r == -ENOENT)
			continue; /* gone meanwhile */
		if (r < 0 && r != -EPERM)
			return r;
		/* The seal's programs are at work and refuse to show it. */
		if (r == -EPERM && !stays(id))
			continue;
		may_be_kept = false;
		does = r == -EPERM ? "was loaded while the machine was being sealed"
				   : wrong_with(kept, &info, maps, id_set_has(allowed, id),
						&may_be_kept);
		if (!does)
			continue;
		*ret_intruder =
			(struct intruder){ .id = id, .does = does, .may_be_kept = may_be_kept };
		if (r >= 0)
			memcpy(ret_intruder->name, info.name, sizeof(ret_intruder->name) - 1);
		return 1;
	}
	return errno == ENOENT ? 0 : -errno;
}
