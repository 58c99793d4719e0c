// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "activation.h"
#include "image.h"

__u32 activation_owner(const struct kernel_maps *maps, const struct activation *wanted, __u32 id)
{
	int owner = 0;

	if (wanted->scope_given && wanted->scope.kind == SCOPE_HOST)
		owner = scope_host(maps);
	if (wanted->scope_given && wanted->scope.kind == SCOPE_CONTAINERS)
		owner = scope_containers(maps);
	if (wanted->scope_given && wanted->scope.kind == SCOPE_CGROUP)
		owner = (int)scope_bound_image(maps, wanted->cgroup_id);
	return owner > 0 && owner != (int)id ? (__u32)owner : 0;
}

static int set_scope(const struct kernel_maps *maps, const struct activation *wanted, __u32 id)
{
	if (!wanted->scope_given)
		return 0;
	switch (wanted->scope.kind) {
	case SCOPE_HOST:
		return scope_set_host(maps, id, wanted->initial_root);
	case SCOPE_CONTAINERS:
		return scope_set_containers(maps, id);
	case SCOPE_CGROUP:
		return scope_bind(maps, id, wanted->cgroup_id);
	default:
		return scope_clear(maps, id);
	}
}

int activation_apply(const struct kernel_maps *maps, const struct activation *wanted, __u32 id)
{
	int before = image_unconfirmed(maps, id) ? DB_MODE_UNCONFIRMED : image_mode(maps, id);
	int r;

	if (before < 0)
		return before;
	r = wanted->mode >= 0 ? image_set_mode(maps, id, (__u32)wanted->mode) : 0;
	if (r >= 0)
		r = set_scope(maps, wanted, id);
	if (r < 0 && wanted->mode >= 0)
		image_set_mode(maps, id, (__u32)before);
	return r;
}
