/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups by their ids: those that are told of long after somebody looked. */
#ifndef DB_USER_CGROUP_HANDLE_H
#define DB_USER_CGROUP_HANDLE_H

#include <linux/types.h>

/* The cgroup v2 mount, for the calls below; the caller closes. -EMEDIUMTYPE if it is another file system. */
int cgroup_mount_open(void);
/* A descriptor (O_PATH) of the cgroup with this id; the caller closes. -ESTALE: it was removed, and its id is not given out again. */
int cgroup_open(int mount, __u64 id);

#endif
