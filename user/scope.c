// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "config.h"
#include "scope.h"

#define CGROUP_MOUNT "/sys/fs/cgroup"

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

int scope_cgroup_id(const char *path, __u64 *ret_id)
{
	bool mounted = !strncmp(path, CGROUP_MOUNT, strlen(CGROUP_MOUNT)) &&
		       (!path[strlen(CGROUP_MOUNT)] || path[strlen(CGROUP_MOUNT)] == '/');
	char full[4096], *below;
	_cleanup_close_ int fd = -1;
	struct statfs fs;
	struct stat info;
	int depth = 0, n;

	n = snprintf(full, sizeof(full), "%s%s", mounted ? "" : CGROUP_MOUNT, path);
	if (n < 0 || (size_t)n >= sizeof(full))
		return -ENAMETOOLONG;
	fd = open(full, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstatfs(fd, &fs) || fstat(fd, &info))
		return -errno;
	if (fs.f_type != CGROUP2_SUPER_MAGIC)
		return -EMEDIUMTYPE;
	for (below = full + strlen(CGROUP_MOUNT); *below; below++)
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
		return "no such cgroup: create it first, or give the path after " CGROUP_MOUNT;
	case -EMEDIUMTYPE:
		return "not a cgroup v2 directory: cgroup scopes need cgroup v2 on " CGROUP_MOUNT;
	case -ENAMETOOLONG:
		return "too deep: bind a cgroup at most 31 levels below the root";
	default:
		return "give a directory below " CGROUP_MOUNT;
	}
}

static int change_config(const struct kernel_maps *maps, int bound_change, const __u32 *host_image)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	config.bound_cgroups += (__u32)bound_change;
	if (bound_change > 0)
		config.scopes_kept = 1; /* for good: tasks keep theirs after an unbind */
	if (host_image)
		config.host_image = *host_image;
	return config_write(maps, &config);
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
static int scope_present_tasks(void)
{
	_cleanup_close_ int link = bpf_obj_get(DB_PIN_LINKS "/db_bind_tasks");
	int r;

	if (link < 0)
		return -errno;
	r = scope_walk_tasks(link);
	return r < 0 ? r : scope_walk_tasks(link);
}

int scope_bind(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id)
{
	const struct db_scope scope = { .image = image };
	struct db_scope before;
	bool was_bound = !bpf_map_lookup_elem(maps->scopes, &cgroup_id, &before);
	int r;

	if (was_bound && before.image != image)
		return -EBUSY;
	r = change_config(maps, was_bound ? 0 : 1, NULL);
	if (r < 0)
		return r;
	if (bpf_map_update_elem(maps->scopes, &cgroup_id, &scope, BPF_ANY)) {
		r = -errno;
		change_config(maps, was_bound ? 0 : -1, NULL);
		return r;
	}
	return scope_present_tasks();
}

int scope_unbind(const struct kernel_maps *maps, __u64 cgroup_id)
{
	if (bpf_map_delete_elem(maps->scopes, &cgroup_id))
		return -errno;
	return change_config(maps, -1, NULL);
}

int scope_set_host(const struct kernel_maps *maps, __u32 image)
{
	return change_config(maps, 0, &image);
}

int scope_host(const struct kernel_maps *maps)
{
	struct db_config config;
	int r = config_read(maps, &config);

	return r < 0 ? r : (int)config.host_image;
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
	struct db_scope scope;
	__u64 id = 0, previous = 0;

	while (scope_next(maps, &id, &scope)) {
		if (scope.image != image) {
			previous = id;
			continue;
		}
		if (scope_unbind(maps, id))
			return -errno;
		id = previous; /* the walk goes on from a key that is still there */
	}
	return scope_host(maps) == (int)image ? scope_set_host(maps, 0) : 0;
}
