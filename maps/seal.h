/* SPDX-License-Identifier: GPL-2.0-only */
/* What `driftbolt seal` tells the programs of the seal. Written once, before the map is frozen. */
#ifndef DB_MAPS_SEAL_H
#define DB_MAPS_SEAL_H

#include "limits.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wpadded"

/* db_seal[0]. Addresses are of kernel objects that stay for as long as the seal does: it refuses what would free them. */
struct db_seal {
	__u64 sealed_ns; /* CLOCK_BOOTTIME; 0: not sealed yet, and nothing is refused */
	__u64 super; /* super block of the bpffs that has the pins */
	__u64 directory; /* inode of DB_PIN_ROOT */
	__u64 mount; /* struct mount by which process 1 sees that bpffs */
	__u64 mounts; /* its mount namespace */
	__u32 programs; /* links pinned by the seal: fewer alive means that it is broken */
	__u32 reserved;
};
_Static_assert(sizeof(struct db_seal) == 48, "struct db_seal");

/* db_seal_progs: programs that stay though they see the kernel, by id. */
enum db_seal_program {
	DB_SEAL_OTHERS, /* of others, by `driftbolt seal --keep-bpf` */
	DB_SEAL_OURS,
};

/* What the seal's look at an open directory says (iter/task_file). */
struct db_seal_place {
	__u64 super, directory, mount, mounts;
};
_Static_assert(sizeof(struct db_seal_place) == 32, "struct db_seal_place");

/*
 * X(NAME): of enum bpf_prog_type, the kinds whose programs can call nothing that writes memory of the kernel or of processes, but the maps
 * they name: container runtimes and service managers load them for each container. (Reading kernel memory they can, as who may load them
 * can anyway.) All others could write, or replace what programs do.
 */
/* clang-format off */
#define DB_SEAL_CONFINED(X) X(SOCKET_FILTER) X(SCHED_CLS) X(SCHED_ACT) X(XDP) X(CGROUP_SKB) X(CGROUP_SOCK) \
	X(LWT_IN) X(LWT_OUT) X(LWT_XMIT) X(SOCK_OPS) X(SK_SKB) X(CGROUP_DEVICE) \
	X(SK_MSG) X(CGROUP_SOCK_ADDR) X(LWT_SEG6LOCAL) X(LIRC_MODE2) X(SK_REUSEPORT) X(FLOW_DISSECTOR) \
	X(CGROUP_SYSCTL) X(CGROUP_SOCKOPT) X(SK_LOOKUP) X(NETFILTER)
/* clang-format on */

/* With more `driftbolt seal` fails. */
#define DB_SEAL_MAPS_MAX  4096
#define DB_SEAL_PROGS_MAX 1024

#pragma GCC diagnostic pop

#endif
