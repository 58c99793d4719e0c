// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "config.h"
#include "image.h"

bool image_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return length > 0 && length < DB_NAME_SIZE && !name[length];
}

bool image_next(const struct kernel_maps *maps, __u32 *id, struct db_imageinfo *ret_info)
{
	while (++*id < DB_IMAGE_CANARY)
		if (!bpf_map_lookup_elem(maps->imageinfo, id, ret_info))
			return true;
	return false;
}

int image_find(const struct kernel_maps *maps, const char *name, __u32 *ret_id,
	       struct db_imageinfo *ret_info)
{
	struct db_imageinfo info;
	__u32 id, *previous = NULL;

	for (; !bpf_map_get_next_key(maps->imageinfo, previous, &id); previous = &id) {
		if (bpf_map_lookup_elem(maps->imageinfo, &id, &info) ||
		    strcmp((char *)info.name, name))
			continue;
		*ret_id = id;
		if (ret_info)
			*ret_info = info;
		return 0;
	}
	return -ENOENT;
}

int image_new_id(const struct kernel_maps *maps, __u32 *ret_id)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	if (config.last_image + 1 >= DB_IMAGE_CANARY)
		return -ENOSPC;
	*ret_id = ++config.last_image;
	return config_write(maps, &config);
}

/* The inner map an outer map holds for an image; -ENOENT. */
static int current_inner(int outer, __u32 id)
{
	__u32 inner;
	int fd;

	if (bpf_map_lookup_elem(outer, &id, &inner))
		return -errno;
	fd = bpf_map_get_fd_by_id(inner);
	return fd < 0 ? -errno : fd;
}

bool image_lookup(int outer, __u32 id, const void *key, void *ret_value)
{
	_cleanup_close_ int fd = current_inner(outer, id);

	return fd >= 0 && !bpf_map_lookup_elem(fd, key, ret_value);
}

bool image_has(const struct kernel_maps *maps, __u32 id, const struct db_digest *digest)
{
	struct db_allowed allowed;

	return image_lookup(maps->images, id, digest, &allowed);
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

static int fill_and_freeze(int fd, const void *keys, const void *values, size_t count)
{
	LIBBPF_OPTS(bpf_map_batch_opts, options, .elem_flags = BPF_ANY);
	__u32 done = count;

	if (count && bpf_map_update_batch(fd, keys, values, &done, &options))
		return -errno;
	if (count && done != count)
		return -EIO;
	return bpf_map_freeze(fd) ? -errno : 0;
}

static int make_digest_map(const struct kernel_maps *maps, const struct digest_set *set)
{
	_cleanup_free_ struct db_digest *keys = calloc(set->count ?: 1, sizeof(*keys));
	_cleanup_free_ struct db_allowed *values = calloc(set->count ?: 1, sizeof(*values));
	_cleanup_close_ int fd = -1;
	int r;

	if (!keys || !values)
		return -ENOMEM;
	for (size_t i = 0; i < set->count; i++) {
		keys[i] = set->entries[i].digest;
		values[i] = set->entries[i].allowed;
	}
	fd = create_inner(maps->canary, "db_image", set->count);
	if (fd < 0)
		return fd;
	r = fill_and_freeze(fd, keys, values, set->count);
	return r < 0 ? r : take_fd(&fd);
}

/* All keys of a size map; none for fd < 0. The caller frees. */
static int keys_of_sizes(int fd, __u64 **ret_sizes, size_t *ret_count)
{
	_cleanup_free_ __u64 *sizes = NULL;
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	__u64 *previous = NULL;
	size_t count = 0;

	*ret_sizes = NULL;
	*ret_count = 0;
	if (fd < 0)
		return 0;
	if (bpf_map_get_info_by_fd(fd, &info, &length))
		return -errno;
	sizes = calloc(info.max_entries, sizeof(*sizes));
	if (!sizes)
		return -ENOMEM;
	while (count < info.max_entries && !bpf_map_get_next_key(fd, previous, &sizes[count]))
		previous = &sizes[count++];
	*ret_sizes = take_pointer(sizes);
	*ret_count = count;
	return 0;
}

/* A size map of one or two lists; duplicates are one entry. */
static int make_size_map(const struct kernel_maps *maps, const __u64 *a, size_t a_count,
			 const __u64 *b, size_t b_count)
{
	size_t count = a_count + b_count;
	_cleanup_free_ __u64 *keys = calloc(count ?: 1, sizeof(*keys));
	_cleanup_free_ __u32 *values = calloc(count ?: 1, sizeof(*values));
	_cleanup_close_ int fd = -1;
	int r;

	if (!keys || !values)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		keys[i] = i < a_count ? a[i] : b[i - a_count];
		values[i] = 1;
	}
	fd = create_inner(maps->canary_size, "db_size", count);
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
		     int inner)
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
	info->files = set->count;
	info->loaded_ns = now.tv_sec * 1000000000ULL + now.tv_nsec;
	info->inner_id = id_of_map(inner);
}

/* Everything that can fail comes before the swap, and is put back if it does. */
static int swap_in(const struct kernel_maps *maps, __u32 id, const struct db_imageinfo *info,
		   int digests, int both_sizes, int old_sizes)
{
	struct db_imageinfo before;
	bool existed = !bpf_map_lookup_elem(maps->imageinfo, &id, &before);
	int r;

	if (bpf_map_update_elem(maps->imageinfo, &id, info, BPF_ANY))
		return -errno;
	r = put(maps->sizes, id, both_sizes);
	if (r >= 0)
		r = put(maps->images, id, digests);
	if (r >= 0)
		return 0;
	if (existed)
		bpf_map_update_elem(maps->imageinfo, &id, &before, BPF_ANY);
	else
		bpf_map_delete_elem(maps->imageinfo, &id);
	if (old_sizes >= 0)
		put(maps->sizes, id, old_sizes);
	else
		bpf_map_delete_elem(maps->sizes, &id);
	return r;
}

int image_install(const struct kernel_maps *maps, __u32 id, const char *name,
		  const struct digest_set *set)
{
	_cleanup_close_ int digests = -1, both = -1, exact = -1, old = -1;
	_cleanup_free_ __u64 *old_sizes = NULL, *new_sizes = NULL;
	size_t old_count, new_count;
	struct db_imageinfo info;
	char path[128];
	int r;

	r = digest_set_sizes(set, &new_sizes, &new_count);
	if (r < 0)
		return r;
	old = current_inner(maps->sizes, id);
	if (old < 0 && old != -ENOENT)
		return old;
	r = keys_of_sizes(old, &old_sizes, &old_count);
	if (r < 0)
		return r;
	digests = make_digest_map(maps, set);
	if (digests < 0)
		return digests;
	both = make_size_map(maps, new_sizes, new_count, old_sizes, old_count);
	if (both < 0)
		return both;
	exact = make_size_map(maps, new_sizes, new_count, NULL, 0);
	if (exact < 0)
		return exact;
	r = pin_fresh(digests);
	if (r < 0)
		return r;
	describe(&info, name, set, digests);

	/*
	 * The size gate only spares hashing, so it may let too much through but never too little:
	 * first the sizes of both versions, then the digests (the swap), then the new sizes alone.
	 */
	r = swap_in(maps, id, &info, digests, both, old);
	if (r < 0) {
		unlink(FRESH_PIN);
		return r;
	}
	/* The new version is in force. Without the last two steps it still is. */
	put(maps->sizes, id, exact);
	snprintf(path, sizeof(path), DB_PIN_IMAGES "/%s", name);
	rename(FRESH_PIN, path);
	return 0;
}

void image_remove(const struct kernel_maps *maps, __u32 id, const char *name)
{
	char path[128];

	image_set_mode(maps, id, DB_MODE_OFF);
	bpf_map_delete_elem(maps->imageinfo, &id);
	bpf_map_delete_elem(maps->images, &id);
	bpf_map_delete_elem(maps->sizes, &id);
	snprintf(path, sizeof(path), DB_PIN_IMAGES "/%s", name);
	unlink(path);
}

int image_mode(const struct kernel_maps *maps, __u32 id)
{
	__u32 mode;

	return bpf_map_lookup_elem(maps->modes, &id, &mode) ? -errno : (int)mode;
}

/* The bits of all images in enforce. */
static int enforcing_bits(const struct kernel_maps *maps, __u64 *ret_bits)
{
	__u32 keys[DB_IMAGE_SLOTS], modes[DB_IMAGE_SLOTS], count = DB_IMAGE_SLOTS, last;

	/* ENOENT: the end of the map came with this batch. */
	if (bpf_map_lookup_batch(maps->modes, NULL, &last, keys, modes, &count, NULL) &&
	    errno != ENOENT)
		return -errno;
	*ret_bits = 0;
	for (__u32 i = 0; i < count; i++)
		if (modes[i] == DB_MODE_ENFORCE)
			*ret_bits |= DB_IMAGE_BIT(keys[i]);
	return 0;
}

int image_set_mode(const struct kernel_maps *maps, __u32 id, __u32 mode)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	if (mode == DB_MODE_ENFORCE) {
		config.enforcing |= DB_IMAGE_BIT(id);
		r = config_write(maps, &config);
		if (r < 0)
			return r;
	}
	if (bpf_map_update_elem(maps->modes, &id, &mode, BPF_ANY))
		return -errno;
	r = enforcing_bits(maps, &config.enforcing);
	if (r < 0)
		return r; /* the old bits hold more locks, never fewer */
	return config_write(maps, &config);
}
