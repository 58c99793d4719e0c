// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "file_number.h"
#include "maps/limits.h"
#include "session.h"
#include "seal/state.h"

int seal_read(struct db_seal *ret_seal)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = BPF_F_RDONLY);
	_cleanup_close_ int fd = bpf_obj_get_opts(DB_PIN_MAPS "/db_seal", &options);
	__u32 zero = 0;

	*ret_seal = (struct db_seal){ .sealed_ns = 0 };
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (bpf_map_lookup_elem(fd, &zero, ret_seal))
		return -errno;
	if (!seal_map_is_frozen(fd))
		ret_seal->sealed_ns = 0;
	return 0;
}

bool seal_map_is_frozen(int fd)
{
	char path[64];
	long frozen;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	return file_number(path, "frozen:", &frozen) && frozen;
}

bool seal_holds(void)
{
	struct db_seal seal;

	return seal_read(&seal) < 0 || seal.sealed_ns;
}

__u32 seal_live_links(void)
{
	return session_switched_off() ? 0 : session_count_links(DB_PIN_SEAL);
}
