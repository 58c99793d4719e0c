// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "config.h"
#include "recorder.h"

int recorder_origin(const struct kernel_maps *maps, struct event_log_origin *ret_origin)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	ret_origin->loaded_ns = config.loaded_ns;
	ret_origin->loaded_wall = config.loaded_wall;
	return boot_id(ret_origin->boot_id);
}

__u64 recorder_next(const struct kernel_maps *maps)
{
	struct db_head head = {};
	__u32 zero = 0;

	bpf_map_lookup_elem(maps->head, &zero, &head);
	return head.next;
}

static __u32 map_id(int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(fd, &info, &size) ? 0 : info.id;
}

bool recorder_replaced(const struct ring *ring)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = BPF_F_RDONLY);
	_cleanup_close_ int pinned = bpf_obj_get_opts(DB_PIN_MAPS "/db_head", &options);

	/* What cannot be looked at is not said to be gone. */
	if (pinned < 0)
		return errno == ENOENT;
	return map_id(pinned) != map_id(ring->maps->head);
}
