/* SPDX-License-Identifier: GPL-2.0-only */
/* What this kernel has, and what keeps it from enforcing: one sentence a gap. */
#ifndef DB_USER_FEATURES_H
#define DB_USER_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

struct features {
	bool setattr_has_idmap; /* Linux 6.9: inode_setattr gained an argument */
	bool file_post_open; /* Linux 6.9: a file just opened can be hashed */
	bool ia32_syscalls; /* 32-bit system calls have functions of their own */
	bool real_data_inode; /* Linux 7.2: the data inode below an overlay is a storage key */
	bool ioctl_compat_hook; /* Linux 6.8: ioctls of 32-bit callers have a hook of their own */
	bool exec_check; /* Linux 6.14: AT_EXECVE_CHECK */
	bool loop; /* the loop driver is there (loaded now if it was a module) */
	bool overlay; /* overlayfs is there (loaded now if it was a module) */
	bool cgroup2; /* /sys/fs/cgroup is cgroup v2: cgroup scopes work */
};

/* What stands in the way. */
struct gap {
	const char *object; /* the file or word concerned */
	char sentence[256]; /* what it means and what to do */
	bool cgroups_only; /* only cgroup scopes are impossible */
};

#define GAPS_MAX 16

/* Looks at the machine; fills gaps and returns how many. Loads the overlay and loop modules if they are there. */
size_t features_probe(struct features *features, struct gap gaps[GAPS_MAX]);

#define DB_PID_NAMESPACE "/proc/self/ns/pid"

/* NULL in the initial pid namespace, else the sentence for a gap DB_PID_NAMESPACE. */
const char *features_foreign_pids(void);

#endif
