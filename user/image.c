// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bound_roots.h"
#include "cleanup.h"
#include "config.h"
#include "image.h"
#include "image_version.h"

bool image_name_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return length > 0 && length < DB_NAME_SIZE && !name[length];
}

bool image_next(const struct kernel_maps *maps, __u32 *id, struct db_imageinfo *ret_info)
{
	while (++*id < DB_IMAGE_OFF)
		if (!bpf_map_lookup_elem(maps->imageinfo, id, ret_info))
			return true;
	return false;
}

int image_find(const struct kernel_maps *maps, const char *name, __u32 *ret_id,
	       struct db_imageinfo *ret_info)
{
	struct db_imageinfo info;
	__u32 id, *previous = NULL;

	for (;; previous = &id) {
		if (bpf_map_get_next_key(maps->imageinfo, previous, &id) ||
		    bpf_map_lookup_elem(maps->imageinfo, &id, &info))
			return -errno; /* ENOENT: the end of the map */
		if (strcmp((char *)info.name, name))
			continue;
		*ret_id = id;
		if (ret_info)
			*ret_info = info;
		return 0;
	}
}

int image_new_id(const struct kernel_maps *maps, __u32 *ret_id)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	if (config.last_image + 1 >= DB_IMAGE_OFF)
		return -ENOSPC;
	*ret_id = ++config.last_image;
	return config_write(maps, &config);
}

bool image_lookup(int outer, __u32 id, const void *key, void *ret_value)
{
	_cleanup_close_ int fd = image_inner(outer, id);

	return fd >= 0 && !bpf_map_lookup_elem(fd, key, ret_value);
}

bool image_has(const struct kernel_maps *maps, __u32 id, const struct db_digest *digest)
{
	struct db_allowed allowed;

	return image_lookup(maps->images, id, digest, &allowed);
}

int image_remove(const struct kernel_maps *maps, __u32 id, const char *name)
{
	char path[128];
	int r;

	/* A container that was bound to it while it ran is judged by its layers again, not by nobody. */
	r = bound_roots_clear(maps, id);
	if (r < 0)
		return r;
	/* Before the rest: a task that keeps this id would be refused everything as `no-image`. */
	r = image_set_mode(maps, id, DB_MODE_OFF);
	if (r < 0)
		return r;
	bpf_map_delete_elem(maps->imageinfo, &id);
	bpf_map_delete_elem(maps->images, &id);
	bpf_map_delete_elem(maps->sizes, &id);
	snprintf(path, sizeof(path), DB_PIN_IMAGES "/%s", name);
	unlink(path);
	return 0;
}

int image_mode(const struct kernel_maps *maps, __u32 id)
{
	struct db_config config;
	__u32 mode;
	int r;

	if (bpf_map_lookup_elem(maps->modes, &id, &mode))
		return -errno;
	if (mode != DB_MODE_UNCONFIRMED)
		return (int)mode;
	r = config_read(maps, &config);
	if (r < 0)
		return r;
	return config_confirm_missed(&config) ? DB_MODE_AUDIT : DB_MODE_ENFORCE;
}

bool image_unconfirmed(const struct kernel_maps *maps, __u32 id)
{
	__u32 mode;

	return !bpf_map_lookup_elem(maps->modes, &id, &mode) && mode == DB_MODE_UNCONFIRMED;
}

/* The bits of all images in enforce, and of those that are so without a confirmation. */
static int enforcing_bits(const struct kernel_maps *maps, __u64 *ret_bits, __u64 *ret_confirmed)
{
	__u32 keys[DB_IMAGE_SLOTS], modes[DB_IMAGE_SLOTS], count = DB_IMAGE_SLOTS, last;

	/* ENOENT: the end of the map came with this batch. */
	if (bpf_map_lookup_batch(maps->modes, NULL, &last, keys, modes, &count, NULL) &&
	    errno != ENOENT)
		return -errno;
	*ret_bits = *ret_confirmed = 0;
	for (__u32 i = 0; i < count; i++) {
		if (modes[i] == DB_MODE_ENFORCE || modes[i] == DB_MODE_UNCONFIRMED)
			*ret_bits |= DB_IMAGE_BIT(keys[i]);
		if (modes[i] == DB_MODE_ENFORCE)
			*ret_confirmed |= DB_IMAGE_BIT(keys[i]);
	}
	return 0;
}

int image_set_mode(const struct kernel_maps *maps, __u32 id, __u32 mode)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	if (mode == DB_MODE_ENFORCE || mode == DB_MODE_UNCONFIRMED) {
		config.enforcing |= DB_IMAGE_BIT(id);
		if (mode == DB_MODE_ENFORCE)
			config.confirmed |= DB_IMAGE_BIT(id);
		r = config_write(maps, &config);
		if (r < 0)
			return r;
	}
	if (bpf_map_update_elem(maps->modes, &id, &mode, BPF_ANY))
		return -errno;
	r = enforcing_bits(maps, &config.enforcing, &config.confirmed);
	if (r < 0)
		return r; /* the old bits hold more locks, never fewer */
	return config_write(maps, &config);
}
