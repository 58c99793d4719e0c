/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which container a cgroup is, by its name and those above it, as container runtimes give them. Names are all there
 * is: whoever makes cgroups can make one of any name.
 */
#ifndef DB_USER_CONTAINER_ID_H
#define DB_USER_CONTAINER_ID_H

#include <stdbool.h>
#include <linux/types.h>

#include "maps/state.h"

#define POD_UID_SIZE 65 /* of podman: 64 hex; of Kubernetes 36 or 32 */

struct container_id {
	char id[DB_CGROUP_NAME_SIZE]; /* the runtime's id or name, any bytes but '/' */
	const char *runtime; /* NULL if the name does not tell: "/foo/<64 hex>" */
	char pod_uid[POD_UID_SIZE]; /* with hyphens; empty if it is in no pod */
};

/*
 * The innermost container that the names tell. False if they tell none: ret_container->id is then the cgroup's own
 * name, empty for the root cgroup. A pod is found in either case.
 */
bool container_of_cgroup(const struct db_cgroup_names *cgroup, struct container_id *ret_container);

/* As few characters as tell containers apart: ids of 64 hex are cut to 12, as runtimes do. */
#define CONTAINER_SHORT_SIZE DB_CGROUP_NAME_SIZE
void container_short_id(const struct container_id *container, char text[CONTAINER_SHORT_SIZE]);

#endif
