/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Enforce on trial: until a time, unless it is confirmed. The programs look at the clock with each verdict, so that audit comes
 * back without anybody doing anything. There is one such time for all images that wait. Callers hold kernel_lock() to change it.
 */
#ifndef DB_USER_CONFIRM_H
#define DB_USER_CONFIRM_H

#include "kernel_maps.h"

#define CONFIRM_SECONDS_MAX 86400

/* "90", "90s", "5m" or "1h" in seconds, 1 to CONFIRM_SECONDS_MAX; -EINVAL. */
int confirm_parse(const char *word);
/* The wall-clock time that is, or was, in seconds; 0 if there is none. */
long long confirm_wall(const struct db_config *config);
/*
 * Sets the time, for images given DB_MODE_UNCONFIRMED after this and those that wait already: for them it may come earlier, never
 * later. What had waited in vain is put in audit first, for good: it is not to enforce again by another's time. Returns the
 * seconds that are left; -EXDEV: in a time namespace of its own, whose clock is not the kernel's; -errno.
 */
int confirm_begin(const struct kernel_maps *maps, int seconds);
/*
 * All that wait enforce for good, and there is no time any more. Returns how many did; -ETIME: it was too late, and they are
 * in audit for good; -errno.
 */
int confirm_end(const struct kernel_maps *maps);

#endif
