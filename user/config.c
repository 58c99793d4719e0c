// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <time.h>

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

__u64 config_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (__u64)now.tv_sec * 1000000000ULL + (__u64)now.tv_nsec;
}

bool config_confirm_missed(const struct db_config *config)
{
	return config->confirm_ns && config_now_ns() > config->confirm_ns;
}
