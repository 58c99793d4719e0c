/* SPDX-License-Identifier: GPL-2.0-only */
/* The mounts by which process 1 sees /sys/fs/bpf. */
#ifndef DB_USER_SEAL_PLACE_H
#define DB_USER_SEAL_PLACE_H

#include <stdbool.h>

/* Whether this process sees the mounts that process 1 sees: another namespace's come and go. */
bool place_is_of_process_1(void);
/*
 * What is mounted or unmounted elsewhere is to reach /sys/fs/bpf no more: the mount it is on becomes private, as
 * `mount --make-private /sys` does. `fd`: DB_PIN_ROOT, open. 0, -errno; -EXDEV: it is on the root itself, which shares what is mounted
 * on it, or not at /sys/fs/bpf; -E2BIG: on more mounts than the seal follows.
 */
int place_make_private(int fd);
/* Whether it is, and DB_PIN_ROOT is still what `fd` is. */
bool place_is_private(int fd);

#endif
