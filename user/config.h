/* SPDX-License-Identifier: GPL-2.0-only */
/* db_config[0]. Whoever changes it holds kernel_lock(): it is read, changed and written back. */
#ifndef DB_USER_CONFIG_H
#define DB_USER_CONFIG_H

#include "kernel_maps.h"

/* 0 or -errno. */
int config_read(const struct kernel_maps *maps, struct db_config *ret_config);
int config_write(const struct kernel_maps *maps, const struct db_config *config);

/* CLOCK_BOOTTIME, which its times are of. */
__u64 config_now_ns(void);
/* Has the time passed until which DB_MODE_UNCONFIRMED is enforce? Decided as the programs do. */
bool config_confirm_missed(const struct db_config *config);

#endif
