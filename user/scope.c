// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include <bpf/bpf.h>

#include "bound_roots.h"
#include "cgroup_handle.h"
#include "cleanup.h"
#include "config.h"
#include "scope.h"

int scope_parse(const char *text, struct scope_word *ret_scope)
{
	static const char prefix[] = "cgroup:";

	*ret_scope = (struct scope_word){ .kind = SCOPE_NONE };
	if (!strcmp(text, "none"))
		return 0;
	if (!strcmp(text, "host")) {
		ret_scope->kind = SCOPE_HOST;
		return 0;
	}
	if (!strcmp(text, "containers")) {
		ret_scope->kind = SCOPE_CONTAINERS;
		return 0;
	}
	if (strncmp(text, prefix, strlen(prefix)) || text[strlen(prefix)] != '/')
		return -EINVAL;
	ret_scope->kind = SCOPE_CGROUP;
	ret_scope->path = text + strlen(prefix);
	return 0;
}

int scope_cgroup_directory(const char *path, char *directory, size_t size)
{
	bool mounted =
		!strncmp(path, SCOPE_CGROUP_MOUNT, strlen(SCOPE_CGROUP_MOUNT)) &&
		(!path[strlen(SCOPE_CGROUP_MOUNT)] || path[strlen(SCOPE_CGROUP_MOUNT)] == '/');
	int n = snprintf(directory, size, "%s%s", mounted ? "" : SCOPE_CGROUP_MOUNT, path);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

int scope_cgroup_id(const char *path, __u64 *ret_id)
{
	char full[4096], *below;
	_cleanup_close_ int fd = -1;
	struct statfs fs;
	struct stat info;
	int depth = 0, r;

	r = scope_cgroup_directory(path, full, sizeof(full));
	if (r < 0)
		return r;
	fd = open(full, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstatfs(fd, &fs) || fstat(fd, &info))
		return -errno;
	if (fs.f_type != CGROUP2_SUPER_MAGIC)
		return -EMEDIUMTYPE;
	for (below = full + strlen(SCOPE_CGROUP_MOUNT); *below; below++)
		depth += below[0] == '/' && below[1] && below[1] != '/';
	if (depth >= DB_CGROUP_DEPTH)
		return -ENAMETOOLONG;
	*ret_id = info.st_ino; /* kernfs: the id on 64-bit machines */
	return 0;
}

const char *scope_cgroup_error(int error)
{
	switch (error) {
	case -ENOENT:
		return "no such cgroup: create it first, or give the path after " SCOPE_CGROUP_MOUNT;
	case -EMEDIUMTYPE:
		return "not a cgroup v2 directory: cgroup scopes need cgroup v2 on " SCOPE_CGROUP_MOUNT;
	case -ENAMETOOLONG:
		return "too deep: bind a cgroup at most 31 levels below the root";
	default:
		return "give a directory below " SCOPE_CGROUP_MOUNT;
	}
}

static int change_bound(const struct kernel_maps *maps, int bound_change)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	config.bound_cgroups += (__u32)bound_change;
	if (bound_change > 0)
		config.scopes_kept = 1; /* for good: tasks keep theirs after an unbind */
	return config_write(maps, &config);
}

__u32 scope_bound_image(const struct kernel_maps *maps, __u64 cgroup_id)
{
	struct db_scope scope;

	return bpf_map_lookup_elem(maps->scopes, &cgroup_id, &scope) ? 0 : scope.image;
}

int scope_walk_tasks(int link)
{
	_cleanup_close_ int walk = bpf_iter_create(link);
	char nothing[64];
	ssize_t n;

	if (walk < 0)
		return -errno;
	do
		n = read(walk, nothing, sizeof(nothing));
	while (n > 0 || (n < 0 && errno == EAGAIN));
	return n < 0 ? -errno : 0;
}

/* Twice: a fork under way during the first walk is seen by the second. */
static int scope_present_tasks(int link)
{
	int r = scope_walk_tasks(link);

	return r < 0 ? r : scope_walk_tasks(link);
}

/* A new binding, without the tasks that are in the cgroup already. */
static int put_binding(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id)
{
	const struct db_scope scope = { .image = image };
	int r = change_bound(maps, 1);

	if (r < 0)
		return r;
	if (!bpf_map_update_elem(maps->scopes, &cgroup_id, &scope, BPF_NOEXIST))
		return 0;
	r = -errno;
	change_bound(maps, -1);
	return r;
}

/* The cgroups an image is bound to (0: any image); the caller frees. The number, or -errno. */
static int bindings_of(const struct kernel_maps *maps, __u32 image, __u64 **ret_ids)
{
	__u64 *ids = calloc(DB_SCOPES_MAX, sizeof(*ids)), id = 0;
	struct db_scope scope;
	int count = 0;

	if (!ids)
		return -ENOMEM;
	while (count < DB_SCOPES_MAX && scope_next(maps, &id, &scope))
		if (!image || scope.image == image)
			ids[count++] = id;
	*ret_ids = ids;
	return count;
}

void scope_sweep(const struct kernel_maps *maps)
{
	_cleanup_close_ int mount = cgroup_mount_open();
	_cleanup_free_ __u64 *ids = NULL;
	int count;

	if (mount < 0)
		return;
	count = bindings_of(maps, 0, &ids);
	for (int i = 0; i < count; i++) {
		_cleanup_close_ int cgroup = cgroup_open(mount, ids[i]);

		if (cgroup == -ESTALE)
			scope_unbind(maps, ids[i]);
	}
}

/* What is there already: tasks that keep no scope yet, and containers that are judged by their layers. */
static int bind_present(const struct kernel_maps *maps, int link, __u32 image, __u64 cgroup_id)
{
	unsigned int passed;
	int r = scope_present_tasks(link);

	if (r >= 0)
		r = bound_roots_add(maps, image, cgroup_id, &passed);
	return r < 0 ? r : (int)passed;
}

int scope_bind(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id)
{
	_cleanup_close_ int link = bpf_obj_get(DB_PIN_LINKS "/db_bind_tasks");
	__u32 owner = scope_bound_image(maps, cgroup_id);
	int r;

	if (link < 0)
		return -errno;
	if (owner)
		return owner == image ? bind_present(maps, link, image, cgroup_id) : -EBUSY;
	scope_sweep(maps);
	r = put_binding(maps, image, cgroup_id);
	if (r < 0)
		return r;
	r = bind_present(maps, link, image, cgroup_id);
	if (r < 0) {
		scope_unbind(maps, cgroup_id);
		bound_roots_take_back(maps, image, cgroup_id);
	}
	return r;
}

int scope_unbind(const struct kernel_maps *maps, __u64 cgroup_id)
{
	struct db_scope scope;
	int r;

	if (bpf_map_lookup_elem(maps->scopes, &cgroup_id, &scope) ||
	    bpf_map_delete_elem(maps->scopes, &cgroup_id))
		return -errno;
	r = change_bound(maps, -1);
	if (r < 0)
		bpf_map_update_elem(maps->scopes, &cgroup_id, &scope, BPF_NOEXIST);
	return r;
}

int scope_set_host(const struct kernel_maps *maps, __u32 image, __u32 initial_root)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	config.host_image = image;
	config.initial_root = image ? initial_root : 0;
	return config_write(maps, &config);
}

int scope_host(const struct kernel_maps *maps)
{
	struct db_config config;
	int r = config_read(maps, &config);

	return r < 0 ? r : (int)config.host_image;
}

static int put_containers(const struct kernel_maps *maps, __u32 image)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	if (image && !config.overlay_known)
		return -EOPNOTSUPP;
	config.containers_image = image;
	if (image)
		config.scopes_kept = 1;
	return config_write(maps, &config);
}

/*
 * Before containers are a scope nobody enters it by an exec: what is found now ran before, for good. Found by an exec of its
 * own, while the walk is under way, it would pass for started by a runtime.
 */
static int find_containers(const struct kernel_maps *maps, int link)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0 || config.containers_image)
		return r;
	config.scopes_kept = 1;
	r = config_write(maps, &config);
	return r < 0 ? r : scope_walk_tasks(link);
}

int scope_set_containers(const struct kernel_maps *maps, __u32 image)
{
	_cleanup_close_ int link = image ? bpf_obj_get(DB_PIN_LINKS "/db_contained") : -1;
	int before, r;

	if (image && link < 0)
		return -errno;
	before = scope_containers(maps);
	if (before < 0)
		return before;
	if (image) {
		r = find_containers(maps, link);
		if (r < 0)
			return r;
	}
	r = put_containers(maps, image);
	if (r < 0 || !image)
		return r;
	r = scope_present_tasks(link);
	if (r < 0)
		put_containers(maps, (__u32)before);
	return r;
}

int scope_containers(const struct kernel_maps *maps)
{
	struct db_config config;
	int r = config_read(maps, &config);

	return r < 0 ? r : (int)config.containers_image;
}

bool scope_host_waits(const struct kernel_maps *maps)
{
	const __u32 zero = 0;
	struct db_config config;
	struct db_boot boot;

	return config_read(maps, &config) >= 0 && config.initial_root &&
	       !bpf_map_lookup_elem(maps->boot, &zero, &boot) && !boot.switched_ns;
}

int scope_initial_root(__u32 *ret_device)
{
	struct statfs fs;
	struct stat root, of_init;

	if (statfs("/", &fs) || stat("/", &root) || stat("/proc/1/root/", &of_init))
		return -errno;
	/* Somebody else's root may be in memory as well: a container's, or that of who rescues a machine. */
	if ((fs.f_type != RAMFS_MAGIC && fs.f_type != TMPFS_MAGIC) ||
	    root.st_dev != of_init.st_dev || root.st_ino != of_init.st_ino)
		return -EMEDIUMTYPE;
	*ret_device = DB_DEVICE(major(root.st_dev), minor(root.st_dev));
	return 0;
}

bool scope_next(const struct kernel_maps *maps, __u64 *id, struct db_scope *ret_scope)
{
	__u64 next;

	if (bpf_map_get_next_key(maps->scopes, *id ? id : NULL, &next))
		return false;
	*id = next;
	return !bpf_map_lookup_elem(maps->scopes, id, ret_scope);
}

int scope_clear(const struct kernel_maps *maps, __u32 image)
{
	_cleanup_free_ __u64 *ids = NULL;
	int count = bindings_of(maps, image, &ids), done = 0, r;
	bool host = scope_host(maps) == (int)image;
	struct db_config before;

	r = config_read(maps, &before);
	if (r < 0)
		return r; /* nothing was changed */
	r = count;
	while (r >= 0 && done < count) {
		r = scope_unbind(maps, ids[done]);
		done += r >= 0;
	}
	if (r >= 0 && host)
		r = scope_set_host(maps, 0, 0);
	if (r >= 0 && scope_containers(maps) == (int)image)
		r = scope_set_containers(maps, 0);
	if (r >= 0)
		return 0;
	if (host)
		scope_set_host(maps, image, before.initial_root);
	while (done > 0)
		put_binding(maps, image, ids[--done]);
	return r;
}
