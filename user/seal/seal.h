/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sealing, in phases: load, attach, say the word from which on the programs refuse, look for what others have prepared, freeze. All but the
 * freezing can be taken back; when the last map is frozen nobody can undo it, this process included.
 */
#ifndef DB_USER_SEAL_SEAL_H
#define DB_USER_SEAL_SEAL_H

#include "features.h"
#include "kernel_maps.h"
#include "maps/limits.h"
#include "seal/kept.h"

/* A pin more of db_seal, for the self-test to try on. */
#define SEAL_PROBE_PIN DB_PIN_MAPS "/db_seal_probe"

/*
 * Seals what is loaded. Callers hold kernel_lock(). `allowed`: programs of others that may stay though they see the kernel. 0, or
 * -errno with ret_sentence: the machine is not sealed, and what can be done about it. -EPERM: not by anybody, as something stands in
 * the way that the sentence names.
 */
int seal_make(const struct kernel_maps *maps, const struct features *features,
	      const struct id_set *allowed, const char **ret_sentence);

/*
 * Of a `driftbolt seal` that was killed half way: its word is taken back and its pins are removed; maps that it froze stay so. Nothing to
 * do is 0; -errno: it is in force.
 */
int seal_take_back(void);

#endif
