// SPDX-License-Identifier: GPL-2.0-only
// trydevice WAY FILE [OTHER]: tries to change a device without a descriptor open for writing, and says what the kernel said.
//	status LOOP	another offset below a loop device
//	change LOOP FILE	another file below a read-only loop device
//	scsi DISK	a SCSI command as it is (SG_IO); "ok" if it reached the driver, which may well refuse it
//	pin DISK	maps DISK shared and writable, and forgets it
#include <linux/loop.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "selftests/probes/probe.h"

static int status(const char *loop)
{
	int fd = open_or_break(loop, O_RDONLY);
	struct loop_info64 info;

	if (ioctl(fd, LOOP_GET_STATUS64, &info))
		broken("LOOP_GET_STATUS64");
	return ioctl(fd, LOOP_SET_STATUS64, &info) ? errno : 0;
}

static int change(const char *loop, const char *other)
{
	int fd = open_or_break(loop, O_RDONLY), to = open_or_break(other, O_RDONLY);

	return ioctl(fd, LOOP_CHANGE_FD, to) ? errno : 0;
}

static int scsi(const char *disk)
{
	int fd = open_or_break(disk, O_RDONLY);
	struct sg_io_hdr command = { .interface_id = 'S' };

	return ioctl(fd, SG_IO, &command) && errno == EPERM ? EPERM : 0;
}

static int pin(const char *disk)
{
	int fd = open(disk, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return errno;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? errno
											 : 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "status"))
		return say(status(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "change"))
		return say(change(argv[2], argv[3]));
	if (argc == 3 && !strcmp(argv[1], "scsi"))
		return say(scsi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "pin"))
		return say(pin(argv[2]));
	fputs("usage: trydevice status|scsi|pin FILE, or change LOOP FILE\n", stderr);
	return 2;
}
