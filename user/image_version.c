// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "image_version.h"

int image_inner(int outer, __u32 id)
{
	__u32 inner;
	int fd;

	if (bpf_map_lookup_elem(outer, &id, &inner))
		return -errno;
	fd = bpf_map_get_fd_by_id(inner);
	return fd < 0 ? -errno : fd;
}

static __u32 id_of_map(int fd)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);

	return bpf_map_get_info_by_fd(fd, &info, &length) ? 0 : info.id;
}

/* A new inner map with the same types as `model`, so that bpftool prints field names. */
static int create_inner(int model, const char *name, __u32 entries)
{
	LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_RDONLY_PROG);
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	_cleanup_close_ int btf = -1;
	int fd;

	if (bpf_map_get_info_by_fd(model, &info, &length))
		return -errno;
	btf = bpf_btf_get_fd_by_id(info.btf_id);
	if (btf < 0)
		return -errno;
	options.btf_fd = btf;
	options.btf_key_type_id = info.btf_key_type_id;
	options.btf_value_type_id = info.btf_value_type_id;
	fd = bpf_map_create(BPF_MAP_TYPE_HASH, name, info.key_size, info.value_size, entries ?: 1,
			    &options);
	return fd < 0 ? -errno : fd;
}

static int fill(int fd, const void *keys, const void *values, size_t count)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options, .elem_flags = BPF_ANY);
	__u32 done = count;

	if (count && bpf_map_update_batch(fd, keys, values, &done, &options))
		return -errno;
	return count && done != count ? -EIO : 0;
}

static int fill_and_freeze(int fd, const void *keys, const void *values, size_t count)
{
	int r = fill(fd, keys, values, count);

	if (r < 0)
		return r;
	return bpf_map_freeze(fd) ? -errno : 0;
}

/* What an inner map of digests holds, to be freed. */
struct digests {
	struct db_digest *keys;
	struct db_allowed *values;
	size_t count;
};

static void digests_free(struct digests *digests)
{
	free(digests->keys);
	free(digests->values);
}
#define _cleanup_digests_ __attribute__((cleanup(digests_free)))

/* All of a map, with room for `more`; nothing for fd < 0. */
static int digests_read(int fd, size_t more, struct digests *ret_digests)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info), count = 0;
	struct db_digest batch;

	if (fd >= 0 && bpf_map_get_info_by_fd(fd, &info, &length))
		return -errno;
	ret_digests->keys = calloc(info.max_entries + more ?: 1, sizeof(*ret_digests->keys));
	ret_digests->values = calloc(info.max_entries + more ?: 1, sizeof(*ret_digests->values));
	if (!ret_digests->keys || !ret_digests->values)
		return -ENOMEM;
	count = info.max_entries;
	/* ENOENT: the end of the map came with this batch. */
	if (fd >= 0 &&
	    bpf_map_lookup_batch(fd, NULL, &batch, ret_digests->keys, ret_digests->values, &count,
				 NULL) &&
	    errno != ENOENT)
		return -errno;
	ret_digests->count = fd >= 0 ? count : 0;
	return 0;
}

static int make_digest_map(const struct kernel_maps *maps, const struct digest_set *set, int base,
			   size_t *ret_count)
{
	_cleanup_digests_ struct digests all = {};
	_cleanup_close_ int fd = -1;
	size_t from_base;
	int r;

	r = digests_read(base, set->count, &all);
	if (r < 0)
		return r;
	from_base = all.count;
	*ret_count = from_base;
	for (size_t i = 0; i < set->count; i++) {
		struct db_allowed before = {};
		bool known =
			base >= 0 && !bpf_map_lookup_elem(base, &set->entries[i].digest, &before);

		all.keys[all.count] = set->entries[i].digest;
		all.values[all.count] = set->entries[i].allowed;
		if (known)
			digest_unite(&all.values[all.count], &before);
		all.count++;
		*ret_count += !known;
	}
	fd = create_inner(maps->canary, "db_image", (__u32)*ret_count);
	if (fd < 0)
		return fd;
	/* Those of the base first: what the set knows better overwrites them. */
	r = fill(fd, all.keys, all.values, from_base);
	if (r >= 0)
		r = fill_and_freeze(fd, all.keys + from_base, all.values + from_base, set->count);
	return r < 0 ? r : take_fd(&fd);
}

/* The sizes an image ships, to be freed. */
struct sizes {
	__u64 *keys;
	size_t count;
};

static void sizes_free(struct sizes *sizes)
{
	free(sizes->keys);
}
#define _cleanup_sizes_ __attribute__((cleanup(sizes_free)))

/* All keys of a size map; none for fd < 0. */
static int sizes_read(int fd, struct sizes *ret_sizes)
{
	_cleanup_free_ __u32 *values = NULL;
	_cleanup_free_ __u64 *keys = NULL;
	struct bpf_map_info info = {};
	__u32 length = sizeof(info), count;
	__u64 batch;

	if (fd < 0)
		return 0;
	if (bpf_map_get_info_by_fd(fd, &info, &length))
		return -errno;
	count = info.max_entries;
	keys = calloc(count, sizeof(*keys));
	values = calloc(count, sizeof(*values));
	if (!keys || !values)
		return -ENOMEM;
	/* ENOENT: the end of the map came with this batch. */
	if (bpf_map_lookup_batch(fd, NULL, &batch, keys, values, &count, NULL) && errno != ENOENT)
		return -errno;
	ret_sizes->keys = take_pointer(keys);
	ret_sizes->count = count;
	return 0;
}

/* A size map of one or two lists; duplicates are one entry. */
static int make_size_map(const struct kernel_maps *maps, const struct sizes *a,
			 const struct sizes *b)
{
	size_t count = a->count + b->count;
	_cleanup_free_ __u64 *keys = calloc(count ?: 1, sizeof(*keys));
	_cleanup_free_ __u32 *values = calloc(count ?: 1, sizeof(*values));
	_cleanup_close_ int fd = -1;
	int r;

	if (!keys || !values)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		keys[i] = i < a->count ? a->keys[i] : b->keys[i - a->count];
		values[i] = 1;
	}
	fd = create_inner(maps->canary_size, "db_size", (__u32)count);
	if (fd < 0)
		return fd;
	r = fill_and_freeze(fd, keys, values, count);
	return r < 0 ? r : take_fd(&fd);
}

/* Where a new version waits, pinned, until its swap. */
#define FRESH_PIN DB_PIN_ROOT "/new_image"

static int put(int outer, __u32 id, int inner)
{
	return bpf_map_update_elem(outer, &id, &inner, BPF_ANY) ? -errno : 0;
}

static int pin_fresh(int fd)
{
	unlink(FRESH_PIN); /* left by a loader that was killed */
	return bpf_obj_pin(fd, FRESH_PIN) ? -errno : 0;
}

static void describe(struct db_imageinfo *info, const char *name, const struct digest_set *set,
		     size_t count, int inner)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	memset(info, 0, sizeof(*info));
	snprintf((char *)info->name, sizeof(info->name), "%s", name);
	snprintf((char *)info->reference, sizeof(info->reference), "%.*s",
		 (int)sizeof(info->reference) - 1, set->header.image);
	if (set->header.has_digest)
		memcpy(info->digest, set->header.digest, sizeof(info->digest));
	info->generation = set->header.generation;
	info->files = count;
	info->loaded_ns = now.tv_sec * 1000000000ULL + now.tv_nsec;
	info->inner_id = id_of_map(inner);
}

int image_version_make(const struct kernel_maps *maps, const char *name,
		       const struct digest_set *set, const struct image_version *base,
		       struct image_version *ret_version)
{
	_cleanup_sizes_ struct sizes sizes = {}, base_sizes = {};
	_cleanup_version_ struct image_version version = IMAGE_VERSION_NONE;
	size_t count;
	int r;

	r = digest_set_sizes(set, &sizes.keys, &sizes.count);
	if (r >= 0)
		r = sizes_read(base->sizes, &base_sizes);
	if (r < 0)
		return r;
	version.digests = make_digest_map(maps, set, base->digests, &count);
	if (version.digests < 0)
		return version.digests;
	version.sizes = make_size_map(maps, &sizes, &base_sizes);
	if (version.sizes < 0)
		return version.sizes;
	describe(&version.info, name, set, count, version.digests);
	*ret_version = version;
	version = (struct image_version)IMAGE_VERSION_NONE;
	return 0;
}

int image_version_current(const struct kernel_maps *maps, __u32 id,
			  struct image_version *ret_version)
{
	_cleanup_version_ struct image_version version = IMAGE_VERSION_NONE;

	if (bpf_map_lookup_elem(maps->imageinfo, &id, &version.info))
		return -errno;
	version.digests = image_inner(maps->images, id);
	if (version.digests < 0)
		return version.digests;
	version.sizes = image_inner(maps->sizes, id);
	if (version.sizes < 0)
		return version.sizes;
	*ret_version = version;
	version = (struct image_version)IMAGE_VERSION_NONE;
	return 0;
}

void image_version_close(struct image_version *version)
{
	cleanup_close(&version->digests);
	cleanup_close(&version->sizes);
}

/* Everything that can fail comes before the swap, and is put back if it does. */
static int swap_in(const struct kernel_maps *maps, __u32 id, const struct image_version *next,
		   const struct image_version *before, int both_sizes)
{
	int r;

	if (bpf_map_update_elem(maps->imageinfo, &id, &next->info, BPF_ANY))
		return -errno;
	r = put(maps->sizes, id, both_sizes);
	if (r >= 0)
		r = put(maps->images, id, next->digests);
	if (r >= 0)
		return 0;
	if (before->digests >= 0) {
		bpf_map_update_elem(maps->imageinfo, &id, &before->info, BPF_ANY);
		put(maps->sizes, id, before->sizes);
	} else {
		bpf_map_delete_elem(maps->imageinfo, &id);
		bpf_map_delete_elem(maps->sizes, &id);
	}
	return r;
}

int image_install(const struct kernel_maps *maps, __u32 id, const struct image_version *next,
		  const struct image_version *before)
{
	_cleanup_sizes_ struct sizes next_sizes = {}, before_sizes = {};
	_cleanup_close_ int both = -1;
	char path[128];
	int r;

	r = sizes_read(next->sizes, &next_sizes);
	if (r < 0)
		return r;
	r = sizes_read(before->sizes, &before_sizes);
	if (r < 0)
		return r;
	both = make_size_map(maps, &next_sizes, &before_sizes);
	if (both < 0)
		return both;
	r = pin_fresh(next->digests);
	if (r < 0)
		return r;

	/*
	 * The size gate only spares hashing, so it may let too much through but never too little:
	 * first the sizes of both versions, then the digests (the swap), then the new sizes alone.
	 */
	r = swap_in(maps, id, next, before, both);
	if (r < 0) {
		unlink(FRESH_PIN);
		return r;
	}
	/* The new version is in force. Without the last two steps it still is. */
	put(maps->sizes, id, next->sizes);
	snprintf(path, sizeof(path), DB_PIN_IMAGES "/%s", next->info.name);
	rename(FRESH_PIN, path);
	return 0;
}
