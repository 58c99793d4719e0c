// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/runtime_socket.h by table: which names a container must not connect to. */
#include <criterion/criterion.h>
#include <linux/types.h>
#include <stdbool.h>

#include "kern/core/runtime_socket.h"

/* As kern/socket.bpf.c feeds them. */
static bool is_socket(const char *name, size_t size)
{
	struct db_tail head = {}, tail = {};

	for (size_t i = 0; i < size; i++) {
		__u8 c = (__u8)name[i];

		if (i < DB_SOCKET_HEAD_SIZE)
			db_tail_add(&head, c);
		if (c == '/')
			tail.high = tail.low = 0;
		else if (c)
			db_tail_add(&tail, c);
	}
	return db_is_shim_socket(&head) || db_is_runtime_socket(&tail);
}

#define NAME(text) text, sizeof(text) - 1

Test(runtime_socket, of_runtimes)
{
	static const struct {
		const char *name;
		size_t size;
	} names[] = {
		{ NAME("/run/docker.sock") },
		{ NAME("/var/run/docker.sock\0") },
		{ NAME("docker.sock") },
		{ NAME("/run/user/1000/docker.sock") },
		{ NAME("/run/podman/podman.sock") },
		{ NAME("/run/user/1000/podman/podman.sock") },
		{ NAME("/run/crio/crio.sock") },
		{ NAME("/run/containerd/containerd.sock") },
		{ NAME("/run/k3s/containerd/containerd.sock") },
		{ NAME("/run/k3s/containerd/containerd.sock.ttrpc") },
		{ NAME("/run/containerd/s/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae") },
		{ NAME("\0/containerd-shim/moby/x/shim.sock\0") },
		{ NAME("/run/cri-dockerd.sock") },
		{ NAME("/run/buildkit/buildkitd.sock") },
		{ NAME("/run/nri/nri.sock") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_expect(is_socket(names[i].name, names[i].size), "%s", names[i].name);
}

Test(runtime_socket, of_others)
{
	static const struct {
		const char *name;
		size_t size;
	} names[] = {
		{ NAME("") },
		{ NAME("/run/xdocker.sock") },
		{ NAME("/run/docker.sock.d") },
		{ NAME("/run/docker.sock/app") },
		{ NAME("/run/ocker.sock") },
		{ NAME("/run/my-podman.sock") },
		{ NAME("/run/acrio.sock") },
		{ NAME("/run/anri.sock") },
		{ NAME("/run/xcontainerd.sock") },
		{ NAME("/run/containerdx/s/0") },
		{ NAME("/srv/run/containerd/s/0") },
		{ NAME("/run/systemd/journal/stdout") },
		{ NAME("/var/run/dbus/system_bus_socket") },
		{ NAME("\0docker") },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cr_expect(!is_socket(names[i].name, names[i].size), "%s", names[i].name);
}
