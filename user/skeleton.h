/* SPDX-License-Identifier: GPL-2.0-only */
/* The generated skeleton, which names types of maps/ without including them. */
#ifndef DB_USER_SKELETON_H
#define DB_USER_SKELETON_H

#include <linux/types.h>
#include "maps/event.h"
#include "driftbolt.skel.h"

#endif
