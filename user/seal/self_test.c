// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "maps/limits.h"
#include "mode.h"
#include "image.h"
#include "scope.h"
#include "seal/self_test.h"

struct test {
	const struct kernel_maps *maps;
	FILE *out;
	int failed;
};

static void say(struct test *test, const char *how, const char *what, const char *detail)
{
	fprintf(test->out, "%-7s %s%s%s\n", how, what, *detail ? ": " : "", detail);
	fflush(test->out);
}

/* What an attempt came to: 0 if it went ahead, or -errno. Only EPERM is a refusal: another error means that nobody was asked. */
static void expect_refusal(struct test *test, const char *what, int result)
{
	if (result == -EPERM) {
		say(test, "ok", what, "");
		return;
	}
	test->failed++;
	say(test, "FAILED", what, result < 0 ? strerror(-result) : "it went ahead");
}

static int result_of(int r)
{
	return r < 0 ? -errno : 0;
}

/* --- pins --- */

static void try_pins(struct test *test)
{
	const char pin[] = DB_PIN_SEAL "/db_seal_place", moved[] = DB_PIN_SEAL "/db_seal_moved";
	const char root[] = "/sys/fs/bpf/db_seal_moved";
	int r;

	/* Of the look at open files, which no hook needs any more. */
	expect_refusal(test, "rename a pin", result_of(rename(pin, moved)));
	expect_refusal(test, "remove a pin", result_of(unlink(pin)));
	expect_refusal(test, "remove a directory of pins", result_of(rmdir(DB_PIN_SEAL)));
	r = rename(DB_PIN_ROOT, root);
	expect_refusal(test, "rename " DB_PIN_ROOT, result_of(r));
	if (!r)
		rename(root, DB_PIN_ROOT);
}

/* --- mounts --- */

static void try_unmount(struct test *test, const char *path)
{
	char what[64];

	/* Only marks it as unused, if nobody refuses. */
	snprintf(what, sizeof(what), "unmount %s", path);
	expect_refusal(test, what, result_of(umount2(path, MNT_EXPIRE)));
}

static void try_cover(struct test *test, const char *path)
{
	char what[64];
	int r = mount("tmpfs", path, "tmpfs", 0, NULL);

	snprintf(what, sizeof(what), "cover %s", path);
	expect_refusal(test, what, result_of(r));
	if (!r)
		umount2(path, MNT_DETACH);
}

static void try_mounts(struct test *test)
{
	try_unmount(test, "/sys/fs/bpf");
	try_unmount(test, "/sys");
	try_cover(test, "/sys");
	try_cover(test, "/sys/fs/bpf");
	try_cover(test, DB_PIN_ROOT);
	/* As it is: read-only, older bpftools could not look at maps any more. */
	expect_refusal(test, "remount /sys/fs/bpf",
		       result_of(mount(NULL, "/sys/fs/bpf", NULL, MS_REMOUNT, NULL)));
	/* A directory cannot be moved onto a file. */
	expect_refusal(test, "move /sys/fs/bpf, by mount(2)",
		       result_of(mount("/sys/fs/bpf", "/proc/self/status", NULL, MS_MOVE, NULL)));
	expect_refusal(test, "move /sys/fs/bpf, by move_mount(2)",
		       result_of((int)syscall(SYS_move_mount, AT_FDCWD, "/sys/fs/bpf", AT_FDCWD,
					      "/proc/self/status", 0)));
}

/* --- maps --- */

/* The key zero: no task, cgroup or inode has it. Arrays delete nothing. */
static void try_map(struct test *test, const char *name)
{
	__u8 key[64] = { 0 };
	char path[PATH_MAX], what[320];
	_cleanup_close_ int fd = -1;

	snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", name);
	snprintf(what, sizeof(what), "write map %s", name);
	fd = bpf_obj_get(path);
	expect_refusal(test, what, fd < 0 ? -errno : result_of(bpf_map_delete_elem(fd, key)));
}

static void try_maps(struct test *test)
{
	_cleanup_closedir_ DIR *directory = opendir(DB_PIN_MAPS);
	struct dirent *entry;

	if (!directory)
		expect_refusal(test, "write maps", -errno);
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

/* No kernel of the matrix can: 0 would mean that this one does. */
static int detach_link(void)
{
	_cleanup_close_ int fd = bpf_obj_get(DB_PIN_LINKS "/db_exec");
	int r;

	if (fd < 0)
		return -errno;
	r = result_of(bpf_link_detach(fd));
	return r == -EOPNOTSUPP ? -EPERM : r;
}

static void try_programs(struct test *test)
{
	const size_t count = sizeof(return_0) / sizeof(*return_0);
	int r;

	expect_refusal(test, "load a program that sees the kernel",
		       load(BPF_PROG_TYPE_RAW_TRACEPOINT, return_0, count));
	expect_refusal(test, "load a program with a map of driftbolt's",
		       load_with_map(test->maps->containers));
	r = load(BPF_PROG_TYPE_CGROUP_DEVICE, return_0, count);
	if (r < 0) {
		test->failed++;
		say(test, "FAILED", "load a program that sees devices of a cgroup, which may be",
		    strerror(-r));
	} else {
		say(test, "ok", "load a program that sees devices of a cgroup, which may be", "");
	}
	expect_refusal(test, "make an iterator", make_iterator());
	expect_refusal(test, "detach a link", detach_link());
}

/* --- the kernel and process 1 --- */

static void try_open(struct test *test, const char *path, int flags)
{
	char what[PATH_MAX + 32];
	_cleanup_close_ int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);

	snprintf(what, sizeof(what), "open %s for writing", path);
	if (fd < 0 && (errno == ENOENT || errno == ENXIO || errno == ENODEV))
		say(test, "skip", what, strerror(errno));
	else
		expect_refusal(test, what, result_of(fd));
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

/* fs/proc/base.c, proc_mem_open(): whatever a hook says becomes EACCES, unless the open itself was refused. */
static int open_memory_of_1(void)
{
	_cleanup_close_ int fd = open("/proc/1/mem", O_RDWR | O_CLOEXEC);

	return fd < 0 && errno == EACCES ? -EPERM : result_of(fd);
}

static void try_kernel(struct test *test)
{
	/* Of no format, and with a flag there is not: nothing is loaded, or unloaded, if nobody refuses. */
	char module[4096] = "";
	int r;

	expect_refusal(test, "load a module from memory",
		       result_of((int)syscall(SYS_init_module, module, sizeof(module), "")));
	expect_refusal(test, "load a module that no image ships", load_module_file());
#ifdef SYS_kexec_load
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
	try_open(test, "/dev/cpu/0/msr", O_RDWR);
	try_open(test, "/sys/kernel/tracing/kprobe_events", O_WRONLY);
	r = probe_by_perf();
	if (r == -ENOENT)
		say(test, "skip", "a kprobe by perf_event_open", "this kernel has none");
	else
		expect_refusal(test, "a kprobe by perf_event_open", r);
	if (getpid() == 1)
		return;
	expect_refusal(test, "attach to process 1", attach_process_1());
	expect_refusal(test, "open the memory of process 1 for writing", open_memory_of_1());
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

static void try_disk(struct test *test)
{
	int host = scope_host(test->maps);
	char path[PATH_MAX];
	struct stat root;

	if (host <= 0 || image_mode(test->maps, (__u32)host) != DB_MODE_ENFORCE)
		say(test, "skip", "write the disk below /", "the host scope is not in enforce");
	else if (stat("/", &root) || !device_path(root.st_dev, path))
		say(test, "skip", "write the disk below /", "it is on none");
	else
		try_open(test, path, O_RDWR);
}

int seal_self_test(const struct kernel_maps *maps, FILE *out)
{
	struct test test = { .maps = maps, .out = out };

	try_pins(&test);
	try_mounts(&test);
	try_maps(&test);
	try_programs(&test);
	try_kernel(&test);
	try_disk(&test);
	return test.failed;
}
