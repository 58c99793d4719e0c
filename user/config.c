// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include <bpf/bpf.h>

#include "config.h"

int config_read(const struct kernel_maps *maps, struct db_config *ret_config)
{
	const __u32 zero = 0;

	return bpf_map_lookup_elem(maps->config, &zero, ret_config) ? -errno : 0;
}

int config_write(const struct kernel_maps *maps, const struct db_config *config)
{
	const __u32 zero = 0;

	return bpf_map_update_elem(maps->config, &zero, config, BPF_ANY) ? -errno : 0;
}
