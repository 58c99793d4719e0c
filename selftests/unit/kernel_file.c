// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/kernel_file.h: which files tell the kernel what to run. */
#include <criterion/criterion.h>
#include <linux/types.h>
#include <string.h>

#include "kern/core/decide_setting.h"
#include "kern/core/kernel_file.h"

/* As the kernel's side reads names: cut, and ended with a zero. */
static void put_name(char *name, const char *text)
{
	strncpy(name, text, DB_KERNEL_NAME_SIZE - 1);
}

static __u32 reason(__u32 magic, const char *name, const char *parent, const char *above)
{
	struct db_kernel_file file = { .magic = magic };

	put_name(file.names[0], name);
	put_name(file.names[1], parent);
	put_name(file.names[2], above);
	return db_kernel_file_reason(&file);
}

Test(kernel_file, what_tells_the_kernel_what_to_run)
{
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "core_pattern", "kernel", "sys"),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "bset", "usermodehelper", "kernel"),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "sysrq-trigger", "", ""), DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_SYSFS, "uevent_helper", "kernel", ""),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_SYSFS, "state", "power", ""), DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_SYSFS, "path", "parameters", "firmware_class"),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_CGROUP_V1, "release_agent", "", ""),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_BINFMT_MISC, "register", "", ""), DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_EFIVARFS, "BootOrder-8be4df61-93ca-11d2", "", ""),
		     DB_REASON_KERNEL_HELPER);
}

Test(kernel_file, what_is_refused_to_all)
{
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "ftrace_enabled", "kernel", "sys"),
		     DB_REASON_TAMPER);
	cr_assert(db_refused_to_all(DB_REASON_TAMPER));
	cr_assert(db_refused_to_all(DB_REASON_IMA_POLICY));
	cr_assert_not(db_refused_to_all(DB_REASON_KERNEL_HELPER));
	cr_assert_not(db_refused_to_all(DB_REASON_NONE));
}

Test(kernel_file, neighbours_are_ordinary)
{
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "core_pattern", "kernel", ""), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "core_pattern", "", ""), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "core_pattern2", "kernel", "sys"), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "core_patter", "kernel", "sys"), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "kexec_load_disabled", "kernel", "sys"),
		     DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "swappiness", "vm", "sys"), DB_REASON_NONE);
	/* A network interface may be called "kernel". */
	cr_assert_eq(reason(DB_KERNEL_FS_PROC, "forwarding", "kernel", "conf"), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_SYSFS, "control", "power", "vda"), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_SYSFS, "uevent", "vda", "block"), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_CGROUP_V1, "cgroup.procs", "", ""), DB_REASON_NONE);
	cr_assert_eq(reason(0xEF53 /* ext4 */, "core_pattern", "kernel", "sys"), DB_REASON_NONE);
}

Test(kernel_file, the_first_that_fits_holds)
{
	cr_assert_eq(reason(DB_KERNEL_FS_SECURITYFS, "policy", "ima", ""), DB_REASON_IMA_POLICY);
	cr_assert_eq(reason(DB_KERNEL_FS_SECURITYFS, "policy", "ima", "integrity"),
		     DB_REASON_IMA_POLICY);
	cr_assert_eq(reason(DB_KERNEL_FS_SECURITYFS, "policy", "other", ""),
		     DB_REASON_KERNEL_HELPER);
	cr_assert_eq(reason(DB_KERNEL_FS_SECURITYFS, ".access", "apparmor", ""), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_TRACEFS, "trace_marker", "", ""), DB_REASON_NONE);
	cr_assert_eq(reason(DB_KERNEL_FS_TRACEFS, "kprobe_events", "", ""),
		     DB_REASON_KERNEL_TRACING);
}

Test(kernel_file, every_setting_of_a_reason_exists)
{
#define SETTING_(fs, name, parent, above, REASON)                                           \
	if (DB_REASON_##REASON != DB_REASON_NONE && !db_refused_to_all(DB_REASON_##REASON)) \
		cr_assert_lt(db_setting_of(DB_MOMENT_KERNEL, DB_REASON_##REASON), DB_SETTING_COUNT);
	DB_KERNEL_FILES(SETTING_)
#undef SETTING_
}

Test(kernel_file, only_file_systems_whose_names_are_the_kernels)
{
	cr_assert(db_fs_is_kernels(DB_KERNEL_FS_PROC));
	cr_assert(db_fs_is_kernels(DB_KERNEL_FS_TRACEFS));
	cr_assert_not(db_fs_is_kernels(0xEF53));
	cr_assert_not(db_fs_is_kernels(0x01021994)); /* tmpfs */
	cr_assert_not(db_fs_is_kernels(0x794c7630)); /* overlay */
	cr_assert_not(db_fs_is_kernels(0x62656570)); /* configfs: its directories are users' */
	cr_assert_not(db_fs_is_kernels(0x63677270)); /* cgroup v2 */
}

static __u32 device(unsigned int major, unsigned int minor)
{
	return major << 20 | minor;
}

Test(kernel_device, memory_ports_and_snapshots)
{
	cr_assert(db_device_is_kernels(device(1, 1)));
	cr_assert(db_device_is_kernels(device(1, 2)));
	cr_assert(db_device_is_kernels(device(1, 4)));
	cr_assert(db_device_is_kernels(device(10, 231)));
	for (unsigned int minor = 5; minor < 256; minor++)
		cr_assert_not(
			db_device_is_kernels(device(1, minor))); /* zero, full, random, kmsg */
	cr_assert_not(db_device_is_kernels(device(1, 3))); /* null */
	cr_assert_not(db_device_is_kernels(device(10, 200))); /* net/tun */
	cr_assert_not(db_device_is_kernels(device(10, 229))); /* fuse */
}
