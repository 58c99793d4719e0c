// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "maps/limits.h"
#include "counters.h"
#include "seal/place.h"
#include "seal/seal.h"
#include "seal/self_test.h"

struct test {
	const struct kernel_maps *maps;
	FILE *out;
	__u64 denied; /* by the counters, before the attempt */
	int failed;
};

static void say(struct test *test, const char *how, const char *what, const char *detail)
{
	fprintf(test->out, "%-7s %s%s%s\n", how, what, *detail ? ": " : "", detail);
	fflush(test->out);
}

static __u64 count_denied(const struct kernel_maps *maps)
{
	_cleanup_free_ __u64 *counters = counters_read(maps);
	__u64 sum = 0;

	for (__u32 reason = 0; counters && reason < DB_REASON_COUNT; reason++)
		sum += counters[DB_COUNTER(DB_VERDICT_DENY, reason)];
	return sum;
}

/* Before each attempt whose refusal is to be counted. */
static void begin(struct test *test)
{
	test->denied = count_denied(test->maps);
}

static void fail(struct test *test, const char *what, const char *why)
{
	test->failed++;
	say(test, "FAILED", what, why);
}

/* An attempt that the kernel refuses by itself, since something is frozen or private: `result` is 0 if it went ahead, or -errno. */
static void expect_error(struct test *test, const char *what, int result, int wanted)
{
	if (result == -wanted)
		say(test, "ok", what, "");
	else
		fail(test, what, result < 0 ? strerror(-result) : "it went ahead");
}

/*
 * One that our programs refuse: EPERM alone could be anybody's, so that the counters have to say it, too. Where the kernel refuses before
 * it asks (lockdown, kexec_load_disabled, modules_disabled, ptrace_scope) nothing is known of the seal, and nothing is missing.
 */
static void expect_refusal(struct test *test, const char *what, int result)
{
	if (result != -EPERM)
		fail(test, what, result < 0 ? strerror(-result) : "it went ahead");
	else if (count_denied(test->maps) == test->denied)
		say(test, "kernel", what, "refused by the kernel itself, before the seal is asked");
	else
		say(test, "ok", what, "");
}

static int result_of(int r)
{
	return r < 0 ? -errno : 0;
}

/* An expression that is the result. */
#define TRY(test, what, attempt)                       \
	do {                                           \
		begin(test);                           \
		expect_refusal(test, what, (attempt)); \
	} while (0)

/* --- pins --- */

static int rename_root(void)
{
	const char moved[] = "/sys/fs/bpf/db_seal_moved";
	int r = result_of(rename(DB_PIN_ROOT, moved));

	if (!r)
		rename(moved, DB_PIN_ROOT);
	return r;
}

static int rename_pin(void)
{
	const char moved[] = SEAL_PROBE_PIN "_moved";
	int r = result_of(rename(SEAL_PROBE_PIN, moved));

	if (!r)
		rename(moved, SEAL_PROBE_PIN);
	return r;
}

static void try_pins(struct test *test)
{
	TRY(test, "rename a pin", rename_pin());
	TRY(test, "remove a pin", result_of(unlink(SEAL_PROBE_PIN)));
	TRY(test, "remove a directory of pins", result_of(rmdir(DB_PIN_SEAL)));
	TRY(test, "rename " DB_PIN_ROOT, rename_root());
}

/* --- mounts --- */

static void try_unmount(struct test *test, const char *path)
{
	char what[64];

	/* Only marks it as unused, if nobody refuses. */
	snprintf(what, sizeof(what), "unmount %s", path);
	TRY(test, what, result_of(umount2(path, MNT_EXPIRE)));
}

static int cover(const char *path, const char *source, const char *type, unsigned long flags)
{
	int r = result_of(mount(source, path, type, flags, NULL));

	if (!r)
		umount2(path, MNT_DETACH);
	return r;
}

static void try_cover(struct test *test, const char *path)
{
	char what[64];

	snprintf(what, sizeof(what), "mount over %s", path);
	TRY(test, what, cover(path, "tmpfs", "tmpfs", 0));
	snprintf(what, sizeof(what), "bind over %s", path);
	TRY(test, what, cover(path, "/proc", NULL, MS_BIND | MS_PRIVATE));
}

/* A change of nothing. */
static int set_attributes(const char *path)
{
	struct mount_attr nothing = { .attr_set = 0 };

	return result_of(
		(int)syscall(SYS_mount_setattr, AT_FDCWD, path, 0, &nothing, sizeof(nothing)));
}

/* The same by a number that only the kernel's lower half of it says. */
static int set_attributes_long(const char *path)
{
	struct mount_attr nothing = { .attr_set = 0 };

	return result_of((int)syscall(1L << 32 | SYS_mount_setattr, AT_FDCWD, path, 0, &nothing,
				      sizeof(nothing)));
}

static int share(const char *path)
{
	int r = result_of(mount(NULL, path, NULL, MS_SHARED, NULL));

	if (!r)
		mount(NULL, path, NULL, MS_PRIVATE, NULL);
	return r;
}

static void try_mounts(struct test *test)
{
	try_unmount(test, "/sys/fs/bpf");
	try_unmount(test, "/sys");
	try_cover(test, "/sys");
	try_cover(test, "/sys/fs/bpf");
	try_cover(test, DB_PIN_ROOT);
	/* As it is: read-only, older bpftools could not look at maps any more. */
	TRY(test, "remount /sys/fs/bpf",
	    result_of(mount(NULL, "/sys/fs/bpf", NULL, MS_REMOUNT, NULL)));
	TRY(test, "share /sys with other mount namespaces, by mount(2)", share("/sys"));
	TRY(test, "the same by mount_setattr(2)", set_attributes("/sys"));
	TRY(test, "the same by its number with another upper half", set_attributes_long("/sys"));
	/* A directory cannot be moved onto a file. */
	TRY(test, "move /sys/fs/bpf, by mount(2)",
	    result_of(mount("/sys/fs/bpf", "/proc/self/status", NULL, MS_MOVE, NULL)));
	TRY(test, "move /sys/fs/bpf, by move_mount(2)",
	    result_of((int)syscall(SYS_move_mount, AT_FDCWD, "/sys/fs/bpf", AT_FDCWD,
				   "/proc/self/status", 0)));
	/* The root onto itself: busy. */
	TRY(test, "another root, by pivot_root(2)",
	    result_of((int)syscall(SYS_pivot_root, "/", "/")));
}

/* --- maps --- */

/* The key zero: no task, cgroup or inode has it. Arrays delete nothing. */
#define KEY_MAX 256 /* more than any has */
static void try_map(struct test *test, const char *name)
{
	__u8 key[KEY_MAX] = { 0 };
	char path[PATH_MAX], what[320];
	_cleanup_close_ int fd = -1;

	snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", name);
	snprintf(what, sizeof(what), "write map %s", name);
	fd = bpf_obj_get(path);
	expect_error(test, what, fd < 0 ? -errno : result_of(bpf_map_delete_elem(fd, key)), EPERM);
}

static void try_maps(struct test *test)
{
	_cleanup_closedir_ DIR *directory = opendir(DB_PIN_MAPS);
	struct dirent *entry;

	if (!directory)
		fail(test, "write maps", strerror(errno));
	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			try_map(test, entry->d_name);
}

/* --- programs of others --- */

static const struct bpf_insn return_0[] = {
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
	{ .code = BPF_JMP | BPF_EXIT },
};

static int load(enum bpf_prog_type type, const struct bpf_insn *instructions, size_t count)
{
	_cleanup_close_ int fd =
		bpf_prog_load(type, "db_seal_test", "GPL", instructions, count, NULL);

	return result_of(fd);
}

/* Of a kind that others may load, and with a map of ours. */
static int load_with_map(int map)
{
	const struct bpf_insn with_map[] = {
		{ .code = BPF_LD | BPF_DW | BPF_IMM,
		  .dst_reg = BPF_REG_1,
		  .src_reg = BPF_PSEUDO_MAP_FD,
		  .imm = map },
		{ .code = 0 },
		return_0[0],
		return_0[1],
	};

	return load(BPF_PROG_TYPE_CGROUP_DEVICE, with_map, sizeof(with_map) / sizeof(*with_map));
}

/* Attaches a pinned look of ours once more. */
static int make_iterator(void)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	_cleanup_close_ int link = bpf_obj_get(DB_PIN_LINKS "/db_running_tasks"), program = -1,
			    made = -1;

	if (link < 0 || bpf_obj_get_info_by_fd(link, &info, &size))
		return -errno;
	program = bpf_prog_get_fd_by_id(info.prog_id);
	if (program < 0)
		return -errno;
	made = bpf_link_create(program, 0, BPF_TRACE_ITER, NULL);
	return result_of(made);
}

/* Links of LSM programs have no such operation. */
static int detach_link(void)
{
	_cleanup_close_ int fd = bpf_obj_get(DB_PIN_LINKS "/db_exec");

	return fd < 0 ? -errno : result_of(bpf_link_detach(fd));
}

static void try_programs(struct test *test)
{
	const size_t count = sizeof(return_0) / sizeof(*return_0);
	int r;

	TRY(test, "load a BPF program that could write the kernel",
	    load(BPF_PROG_TYPE_RAW_TRACEPOINT, return_0, count));
	TRY(test, "load a BPF program with a map of driftbolt's",
	    load_with_map(test->maps->containers));
	TRY(test, "read maps through a BPF iterator", make_iterator());
	expect_error(test, "detach a link", detach_link(), EOPNOTSUPP);
	r = load(BPF_PROG_TYPE_CGROUP_DEVICE, return_0, count);
	if (r < 0)
		fail(test, "a cgroup's device program still loads", strerror(-r));
	else
		say(test, "ok", "a cgroup's device program still loads", "");
}

/* --- the kernel and process 1 --- */

static bool is_absent(int result)
{
	return result == -ENOENT || result == -ENXIO || result == -ENODEV;
}

static void try_open(struct test *test, const char *path, int flags)
{
	char what[PATH_MAX + 32];
	_cleanup_close_ int fd = -1;

	snprintf(what, sizeof(what), "open %s%s", path,
		 (flags & O_ACCMODE) == O_RDONLY ? "" : " for writing");
	begin(test);
	fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && is_absent(-errno))
		say(test, "skip", what, strerror(errno));
	else
		expect_refusal(test, what, result_of(fd));
}

/* The open asks nobody; a write of one byte is none of a register. */
static void try_registers(struct test *test)
{
	const char what[] = "write machine-specific registers";
	_cleanup_close_ int fd = open("/dev/cpu/0/msr", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		say(test, "skip", what, strerror(errno));
	else
		TRY(test, what, result_of((int)pwrite(fd, "", 1, 0)));
}

static int probe_by_perf(void)
{
	struct perf_event_attr attributes = { .size = sizeof(attributes) };
	char function[] = "vfs_read";
	FILE *file = fopen("/sys/bus/event_source/devices/kprobe/type", "re");
	_cleanup_fclose_ FILE *type = file;
	_cleanup_close_ int fd = -1;

	if (!type || fscanf(type, "%u", &attributes.type) != 1)
		return -ENOENT;
	attributes.config1 = (__u64)(unsigned long)function;
	fd = (int)syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0);
	return result_of(fd);
}

static int load_module_file(void)
{
	_cleanup_close_ int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : result_of((int)syscall(SYS_finit_module, fd, "", 0));
}

static int attach_process_1(void)
{
	long r = ptrace(PTRACE_SEIZE, 1, NULL, NULL);

	if (!r)
		ptrace(PTRACE_DETACH, 1, NULL, NULL);
	return result_of((int)r);
}

/* fs/proc/base.c, proc_mem_open(): what a hook says of process 1 comes out as EACCES. */
static int open_memory_of_1(void)
{
	_cleanup_close_ int fd = open("/proc/1/mem", O_RDWR | O_CLOEXEC);

	return fd < 0 && errno == EACCES ? -EPERM : result_of(fd);
}

/* Where there is none. */
static int write_memory_of_1(void)
{
	return result_of((int)syscall(SYS_process_vm_writev, 1, &(struct iovec){ "", 1 }, 1UL,
				      &(struct iovec){ NULL, 1 }, 1UL, 0UL));
}

static void try_kernel(struct test *test)
{
	/* Of no format, and with a flag there is not: nothing is loaded, or unloaded, if nobody refuses. */
	char module[4096] = "";
	int r;

	TRY(test, "load a module from memory",
	    result_of((int)syscall(SYS_init_module, module, sizeof(module), "")));
	TRY(test, "load a module that no image ships", load_module_file());
#ifdef SYS_kexec_load
	begin(test);
	r = result_of((int)syscall(SYS_kexec_load, 0, 0, NULL, 1UL << 30));
	if (r == -ENOSYS)
		say(test, "skip", "load another kernel", strerror(-r));
	else
		expect_refusal(test, "load another kernel", r);
#endif
	try_open(test, "/proc/sys/kernel/ftrace_enabled", O_WRONLY);
	try_open(test, "/dev/mem", O_RDWR);
	try_open(test, "/dev/port", O_RDWR);
	try_open(test, "/dev/snapshot", O_WRONLY);
	try_open(test, "/dev/snapshot", O_RDONLY);
	try_registers(test);
	try_open(test, "/sys/kernel/tracing/kprobe_events", O_WRONLY);
	begin(test);
	r = probe_by_perf();
	if (r == -ENOENT)
		say(test, "skip", "a kprobe by perf_event_open", "this kernel has none");
	else
		expect_refusal(test, "a kprobe by perf_event_open", r);
	if (getpid() == 1)
		return;
	TRY(test, "attach to process 1", attach_process_1());
	TRY(test, "open the memory of process 1 for writing", open_memory_of_1());
	TRY(test, "write the memory of process 1", write_memory_of_1());
}

/* --- the disk below --- */

/* The kernel's name for a device, which is its node's in /dev. False if it has none. */
static bool device_path(dev_t device, char path[PATH_MAX])
{
	char line[128];
	_cleanup_fclose_ FILE *file = NULL;

	snprintf(path, PATH_MAX, "/sys/dev/block/%u:%u/uevent", major(device), minor(device));
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "DEVNAME=", 8)) {
			snprintf(path, PATH_MAX, "/dev/%s", line + 8);
			return true;
		}
	}
	return false;
}

/* The disk below the root, or below a file system that it is made of. */
static void try_disk(struct test *test)
{
	char path[PATH_MAX];
	struct stat root;

	if (stat("/", &root) || !device_path(root.st_dev, path))
		say(test, "skip", "write the disk below /", "it is on none that has a number");
	else
		try_open(test, path, O_RDWR);
}

/* Not enough rights would be refused, too, and elsewhere other mounts are tried. */
static const char *cannot_try(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {};
	const unsigned int wanted[] = { CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_MODULE,
					CAP_SYS_BOOT,  CAP_SYS_RAWIO,  CAP_DAC_OVERRIDE,
					CAP_PERFMON,   CAP_BPF };

	if (syscall(SYS_capget, &header, data))
		return strerror(errno);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		if (!(data[wanted[i] / 32].effective & 1U << wanted[i] % 32))
			return "some capabilities are missing: run it as root with all of them";
	return place_is_of_process_1() ? NULL
				       : "not in the mount namespace of process 1: run it there";
}

int seal_self_test(const struct kernel_maps *maps, FILE *out)
{
	struct test test = { .maps = maps, .out = out };
	const char *why = cannot_try();

	if (why) {
		fail(&test, "try anything", why);
		return test.failed;
	}
	try_pins(&test);
	try_mounts(&test);
	try_maps(&test);
	try_programs(&test);
	try_kernel(&test);
	try_disk(&test);
	return test.failed;
}
