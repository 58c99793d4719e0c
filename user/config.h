/* SPDX-License-Identifier: GPL-2.0-only */
/* db_config[0]. Whoever changes it holds kernel_lock(): it is read, changed and written back. */
#ifndef DB_USER_CONFIG_H
#define DB_USER_CONFIG_H

#include "kernel_maps.h"

/* 0 or -errno. */
int config_read(const struct kernel_maps *maps, struct db_config *ret_config);
int config_write(const struct kernel_maps *maps, const struct db_config *config);

#endif
