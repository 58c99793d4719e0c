/* SPDX-License-Identifier: GPL-2.0-only */
/* Scopes: the words host, containers, none and cgroup:PATH, and what they are in the maps. */
#ifndef DB_USER_SCOPE_H
#define DB_USER_SCOPE_H

#include <stddef.h>

#include "kernel_maps.h"

#define SCOPE_CGROUP_MOUNT "/sys/fs/cgroup"

enum scope_kind { SCOPE_NONE, SCOPE_HOST, SCOPE_CONTAINERS, SCOPE_CGROUP };

struct scope_word {
	enum scope_kind kind;
	const char
		*path; /* of the cgroup, below its mount point or from the root of the hierarchy */
};

/* -EINVAL for any other word. */
int scope_parse(const char *text, struct scope_word *ret_scope);

/* The directory of a cgroup, from either form of its path. -ENAMETOOLONG. */
int scope_cgroup_directory(const char *path, char *directory, size_t size);
/*
 * The id of a cgroup directory: absolute, or as /proc/PID/cgroup says it. -ENOENT, -EMEDIUMTYPE if it
 * is not cgroup v2, -ENAMETOOLONG if it is deeper than programs look.
 */
int scope_cgroup_id(const char *path, __u64 *ret_id);
/* The sentence for an error of scope_cgroup_id. */
const char *scope_cgroup_error(int error);

/* Runs a task iterator, given its link, to its end. 0 or -errno. */
int scope_walk_tasks(int link);

/*
 * Binds, and puts into the scope the tasks that are in the cgroup now and keep none, and containers found in it that their
 * layers judge; bindings of cgroups that are gone are removed. Returns how many containers stay as they are: off is not for
 * those that ran before (bound_roots.h). -EBUSY: it is bound to another image. After any other error it is not bound; who
 * was in the scope by then keeps it.
 */
int scope_bind(const struct kernel_maps *maps, __u32 image, __u64 cgroup_id);
/*
 * Removes bindings of cgroups that are gone: they outlive them, and on a host of containers they would
 * fill the map in the end.
 */
void scope_sweep(const struct kernel_maps *maps);
/* -ENOENT if it was not bound. Tasks keep the scope they have. */
int scope_unbind(const struct kernel_maps *maps, __u64 cgroup_id);
/*
 * 0 takes the host scope away. With a root of scope_initial_root() it begins when process 1 executes a program of another one,
 * else (0) now.
 */
int scope_set_host(const struct kernel_maps *maps, __u32 image, __u32 initial_root);
/* Has the host scope still to begin? */
bool scope_host_waits(const struct kernel_maps *maps);
/* The root file system of an initramfs, by DB_DEVICE(). -EMEDIUMTYPE: this is another kind, -errno. */
int scope_initial_root(__u32 *ret_device);
/*
 * Containers are judged by their own layers and this image from now on, those that run included; 0 takes the
 * scope away: tasks keep theirs. -EOPNOTSUPP: overlayfs was not there at the first load.
 */
int scope_set_containers(const struct kernel_maps *maps, __u32 image);
/* The image of the containers scope, 0 for none, -errno. */
int scope_containers(const struct kernel_maps *maps);
/* The image of the host scope, 0 for none, -errno. */
int scope_host(const struct kernel_maps *maps);
/* The image a cgroup is bound to, 0 for none. */
__u32 scope_bound_image(const struct kernel_maps *maps, __u64 cgroup_id);
/* Takes an image out of every scope, or out of none. */
int scope_clear(const struct kernel_maps *maps, __u32 image);
/* Walks the bindings: *id starts at 0; false at the end. */
bool scope_next(const struct kernel_maps *maps, __u64 *id, struct db_scope *ret_scope);

#endif
