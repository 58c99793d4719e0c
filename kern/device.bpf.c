// SPDX-License-Identifier: GPL-2.0-only
/*
 * What changes a device without writing to it: the file below a loop device, the table of a mapped
 * one, and commands handed to a disk as they are. None of them needs a descriptor open for writing.
 *
 *	file_ioctl		and, since Linux 6.8, file_ioctl_compat for 32-bit callers
 *
 * Opens for writing are judged by file.bpf.c. NVMe commands through io_uring are not seen here.
 */
#include "lib/device.bpf.h"
#include "lib/setting.bpf.h"

/* include/uapi/linux/loop.h */
enum { LOOP_SET_STATUS_ = 0x4C02, LOOP_SET_STATUS64_ = 0x4C04, LOOP_CHANGE_FD_ = 0x4C06 };
/* include/uapi/scsi/sg.h, include/scsi/scsi_ioctl.h */
enum { SG_IO_ = 0x2285, SCSI_IOCTL_SEND_COMMAND_ = 1 };
/* include/uapi/linux/dm-ioctl.h, nvme_ioctl.h: second byte of a command */
enum { DM_IOCTL_ = 0xfd, NVME_IOCTL_ = 'N' };
#define DM_DEV_SUSPEND_ 6 /* also resumes, with the table that was loaded meanwhile */

static __always_inline int judge_device_act(const struct scope *scope, struct file *file)
{
	return judge_act(scope, DB_MOMENT_DEVICE, DB_REASON_RAW_DEVICE, file->f_inode, NULL,
			 file->f_path.dentry);
}

/* Another file, or another part of it, below a loop device that is in use. */
static __always_inline int judge_loop(struct file *file)
{
	struct scope scope;

	if (!device_in_use(file->f_inode->i_rdev, file->f_inode))
		return 0;
	if (current_scope(&scope) && judge_device_act(&scope, file))
		return DB_REFUSE;
	forget_all();
	return 0;
}

static __always_inline int judge_ioctl(struct file *file, unsigned int command)
{
	__u32 kind = file->f_inode->i_mode & S_IFMT_, type = (command >> 8) & 0xff;
	struct scope scope;

	if (kind != S_IFBLK_ && kind != S_IFCHR_)
		return 0; /* not a device */
	if (kind == S_IFBLK_ && (command == LOOP_SET_STATUS_ || command == LOOP_SET_STATUS64_ ||
				 command == LOOP_CHANGE_FD_))
		return judge_loop(file);
	if (command != SG_IO_ && type != DM_IOCTL_ && type != NVME_IOCTL_ &&
	    (kind != S_IFBLK_ || command != SCSI_IOCTL_SEND_COMMAND_))
		return 0; /* nothing that changes what a device holds */
	/* A host looks after its disks (smartctl, lvm); a container has none. */
	if (current_scope(&scope) && scope.container && judge_device_act(&scope, file))
		return DB_REFUSE;
	if (type == DM_IOCTL_ && (command & 0xff) == DM_DEV_SUSPEND_)
		forget_all();
	return 0;
}

SEC("lsm/file_ioctl")
int HOOK_PROG(db_ioctl, struct file *file, unsigned int command, unsigned long argument, int ret)
{
	if (ret)
		return ret;
	return judge_ioctl(file, command);
}

/* Since Linux 6.8 (commit f1bb47a31dff); before, file_ioctl is asked for these too. */
SEC("lsm/file_ioctl_compat")
int HOOK_PROG(db_ioctl_compat, struct file *file, unsigned int command, unsigned long argument,
	      int ret)
{
	if (ret)
		return ret;
	return judge_ioctl(file, command);
}
