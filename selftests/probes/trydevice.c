// SPDX-License-Identifier: GPL-2.0-only
// trydevice WAY FILE [OTHER]: tries to change a device without a descriptor open for writing, and says what the kernel said.
//	status LOOP	another offset below a loop device
//	change LOOP FILE	another file below a read-only loop device
//	scsi DISK	a SCSI command as it is (SG_IO); "ok" if it reached the driver, which may well refuse it
//	pin DISK	maps DISK shared and writable, and forgets it
//	dm CONTROL	asks device mapper for its version
//	dm-linear DISK SECTORS	makes a read-only mapped device of DISK, and prints its name first
//	dm-remove CONTROL	takes it away
#include <linux/dm-ioctl.h>
#include <linux/loop.h>
#include <scsi/sg.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>

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

static int mapper(const char *control)
{
	int fd = open_or_break(control, O_RDWR);
	struct dm_ioctl version = { .version = { DM_VERSION_MAJOR }, .data_size = sizeof(version) };

	return ioctl(fd, DM_VERSION, &version) ? errno : 0;
}

// What every call begins with, for SIZE bytes of it.
static struct dm_ioctl mapped(size_t size)
{
	return (struct dm_ioctl){ .version = { DM_VERSION_MAJOR },
				  .data_size = size,
				  .data_start = sizeof(struct dm_ioctl),
				  .name = "linear" };
}

static int linear(const char *disk, const char *sectors)
{
	int fd = open_or_break("/dev/mapper/control", O_RDWR);
	struct dm_ioctl device = mapped(sizeof(device));
	struct {
		struct dm_ioctl head;
		struct dm_target_spec target;
		char parameters[128];
	} table = {
		.head = mapped(sizeof(table)),
		.target = { .length = strtoull(sectors, NULL, 10), .target_type = "linear" },
	};

	if (ioctl(fd, DM_DEV_CREATE, &device))
		return errno;
	printf("/dev/dm-%u\n", minor(device.dev));
	snprintf(table.parameters, sizeof(table.parameters), "%s 0", disk);
	table.head.target_count = 1;
	table.head.flags = DM_READONLY_FLAG;
	if (ioctl(fd, DM_TABLE_LOAD, &table))
		return errno;
	device = mapped(sizeof(device)); // not suspended: resumed
	return ioctl(fd, DM_DEV_SUSPEND, &device) ? errno : 0;
}

static int remove_linear(const char *control)
{
	int fd = open_or_break(control, O_RDWR);
	struct dm_ioctl device = mapped(sizeof(device));

	return ioctl(fd, DM_DEV_REMOVE, &device) ? errno : 0;
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
	if (argc == 3 && !strcmp(argv[1], "dm"))
		return say(mapper(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "dm-remove"))
		return say(remove_linear(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "dm-linear"))
		return say(linear(argv[2], argv[3]));
	fputs("usage: trydevice status|scsi|pin|dm|dm-remove FILE, change LOOP FILE, or dm-linear DISK SECTORS\n",
	      stderr);
	return 2;
}
