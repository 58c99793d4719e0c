/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes both sides agree on. Each one is a bound on kernel memory or on work in a hook. */
#ifndef DB_MAPS_LIMITS_H
#define DB_MAPS_LIMITS_H

/* Raised when a pinned map changes meaning: `load` refuses to mix, and says to unload first. */
#define DB_ABI 1

#define DB_SHA256_SIZE 32
#define DB_NAME_SIZE   64 /* image name with its NUL: [a-z0-9_-]{1,63} */
#define DB_COMM_SIZE   16 /* TASK_COMM_LEN */
#define DB_PATH_SIZE   256 /* longest path an event keeps; longer ones say so */

/* Images: ids 1 to DB_IMAGE_CANARY - 1 are given out, 0 means none. */
#define DB_IMAGE_SLOTS	1024
#define DB_IMAGE_CANARY (DB_IMAGE_SLOTS - 1)

#define DB_SCOPES_MAX 16384 /* bound cgroups */
#define DB_DENY_MAX   131072 /* known-malicious digests */
#define DB_INODES_MAX 524288 /* before 7.2: live inodes judged, or mapped shared and writable */
#define DB_TASKS_MAX  262144 /* live tasks that keep a scope */

/* The flight recorder: a power of two, so that a sequence number masks to its slot. */
#define DB_EVENT_SLOTS 16384

/* cgroup v2 levels that are searched for a binding, from the root down; `bind` refuses a cgroup below
 * them. Tasks that are deeper are found by a bound ancestor within them. The kernel itself has no limit
 * by default. */
#define DB_CGROUP_DEPTH 32

#define DB_PIN_ROOT   "/sys/fs/bpf/driftbolt"
#define DB_PIN_MAPS   DB_PIN_ROOT "/maps"
#define DB_PIN_LINKS  DB_PIN_ROOT "/links"
#define DB_PIN_IMAGES DB_PIN_ROOT "/images"

#endif
