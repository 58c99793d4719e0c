/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is this the socket of a container runtime? Pure. Told by the name that its server bound, which nobody renames: the
 * last part of a path, or containerd's own directory, in which its shims' sockets are.
 */
#ifndef DB_CORE_RUNTIME_SOCKET_H
#define DB_CORE_RUNTIME_SOCKET_H

#include "kern/core/code_name.h"

/* include/uapi/linux/un.h: UNIX_PATH_MAX; a name is looked at as so many bytes, NULs behind it. */
#define DB_SOCKET_NAME_SIZE 108
#define DB_SOCKET_HEAD_SIZE 16

/* The first 16 bytes as two numbers, like a tail: what containerd has in its directory. */
static inline int db_is_shim_socket(const struct db_tail *head)
{
	const struct db_tail in_directory = {
		.high = DB_C8('/', 'r', 'u', 'n', '/', 'c', 'o', 'n'),
		.low = DB_C8('t', 'a', 'i', 'n', 'e', 'r', 'd', '/'),
	};
	/* containerd before 1.3.9, CVE-2020-15257: an abstract name, which begins with a NUL */
	const struct db_tail abstract = {
		.high = DB_C8('\0', '/', 'c', 'o', 'n', 't', 'a', 'i'),
		.low = DB_C8('n', 'e', 'r', 'd', '-', 's', 'h', 'i'),
	};

	return db_tail_is(head, &in_directory) || db_tail_is(head, &abstract);
}

/* The last 16 bytes of the last part of the name. */
static inline int db_is_runtime_socket(const struct db_tail *tail)
{
	switch (tail->low) {
	case DB_C8('k', 'e', 'r', '.', 's', 'o', 'c', 'k'): /* docker.sock */
		return tail->high == DB_C3('d', 'o', 'c');
	case DB_C8('m', 'a', 'n', '.', 's', 'o', 'c', 'k'): /* podman.sock */
		return tail->high == DB_C3('p', 'o', 'd');
	case DB_C8('r', 'i', 'o', '.', 's', 'o', 'c', 'k'): /* crio.sock */
		return tail->high == DB_C1('c');
	case DB_C8('n', 'r', 'i', '.', 's', 'o', 'c', 'k'): /* nri.sock */
		return !tail->high;
	case DB_C8('e', 'r', 'd', '.', 's', 'o', 'c', 'k'): /* containerd.sock */
		return tail->high == DB_C7('c', 'o', 'n', 't', 'a', 'i', 'n') ||
		       /* cri-dockerd.sock */
		       tail->high == DB_C8('c', 'r', 'i', '-', 'd', 'o', 'c', 'k');
	case DB_C8('c', 'k', '.', 't', 't', 'r', 'p',
		   'c'): /* containerd.sock.ttrpc, its last 16 bytes */
		return tail->high == DB_C8('i', 'n', 'e', 'r', 'd', '.', 's', 'o');
	case DB_C8('i', 't', 'd', '.', 's', 'o', 'c', 'k'): /* buildkitd.sock */
		return tail->high == DB_C6('b', 'u', 'i', 'l', 'd', 'k');
	}
	return 0;
}

#endif
