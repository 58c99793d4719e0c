/* SPDX-License-Identifier: GPL-2.0-only */
/* How and where an image is to hold: mode and scope as one change, all of it or nothing. */
#ifndef DB_USER_ACTIVATION_H
#define DB_USER_ACTIVATION_H

#include "scope.h"

struct activation {
	int mode; /* enum db_mode, -1: as it is */
	bool scope_given; /* else where it is */
	struct scope_word scope;
	__u64 cgroup_id; /* of scope, if that is a cgroup */
	__u32 initial_root; /* of scope, if that is the host: the root to leave before it begins; 0: at once */
};

/* The other image that has the scope, 0 if none has: taking it over would weaken that one. */
__u32 activation_owner(const struct kernel_maps *maps, const struct activation *wanted, __u32 id);

/*
 * Mode first, scope last: from the moment anything is judged, it is judged as asked. On -errno mode
 * and scope are what they were; tasks that were put into a cgroup's scope keep it.
 */
int activation_apply(const struct kernel_maps *maps, const struct activation *wanted, __u32 id);

#endif
