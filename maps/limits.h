/* SPDX-License-Identifier: GPL-2.0-only */
/* Sizes both sides agree on. Each one is a bound on kernel memory or on work in a hook. */
#ifndef DB_MAPS_LIMITS_H
#define DB_MAPS_LIMITS_H

/* Raised when a pinned map changes meaning: `load` refuses to mix, and says to unload first. */
#define DB_ABI 8

#define DB_SHA256_SIZE 32
#define DB_NAME_SIZE   64 /* image name with its NUL: [a-z0-9_-]{1,63} */
#define DB_COMM_SIZE   16 /* TASK_COMM_LEN */
#define DB_PATH_SIZE   256 /* longest path an event keeps; longer ones say so */
#define DB_ARGS_SIZE   96 /* so much of a command line an event keeps */

/* Images: ids 1 to DB_IMAGE_OFF - 1 are given out, 0 means none. */
#define DB_IMAGE_SLOTS	1024
#define DB_IMAGE_CANARY (DB_IMAGE_SLOTS - 1)
#define DB_IMAGE_OFF	(DB_IMAGE_CANARY - 1) /* no image: bound to it means judged by nobody */

#define DB_SCOPES_MAX	     16384 /* bound cgroups */
#define DB_DENY_MAX	     131072 /* known-malicious digests */
#define DB_INODES_MAX	     524288 /* before 7.2: live inodes judged, or mapped shared and writable */
#define DB_TASKS_MAX	     262144 /* live tasks that keep a scope, or run an interpreter or jit */
#define DB_PRESENT_MAX	     65536 /* processes that a new scope finds running an interpreter or jit */
#define DB_CONTAINERS_MAX    16384 /* container roots that are mounted at a time */
#define DB_PROGRAM_NAMES_MAX 1024 /* names of interpreters and jits in layers */
#define DB_CGROUP_NAMES	     3 /* a container's cgroup, its pod's, and one in between or above */
#define DB_CGROUP_NAME_SIZE  96 /* cri-containerd-<64 hex>.scope is 85 */
#define DB_TASK_SLOTS	     65536 /* of a table that says "no entry" fast: a power of two */
#define DB_INTERPS_MAX	     65536 /* live interpreters whose command line named files */
#define DB_CHUNK_SIZE	     128 /* bytes of a command line looked at together: a power of two */
#define DB_NAMES_MAX	     32 /* files that one command line names as code: a power of two */
#define DB_BACKING_MAX	     16384 /* files below loop devices that code was judged on */

/* Block devices that were opened to write are noted by their number modulo this: a multiple of 32. */
#define DB_GROUND_DEVICES 8192

/* The flight recorder: slots of each of its shares (enum db_share). */
#define DB_SHARE_SLOTS	 5462 /* three of them are 16 k events, 50 MB */
#define DB_EVENT_SLOTS	 (3 * DB_SHARE_SLOTS)
#define DB_FOLDS_MAX	 8192 /* findings whose repeats are counted in one event */
#define DB_FOLD_NS	 60000000000ULL /* so long repeats are counted in the event of the first */
#define DB_PROCESSES_MAX 16384 /* processes whose program is known: sets of DB_PROCESS_WAYS */
#define DB_PROCESS_WAYS \
	4 /* places one process may be noted in; who was asked for longest ago goes */
#define DB_ANCESTORS 8 /* that an event has */
#define DB_EXE_SIZE  96 /* longest path of a program that is noted; of longer ones the last name */
#define DB_TTY_SIZE  16

/* cgroup v2 levels that are searched for a binding, from the root down; `bind` refuses a cgroup below
 * them. Tasks that are deeper are found by a bound ancestor within them. The kernel itself has no limit
 * by default. */
#define DB_CGROUP_DEPTH 32

#define DB_PIN_ROOT   "/sys/fs/bpf/driftbolt"
#define DB_PIN_MAPS   DB_PIN_ROOT "/maps"
#define DB_PIN_LINKS  DB_PIN_ROOT "/links"
#define DB_PIN_IMAGES DB_PIN_ROOT "/images"
#define DB_PIN_RECORDER \
	DB_PIN_ROOT "/recorder" /* a link to db_record for each program with record() */
#define DB_PIN_SEAL \
	DB_PIN_ROOT "/seal" /* what `driftbolt seal` made: links, its own maps as maps/db_seal* */

#endif
