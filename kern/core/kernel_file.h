/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files by which the kernel is told what to run, trace or believe. Pure. They are in file systems whose names the
 * kernel itself gives: there, and only there, a name is an identity, whatever mount it is reached through.
 *
 * Not here, on purpose: switches that can only be thrown once and only take away (kexec_load_disabled,
 * modules_disabled); files that ordinary work writes and that start nothing but what is judged itself (uevent of
 * devices, notify_on_release: the agent is what matters); net and vm sysctls.
 */
#ifndef DB_CORE_KERNEL_FILE_H
#define DB_CORE_KERNEL_FILE_H

#include "maps/event.h"

/* X(CONSTANT, magic): include/uapi/linux/magic.h */
/* clang-format off */
#define DB_KERNEL_FILESYSTEMS(X)                                                                   \
	X(PROC, 0x9fa0U)                                                                           \
	X(SYSFS, 0x62656572U)                                                                      \
	X(SECURITYFS, 0x73636673U)                                                                 \
	X(EFIVARFS, 0xde5e81e4U)                                                                   \
	X(BINFMT_MISC, 0x42494e4dU)                                                                \
	X(CGROUP_V1, 0x27e0ebU)                                                                    \
	X(TRACEFS, 0x74726163U)

/*
 * X(FILESYSTEM, name, of its directory, of the directory above, REASON): the first that fits holds. "*" is any
 * name, "" is that of the root and of what would be above it.
 */
#define DB_KERNEL_FILES(X)                                                                         \
	X(PROC, "core_pattern", "kernel", "sys", KERNEL_HELPER)                                    \
	X(PROC, "modprobe", "kernel", "sys", KERNEL_HELPER)                                        \
	X(PROC, "hotplug", "kernel", "sys", KERNEL_HELPER)                                         \
	X(PROC, "poweroff_cmd", "kernel", "sys", KERNEL_HELPER)                                    \
	/* 0 there takes every BPF LSM program off its hook, without a word (Linux 6.1, 6.12). */  \
	X(PROC, "ftrace_enabled", "kernel", "sys", TAMPER)                                         \
	X(PROC, "sysrq", "kernel", "sys", KERNEL_HELPER)                                           \
	X(PROC, "*", "usermodehelper", "kernel", KERNEL_HELPER)                                    \
	X(PROC, "sysrq-trigger", "", "", KERNEL_HELPER)                                            \
	X(SYSFS, "uevent_helper", "kernel", "", KERNEL_HELPER)                                     \
	X(SYSFS, "kexec_crash_size", "kernel", "", KERNEL_HELPER)                                  \
	X(SYSFS, "crash_size", "kexec", "kernel", KERNEL_HELPER)                                   \
	/* Suspend and hibernation; of a device they are under its own directory. */               \
	X(SYSFS, "*", "power", "", KERNEL_HELPER)                                                  \
	/* Where firmware is looked for. */                                                        \
	X(SYSFS, "path", "parameters", "firmware_class", KERNEL_HELPER)                            \
	X(SECURITYFS, "policy", "ima", "*", IMA_POLICY)                                            \
	/* AppArmor's questions are asked by writing them. */                                      \
	X(SECURITYFS, ".access", "*", "*", NONE)                                                   \
	X(SECURITYFS, "*", "*", "*", KERNEL_HELPER)                                                \
	X(EFIVARFS, "*", "*", "*", KERNEL_HELPER)                                                  \
	X(BINFMT_MISC, "*", "*", "*", KERNEL_HELPER)                                               \
	X(CGROUP_V1, "release_agent", "*", "*", KERNEL_HELPER)                                     \
	/* What programs say of themselves into a trace. */                                        \
	X(TRACEFS, "trace_marker", "*", "*", NONE)                                                 \
	X(TRACEFS, "trace_marker_raw", "*", "*", NONE)                                             \
	X(TRACEFS, "user_events_data", "*", "*", NONE)                                             \
	X(TRACEFS, "*", "*", "*", KERNEL_TRACING)
/* clang-format on */

#define DB_KERNEL_FS_(C, magic) DB_KERNEL_FS_##C = (magic),
enum db_kernel_fs { DB_KERNEL_FILESYSTEMS(DB_KERNEL_FS_) };
#undef DB_KERNEL_FS_

#define DB_KERNEL_NAMES	    3
#define DB_KERNEL_NAME_SIZE 24 /* a longer one is cut and then none of the table */

/* What tells such a file, padded with zeros: its name, its directory's, and that one's. */
struct db_kernel_file {
	__u32 magic;
	__u32 reserved;
	char names[DB_KERNEL_NAMES][DB_KERNEL_NAME_SIZE];
};

static inline int db_fs_is_kernels(__u32 magic)
{
#define DB_KERNEL_FS_CASE_(C, value) case value:
	switch (magic) {
		DB_KERNEL_FILESYSTEMS(DB_KERNEL_FS_CASE_)
		return 1;
	}
#undef DB_KERNEL_FS_CASE_
	return 0;
}

/* `wanted` is a literal: its bytes become constants of the program. */
#define DB_KERNEL_NAME_IS_(name, wanted) \
	((wanted)[0] == '*' || !__builtin_memcmp(name, wanted, sizeof(wanted)))

/* What writing the file would be; NONE: nothing that is judged. */
static inline __u32 db_kernel_file_reason(const struct db_kernel_file *file)
{
#define DB_KERNEL_FILE_(fs, name, parent, above, reason)                                    \
	if (file->magic == DB_KERNEL_FS_##fs && DB_KERNEL_NAME_IS_(file->names[0], name) && \
	    DB_KERNEL_NAME_IS_(file->names[1], parent) &&                                   \
	    DB_KERNEL_NAME_IS_(file->names[2], above))                                      \
		return DB_REASON_##reason;
	DB_KERNEL_FILES(DB_KERNEL_FILE_)
#undef DB_KERNEL_FILE_
	return DB_REASON_NONE;
}

/*
 * What is no matter of one scope: done by anybody it would make the verdicts of all worthless. Refused to every task, in a
 * scope or not, while any image is in enforce; under no setting.
 */
static inline int db_refused_to_all(__u32 reason)
{
	return reason == DB_REASON_IMA_POLICY || reason == DB_REASON_TAMPER;
}

/*
 * Character devices that are kernel memory, ports, or an image of the whole machine (hibernation from and to user
 * space). X(CONSTANT, major, minor): drivers/char/mem.c, include/linux/miscdevice.h
 */
/* clang-format off */
#define DB_KERNEL_DEVICES(X)                                                                       \
	X(MEM, 1, 1)                                                                               \
	X(KMEM, 1, 2)                                                                              \
	X(PORT, 1, 4)                                                                              \
	X(SNAPSHOT, 10, 231)
/* clang-format on */

/* As inodes have it: include/linux/kdev_t.h */
#define DB_KERNEL_DEVICE_(C, major, minor) DB_DEVICE_##C = (major) << 20 | (minor),
enum db_kernel_device { DB_KERNEL_DEVICES(DB_KERNEL_DEVICE_) };
#undef DB_KERNEL_DEVICE_

static inline int db_device_is_kernels(__u32 device)
{
#define DB_KERNEL_DEVICE_CASE_(C, major, minor) case DB_DEVICE_##C:
	switch (device) {
		DB_KERNEL_DEVICES(DB_KERNEL_DEVICE_CASE_)
		return 1;
	}
#undef DB_KERNEL_DEVICE_CASE_
	return 0;
}

#endif
