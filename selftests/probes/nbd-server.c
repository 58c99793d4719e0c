// SPDX-License-Identifier: GPL-2.0-only
// build: -pthread -static
// nbd-server DEVICE FILE: FILE becomes the network block device DEVICE, read only, served by this process; says "ready" and
// serves until its input ends.
#include <endian.h>
#include <linux/nbd.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "selftests/probes/probe.h"

static int sockets[2], file;

static void *serve(void *unused)
{
	static char data[1 << 20];
	struct nbd_request request;

	while (recv(sockets[0], &request, sizeof(request), MSG_WAITALL) == sizeof(request)) {
		struct nbd_reply reply = { .magic = htobe32(NBD_REPLY_MAGIC) };
		uint32_t length = be32toh(request.len);

		memcpy(reply.handle, request.handle, sizeof(reply.handle));
		if ((be32toh(request.type) & 0xffff) == NBD_CMD_DISC)
			break;
		if (length > sizeof(data) ||
		    pread(file, data, length, (off_t)be64toh(request.from)) < 0)
			broken("request");
		if (write(sockets[0], &reply, sizeof(reply)) != sizeof(reply) ||
		    write(sockets[0], data, length) != (ssize_t)length)
			break;
	}
	return unused;
}

static void *run_device(void *device)
{
	ioctl(*(int *)device, NBD_DO_IT);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t server, runner;
	struct stat info;
	int device;
	char byte;

	if (argc != 3)
		return 2;
	file = open_or_break(argv[2], O_RDONLY);
	device = open_or_break(argv[1], O_RDONLY);
	if (fstat(file, &info) || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
		broken("socketpair");
	if (ioctl(device, NBD_SET_SIZE, info.st_size) || ioctl(device, NBD_SET_SOCK, sockets[1]) ||
	    ioctl(device, NBD_SET_FLAGS, NBD_FLAG_HAS_FLAGS | NBD_FLAG_READ_ONLY))
		broken("nbd");
	if (pthread_create(&server, NULL, serve, NULL) ||
	    pthread_create(&runner, NULL, run_device, &device))
		broken("thread");
	/* The device has its size once NBD_DO_IT has started. */
	for (unsigned long long size = 0; !size;)
		if (ioctl(device, _IOR(0x12, 114, size_t), &size))
			broken("BLKGETSIZE64");
	puts("ready");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	ioctl(device, NBD_DISCONNECT);
	return 0;
}
