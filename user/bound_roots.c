// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <bpf/bpf.h>

#include "bound_roots.h"
#include "cgroup_handle.h"
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

/* The nearest bound cgroup from here up; 0. `path` is shortened. */
static __u64 nearest_binding(const struct kernel_maps *maps, char *path)
{
	struct stat info;
	char *slash;

	while (strlen(path) >= strlen(SCOPE_CGROUP_MOUNT)) {
		if (!stat(path, &info) && scope_bound_image(maps, info.st_ino))
			return info.st_ino;
		slash = strrchr(path, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
	return 0;
}

static bool was_found_in(const struct kernel_maps *maps, int mount,
			 const struct db_container *container, __u64 cgroup_id)
{
	char path[PATH_MAX];

	return container->boot_ns &&
	       !cgroup_path(mount, container->cgroup_id, path, sizeof(path)) &&
	       nearest_binding(maps, path) == cgroup_id;
}

/* Their addresses may come again; what is bound by mistake then is told by its time, so this is for room only. */
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

int bound_roots_add(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id,
		    unsigned int *ret_passed)
{
	_cleanup_close_ int mount = cgroup_mount_open();
	_cleanup_free_ __u64 *roots = NULL;
	struct db_container container;
	int count, r;

	*ret_passed = 0;
	if (mount < 0)
		return mount;
	r = forget_gone(maps);
	if (r >= 0)
		r = have_bound_roots(maps);
	if (r < 0)
		return r;
	count = roots_of(maps->containers, &roots);
	for (int i = 0; i < count; i++) {
		struct db_bound_root bound = { .image = image };

		if (bpf_map_lookup_elem(maps->containers, &roots[i], &container) ||
		    !was_found_in(maps, mount, &container, cgroup_id))
			continue;
		if (image == DB_IMAGE_OFF && container.ran_before) {
			++*ret_passed;
			continue;
		}
		bound.boot_ns = container.boot_ns;
		if (bpf_map_update_elem(maps->bound_roots, &roots[i], &bound, BPF_ANY))
			return -errno;
	}
	return count < 0 ? count : 0;
}

int bound_roots_clear(const struct kernel_maps *maps, __u32 image)
{
	_cleanup_free_ __u64 *roots = NULL;
	int count = roots_of(maps->bound_roots, &roots);
	struct db_bound_root bound;

	for (int i = 0; i < count; i++)
		if (!bpf_map_lookup_elem(maps->bound_roots, &roots[i], &bound) &&
		    bound.image == image && bpf_map_delete_elem(maps->bound_roots, &roots[i]))
			return -errno;
	return count < 0 ? count : 0;
}
