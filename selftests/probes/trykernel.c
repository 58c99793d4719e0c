// SPDX-License-Identifier: GPL-2.0-only
// trykernel HOW [ARGUMENT...]: asks the kernel to load, run, trace or show something, and says what it said. Whatever
// worked is undone as far as it can be.
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdint.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

#include "selftests/probes/probe.h"

static int opened(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int by_write(char **a)
{
	return opened(a[0], O_WRONLY);
}
static int by_read(char **a)
{
	return opened(a[0], O_RDONLY);
}

// Opened for writing by its handle: such a file may have neither name nor parent.
static int by_handle(char **a)
{
	struct {
		struct file_handle handle;
		unsigned char bytes[MAX_HANDLE_SZ];
	} at = { .handle = { .handle_bytes = MAX_HANDLE_SZ } };
	int mount, directory = open_or_break(a[1], O_RDONLY | O_DIRECTORY);

	if (name_to_handle_at(AT_FDCWD, a[0], &at.handle, &mount, 0))
		broken("name_to_handle_at");
	return open_by_handle_at(directory, &at.handle, O_WRONLY | O_CLOEXEC) < 0 ? errno : 0;
}

// What is written is taken: the whole text in one write.
static int by_text(char **a)
{
	int fd = open(a[0], O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	return write(fd, a[1], strlen(a[1])) < 0 ? errno : 0;
}

// finit FILE NAME: taken out again.
static int inserted(long result, const char *name)
{
	if (result)
		return errno;
	if (syscall(SYS_delete_module, name, O_NONBLOCK))
		broken("delete_module");
	return 0;
}

static int insert(int fd, int flags, const char *name)
{
	return inserted(syscall(SYS_finit_module, fd, "", flags), name);
}

static int finit(char **a)
{
	return insert(open_or_break(a[0], O_RDONLY), 0, a[1]);
}
static int finit_compressed(char **a)
{
	return insert(open_or_break(a[0], O_RDONLY), 4, a[1]);
}

static void *contents(const char *path, size_t *size)
{
	struct stat st;
	void *text;
	int fd = open_or_break(path, O_RDONLY);

	if (fstat(fd, &st))
		broken("fstat");
	*size = st.st_size;
	text = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		broken("mmap");
	return text;
}

static int init(char **a)
{
	size_t size;
	void *text = contents(a[0], &size);

	return inserted(syscall(SYS_init_module, text, size, ""), a[1]);
}

static int finit_memfd(char **a)
{
	int fd = memfd_create("module", MFD_CLOEXEC);
	size_t size;
	void *text = contents(a[0], &size);
	char path[32];

	if (fd < 0 || write(fd, text, size) != (ssize_t)size)
		broken("memfd");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	int reader = open_or_break(path, O_RDONLY);

	close(fd);
	return insert(reader, 0, a[1]);
}

// An empty list unloads what was loaded: asked for like any other.
static int kexec_load(char **a)
{
	return syscall(SYS_kexec_load, 0, 0, NULL, 0) ? errno : 0;
}

// The kernel has read the file when it says that it is no kernel.
static int kexec_file(char **a)
{
	int fd = open_or_break(a[0], O_RDONLY);
	int error =
		syscall(SYS_kexec_file_load, fd, -1, 1UL, "", 4UL /* no initramfs */) ? errno : 0;

	return error == ENOEXEC ? 0 : error;
}

static int by_iopl(char **a)
{
	return iopl(3) ? errno : 0;
}
static int by_ioperm(char **a)
{
	return ioperm(0x80, 1, 1) ? errno : 0;
}

// The register is written back as it was read.
static int msr(char **a)
{
	int fd = open(a[0], O_RDWR | O_CLOEXEC);
	uint64_t value;

	if (fd < 0)
		return errno;
	if (pread(fd, &value, sizeof(value), 0x10 /* time stamp counter */) != sizeof(value))
		broken("rdmsr");
	return pwrite(fd, &value, sizeof(value), 0x10) == sizeof(value) ? 0 : errno;
}

static int perf(struct perf_event_attr *attr)
{
	attr->size = sizeof(*attr);
	attr->disabled = 1;
	return syscall(SYS_perf_event_open, attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC) < 0 ? errno : 0;
}

static int number(const char *path)
{
	int value;
	FILE *file = fopen(path, "re");

	if (!file || fscanf(file, "%d", &value) != 1)
		broken(path);
	fclose(file);
	return value;
}

static int perf_kprobe(char **a)
{
	struct perf_event_attr attr = {
		.type = number("/sys/bus/event_source/devices/kprobe/type"),
		.config1 = (uintptr_t) "kernel_clone",
	};

	return perf(&attr);
}

static int perf_uprobe(char **a)
{
	struct perf_event_attr attr = {
		.type = number("/sys/bus/event_source/devices/uprobe/type"),
		.config1 = (uintptr_t) "/proc/self/exe",
		.config2 = 0x1000,
	};

	return perf(&attr);
}

// The number of a tracepoint may not be readable: it is given.
static int perf_tracepoint(char **a)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .config = atoi(a[0]) };

	return perf(&attr);
}

static int perf_counter(char **a)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.config = PERF_COUNT_SW_CPU_CLOCK };

	return perf(&attr);
}

static int bpf_call(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int bpf_load(char **a)
{
	struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insn_cnt = 2,
		.insns = (uintptr_t)program,
		.license = (uintptr_t) "GPL",
	};

	return bpf_call(BPF_PROG_LOAD, &attr) < 0 ? errno : 0;
}

static int bpf_map(char **a)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY,
		.key_size = 4,
		.value_size = 4,
		.max_entries = 1,
	};

	return bpf_call(BPF_MAP_CREATE, &attr) < 0 ? errno : 0;
}

// The kernel has gone on when it looks at the descriptors, which are none.
static int without_descriptors(int cmd, union bpf_attr *attr)
{
	if (bpf_call(cmd, attr) >= 0)
		broken("it took no descriptor");
	return errno == EBADF ? 0 : errno;
}

static int bpf_attach(char **a)
{
	union bpf_attr attr = {
		.target_fd = -1,
		.attach_bpf_fd = -1,
		.attach_type = BPF_CGROUP_INET_INGRESS,
	};

	return without_descriptors(BPF_PROG_ATTACH, &attr);
}

static int bpf_link(char **a)
{
	union bpf_attr attr = {
		.link_create = { .prog_fd = -1,
				 .target_fd = -1,
				 .attach_type = BPF_CGROUP_INET_INGRESS },
	};

	return without_descriptors(BPF_LINK_CREATE, &attr);
}

// BPF_TOKEN_CREATE, since Linux 6.9: its first four bytes are the flags, the next the descriptor of a bpffs.
static int bpf_token(char **a)
{
	union bpf_attr attr = { .map_type = 0, .key_size = -1 };

	return without_descriptors(36, &attr);
}

// For a key that nobody has the kernel starts /sbin/request-key, and waits for it.
static int request_key(char **a)
{
	return syscall(SYS_request_key, "user", a[0], "", 0) < 0 ? errno : 0;
}

// mknod PATH b|c|p MAJOR MINOR
static int by_mknod(char **a)
{
	mode_t type = a[1][0] == 'b' ? S_IFBLK : a[1][0] == 'c' ? S_IFCHR : S_IFIFO;

	if (mknod(a[0], type | 0600, makedev(atoi(a[2]), atoi(a[3]))))
		return errno;
	unlink(a[0]);
	return 0;
}

// mount DEVICE TYPE DIRECTORY OPTIONS
static int by_mount(char **a)
{
	if (mount(a[0], a[2], a[1], 0, a[3]))
		return errno;
	umount2(a[2], MNT_DETACH);
	return 0;
}

static int by_fsmount(char **a)
{
	int context = (int)syscall(SYS_fsopen, a[1], FSOPEN_CLOEXEC);

	if (context < 0)
		broken("fsopen");
	if (syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "source", a[0], 0))
		return errno;
	if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return errno;
	return syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0) < 0 ? errno : 0;
}

// remount DIRECTORY: the file system itself, writable.
static int by_remount(char **a)
{
	return mount(NULL, a[0], NULL, MS_REMOUNT, NULL) ? errno : 0;
}

// setns FILE
static int by_setns(char **a)
{
	int fd = open(a[0], O_RDONLY | O_CLOEXEC);

	return fd < 0 || setns(fd, 0) ? errno : 0;
}

// From its own mount namespace to the one made before it, and on to the first of all, which is the host's.
static int previous_namespaces(char **a)
{
	int fd = open_or_break("/proc/self/ns/mnt", O_RDONLY);

	for (;;) {
		char info[16] = { sizeof(info) }; // struct mnt_ns_info
		int before = ioctl(fd, _IOR(0xb7, 12, char[16]), info); // NS_MNT_GET_PREV

		if (before < 0)
			return errno == ENOENT ? 0 : errno;
		close(fd);
		fd = before;
	}
}

static const struct {
	const char *name;
	int arguments;
	int (*try)(char **arguments);
} ways[] = {
	{ "write", 1, by_write },
	{ "read", 1, by_read },
	{ "handle", 2, by_handle },
	{ "text", 2, by_text },
	{ "finit", 2, finit },
	{ "finit-compressed", 2, finit_compressed },
	{ "finit-memfd", 2, finit_memfd },
	{ "init", 2, init },
	{ "kexec-load", 0, kexec_load },
	{ "kexec-file", 1, kexec_file },
	{ "iopl", 0, by_iopl },
	{ "ioperm", 0, by_ioperm },
	{ "msr", 1, msr },
	{ "perf-kprobe", 0, perf_kprobe },
	{ "perf-uprobe", 0, perf_uprobe },
	{ "perf-tracepoint", 1, perf_tracepoint },
	{ "perf-counter", 0, perf_counter },
	{ "bpf-load", 0, bpf_load },
	{ "bpf-map", 0, bpf_map },
	{ "bpf-attach", 0, bpf_attach },
	{ "bpf-link", 0, bpf_link },
	{ "bpf-token", 0, bpf_token },
	{ "request-key", 1, request_key },
	{ "mknod", 4, by_mknod },
	{ "mount", 4, by_mount },
	{ "fsmount", 2, by_fsmount },
	{ "remount", 1, by_remount },
	{ "setns", 1, by_setns },
	{ "previous-namespaces", 0, previous_namespaces },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(argv[1], ways[i].name) && argc == 2 + ways[i].arguments)
			return say(ways[i].try(argv + 2));
	fputs("usage: trykernel HOW [ARGUMENT...], HOW and how many:", stderr);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		fprintf(stderr, " %s(%d)", ways[i].name, ways[i].arguments);
	fputc('\n', stderr);
	return 2;
}
