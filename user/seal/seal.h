/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sealing: phases that leave nothing changed but the last, in which every map is frozen. From then on nobody can undo it, this
 * process included.
 */
#ifndef DB_USER_SEAL_SEAL_H
#define DB_USER_SEAL_SEAL_H

#include "features.h"
#include "kernel_maps.h"

/*
 * Seals what is loaded. Callers hold kernel_lock(). 0, or -errno with ret_sentence: the machine is not sealed, and what can
 * be done about it. -EPERM: not by anybody, as something stands in the way that the sentence names.
 */
int seal_make(const struct kernel_maps *maps, const struct features *features,
	      const char **ret_sentence);

#endif
