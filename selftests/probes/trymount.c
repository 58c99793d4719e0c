// SPDX-License-Identifier: GPL-2.0-only
// Mounts by the system calls themselves, where mount(8) would not. Exit 0 if it went ahead.
// cover SOURCE TARGET: a bind mount that says to be private in the same call
// share PATH: MS_SHARED, by mount_setattr(2)
// group FROM TO: TO joins the peer group of FROM
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MOVE_MOUNT_SET_GROUP
#define MOVE_MOUNT_SET_GROUP 0x00000100
#endif

static int share(const char *path)
{
	struct mount_attr attributes = { .propagation = MS_SHARED };

	return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, 0, &attributes, sizeof(attributes));
}

int main(int argc, char **argv)
{
	int r = -1;

	errno = EINVAL;
	if (argc == 4 && !strcmp(argv[1], "cover"))
		r = mount(argv[2], argv[3], NULL, MS_BIND | MS_PRIVATE, NULL);
	else if (argc == 3 && !strcmp(argv[1], "share"))
		r = share(argv[2]);
	else if (argc == 4 && !strcmp(argv[1], "group"))
		r = (int)syscall(SYS_move_mount, AT_FDCWD, argv[2], AT_FDCWD, argv[3],
				 MOVE_MOUNT_SET_GROUP);
	printf("%s\n", r ? strerror(errno) : "ok");
	return r != 0;
}
