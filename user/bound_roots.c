// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include <bpf/bpf.h>

#include "bound_roots.h"
#include "cleanup.h"
#include "config.h"
#include "scope.h"

/* All keys of a map that has DB_CONTAINERS_MAX at most, so that entries may go while they are looked at; the caller frees. */
static int roots_of(int map, __u64 **ret_roots)
{
	__u64 *roots = calloc(DB_CONTAINERS_MAX, sizeof(*roots)), *previous = NULL;
	int count = 0;

	if (!roots)
		return -ENOMEM;
	while (count < DB_CONTAINERS_MAX && !bpf_map_get_next_key(map, previous, &roots[count]))
		previous = &roots[count++];
	*ret_roots = roots;
	return count;
}

/* The nearest bound cgroup of those it was found in; 0 if none is. */
static __u64 nearest_binding(const struct kernel_maps *maps, const struct db_container *container)
{
	if (scope_bound_image(maps, container->cgroup_id))
		return container->cgroup_id;
	for (int i = 0; i < DB_CGROUP_DEPTH && container->above[i]; i++)
		if (scope_bound_image(maps, container->above[i]))
			return container->above[i];
	return 0;
}

/* For room only: that an address came again is told by the time. */
static int forget_gone(const struct kernel_maps *maps)
{
	_cleanup_free_ __u64 *roots = NULL;
	int count = roots_of(maps->bound_roots, &roots);
	struct db_container container;
	struct db_bound_root bound;

	for (int i = 0; i < count; i++)
		if (!bpf_map_lookup_elem(maps->bound_roots, &roots[i], &bound) &&
		    (bpf_map_lookup_elem(maps->containers, &roots[i], &container) ||
		     container.boot_ns != bound.boot_ns))
			bpf_map_delete_elem(maps->bound_roots, &roots[i]);
	return count < 0 ? count : 0;
}

/* Before the first entry: programs look for none until then. */
static int have_bound_roots(const struct kernel_maps *maps)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0 || config.bound_roots)
		return r;
	config.bound_roots = 1;
	return config_write(maps, &config);
}

static int put_root(const struct kernel_maps *maps, __u64 root, const struct db_bound_root *bound)
{
	int r = have_bound_roots(maps);

	if (r < 0)
		return r;
	if (!bpf_map_update_elem(maps->bound_roots, &root, bound, BPF_ANY))
		return 0;
	if (errno != E2BIG)
		return -errno;
	r = forget_gone(maps);
	if (r < 0)
		return r;
	return bpf_map_update_elem(maps->bound_roots, &root, bound, BPF_ANY) ? -errno : 0;
}

int bound_roots_add(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id,
		    unsigned int *ret_passed)
{
	_cleanup_free_ __u64 *roots = NULL;
	int count = roots_of(maps->containers, &roots), r = 0;
	struct db_container container;

	*ret_passed = 0;
	for (int i = 0; r >= 0 && i < count; i++) {
		struct db_bound_root bound = { .image = image, .cgroup_id = cgroup_id };

		if (bpf_map_lookup_elem(maps->containers, &roots[i], &container) ||
		    !container.boot_ns || nearest_binding(maps, &container) != cgroup_id)
			continue;
		if (image == DB_IMAGE_OFF && container.ran_before) {
			++*ret_passed;
			continue;
		}
		bound.boot_ns = container.boot_ns;
		r = put_root(maps, roots[i], &bound);
	}
	return count < 0 ? count : r;
}

bool bound_roots_next(const struct kernel_maps *maps, __u64 *root, struct db_bound_root *ret_bound)
{
	__u64 next;

	if (bpf_map_get_next_key(maps->bound_roots, *root ? root : NULL, &next))
		return false;
	*root = next;
	return !bpf_map_lookup_elem(maps->bound_roots, root, ret_bound);
}

/* Those bound to an image, by one cgroup or (0) by any. */
static int clear(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id)
{
	_cleanup_free_ __u64 *roots = NULL;
	int count = roots_of(maps->bound_roots, &roots);
	struct db_bound_root bound;

	for (int i = 0; i < count; i++)
		if (!bpf_map_lookup_elem(maps->bound_roots, &roots[i], &bound) &&
		    bound.image == image && (!cgroup_id || bound.cgroup_id == cgroup_id) &&
		    bpf_map_delete_elem(maps->bound_roots, &roots[i]))
			return -errno;
	return count < 0 ? count : 0;
}

int bound_roots_clear(const struct kernel_maps *maps, __u32 image)
{
	return clear(maps, image, 0);
}

int bound_roots_take_back(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id)
{
	return clear(maps, image, cgroup_id);
}
