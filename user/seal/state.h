/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether this machine is sealed, by the pins. */
#ifndef DB_USER_SEAL_STATE_H
#define DB_USER_SEAL_STATE_H

#include <stdbool.h>
#include <linux/types.h>
#include "maps/seal.h"

/*
 * What is pinned; 0 with ret_seal->sealed_ns 0 if nothing is sealed: a `driftbolt seal` that did not come to its end leaves a map that is
 * not frozen. -errno: it cannot be told.
 */
int seal_read(struct db_seal *ret_seal);
/* For who would change something: not sure is sealed. */
bool seal_holds(void);
/* Whether a map is frozen, by its descriptor. */
bool seal_map_is_frozen(int fd);
/* Of the programs that the seal attached, those that are. Fewer than db_seal.programs: it is broken. */
__u32 seal_live_links(void);

#endif
