// SPDX-License-Identifier: GPL-2.0-only
// trychange HOW FILE: tries to change FILE's first bytes, in every way the kernel has, and says what the kernel said.
// The changed bytes are those an ELF loader does not look at (e_ident padding), so that a changed program still runs.
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "selftests/probes/probe.h"

#ifndef FALLOC_FL_KEEP_SIZE
#define FALLOC_FL_KEEP_SIZE  0x01 // linux/falloc.h
#define FALLOC_FL_PUNCH_HOLE 0x02
#define FALLOC_FL_ZERO_RANGE 0x10
#endif

struct ext4_move { // fs/ext4/ext4.h: struct move_extent
	__u32 reserved, donor;
	__u64 from, to, count, moved;
};
#define EXT4_MOVE      _IOWR('f', 15, struct ext4_move)
#define EXT4_SWAP_BOOT _IO('f', 17)

static const char byte = 'x';
static const off_t place = 12; // within e_ident's padding

struct way {
	const char *name;
	int (*change)(const char *path); // 0 or errno
};

static int opened(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC);
}

static int put(int fd)
{
	if (fd < 0)
		return errno;
	return pwrite(fd, &byte, 1, place) == 1 ? 0 : errno;
}

static int by_write(const char *path)
{
	return put(opened(path, O_WRONLY));
}

static int by_rdwr(const char *path)
{
	return put(opened(path, O_RDWR));
}

static int by_creat(const char *path)
{
	return put(opened(path, O_WRONLY | O_CREAT));
}

static int by_append(const char *path)
{
	return put(opened(path, O_WRONLY | O_APPEND));
}

static int by_trunc(const char *path)
{
	return opened(path, O_WRONLY | O_TRUNC) < 0 ? errno : 0;
}

// O_RDONLY|O_TRUNC cuts a file without a descriptor for writing.
static int by_read_trunc(const char *path)
{
	return opened(path, O_RDONLY | O_TRUNC) < 0 ? errno : 0;
}

static int by_truncate(const char *path)
{
	return truncate(path, 64) ? errno : 0;
}

static int by_grow(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		broken(path);
	return truncate(path, st.st_size + 1) ? errno : 0;
}

static int by_ftruncate(const char *path)
{
	int fd = opened(path, O_WRONLY);

	return fd < 0 || ftruncate(fd, 64) ? errno : 0;
}

static int by_mmap(const char *path)
{
	int fd = opened(path, O_RDWR);
	char *at;

	if (fd < 0)
		return errno;
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return errno;
	close(fd);
	at[place] = byte;
	return 0;
}

static int by_copy_range(const char *path)
{
	int from = open_or_break(path, O_RDONLY),
	    to = opened(path, O_WRONLY); // one file system, on every kernel
	off_t in = 64, out = place;

	if (to < 0)
		return errno;
	return syscall(SYS_copy_file_range, from, &in, to, &out, 4, 0) == 4 ? 0 : errno;
}

static int by_splice(const char *path)
{
	int fds[2], to = opened(path, O_WRONLY);
	off_t out = place;

	if (to < 0)
		return errno;
	if (pipe(fds) || write(fds[1], &byte, 1) != 1)
		broken("pipe");
	return splice(fds[0], NULL, to, &out, 1, 0) == 1 ? 0 : errno;
}

static int by_sendfile(const char *path)
{
	int from = open_or_break("/proc/self/exe", O_RDONLY), to = opened(path, O_WRONLY);
	off_t in = 64;

	if (to < 0 || lseek(to, place, SEEK_SET) != place)
		return errno;
	return sendfile(to, from, &in, 4) == 4 ? 0 : errno;
}

static int fallocated(const char *path, int mode)
{
	int fd = opened(path, O_WRONLY);

	return fd < 0 || fallocate(fd, mode, 4096, 4096) ? errno : 0;
}

static int by_punch(const char *path)
{
	return fallocated(path, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE);
}

static int by_zero_range(const char *path)
{
	return fallocated(path, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE);
}

static int by_clone(const char *path)
{
	int from = open_or_break("/proc/self/exe", O_RDONLY), to = opened(path, O_WRONLY);

	return to < 0 || ioctl(to, FICLONE, from) ? errno : 0;
}

static int by_clone_range(const char *path)
{
	int from = open_or_break("/proc/self/exe", O_RDONLY), to = opened(path, O_WRONLY);
	struct file_clone_range range = { .src_fd = from, .src_length = 4096 };

	return to < 0 || ioctl(to, FICLONERANGE, &range) ? errno : 0;
}

// The donor's block becomes that of the file.
static int by_move_extent(const char *path)
{
	static const char block[4096] = "another";
	int to = opened(path, O_RDWR), donor;
	struct ext4_move move = { .count = 1 };
	char name[4096];

	if (to < 0)
		return errno;
	snprintf(name, sizeof(name), "%s.donor", path);
	donor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (donor < 0 || write(donor, block, sizeof(block)) != sizeof(block) || fsync(donor) ||
	    unlink(name))
		broken(name);
	move.donor = (__u32)donor;
	return ioctl(to, EXT4_MOVE, &move) ? errno : 0;
}

static int by_swap_boot(const char *path)
{
	int fd = opened(path, O_RDWR);

	return fd < 0 || ioctl(fd, EXT4_SWAP_BOOT) ? errno : 0;
}

static int by_proc_fd(const char *path)
{
	char link[64];
	int fd = open_or_break(path, O_RDONLY);

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return put(opened(link, O_RDWR));
}

static int by_path_fd(const char *path)
{
	char link[64];
	int fd = open_or_break(path, O_PATH);

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return put(opened(link, O_WRONLY));
}

static int by_map_files(const char *path)
{
	int fd = open_or_break(path, O_RDONLY);
	char link[128], *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	if (at == MAP_FAILED)
		broken("mmap");
	snprintf(link, sizeof(link), "/proc/self/map_files/%lx-%lx", (long)at, (long)at + 4096);
	return put(opened(link, O_RDWR));
}

static int by_handle(const char *path)
{
	struct {
		struct file_handle head;
		char rest[128];
	} handle = { .head.handle_bytes = sizeof(handle.rest) };
	char dir[4096];
	int mount_id, mount;

	if (name_to_handle_at(AT_FDCWD, path, &handle.head, &mount_id, 0))
		broken("name_to_handle_at");
	snprintf(dir, sizeof(dir), "%s", path);
	*strrchr(dir, '/') = '\0';
	mount = open_or_break(dir, O_RDONLY);
	return put(open_by_handle_at(mount, &handle.head, O_RDWR));
}

struct uring {
	struct io_uring_params params;
	struct io_uring_sqe *sqes;
	char *rings;
	int fd;
};

static void uring_open(struct uring *u)
{
	size_t size;

	memset(u, 0, sizeof(*u));
	u->fd = (int)syscall(SYS_io_uring_setup, 4, &u->params);
	if (u->fd < 0)
		broken("io_uring_setup");
	size = u->params.cq_off.cqes + u->params.cq_entries * sizeof(struct io_uring_cqe) + 4096;
	u->rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, u->fd, IORING_OFF_SQ_RING);
	u->sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, u->fd, IORING_OFF_SQES);
	if (u->rings == MAP_FAILED || u->sqes == MAP_FAILED)
		broken("io_uring mmap");
}

// Submits one request and returns its result.
static int uring_do(struct uring *u, const struct io_uring_sqe *sqe)
{
	unsigned int *tail = (void *)(u->rings + u->params.sq_off.tail);
	unsigned int *array = (void *)(u->rings + u->params.sq_off.array);
	unsigned int *head = (void *)(u->rings + u->params.cq_off.head);
	struct io_uring_cqe *cqes = (void *)(u->rings + u->params.cq_off.cqes);
	unsigned int at = *tail & (u->params.sq_entries - 1);
	int result;

	u->sqes[at] = *sqe;
	array[at] = at;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, u->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		broken("io_uring_enter");
	result = cqes[*head & (u->params.cq_entries - 1)].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return result;
}

static int by_uring(const char *path)
{
	struct uring u;
	int fd;

	uring_open(&u);
	fd = uring_do(&u, &(struct io_uring_sqe){ .opcode = IORING_OP_OPENAT,
						  .fd = AT_FDCWD,
						  .addr = (unsigned long)path,
						  .open_flags = O_RDWR });
	if (fd < 0)
		return -fd;
	fd = uring_do(&u, &(struct io_uring_sqe){ .opcode = IORING_OP_WRITE,
						  .fd = fd,
						  .addr = (unsigned long)&byte,
						  .len = 1,
						  .off = place });
	return fd == 1 ? 0 : -fd;
}

static const struct way ways[] = {
	{ "write", by_write },
	{ "rdwr", by_rdwr },
	{ "creat", by_creat },
	{ "append", by_append },
	{ "trunc", by_trunc },
	{ "read-trunc", by_read_trunc },
	{ "truncate", by_truncate },
	{ "grow", by_grow },
	{ "ftruncate", by_ftruncate },
	{ "mmap", by_mmap },
	{ "copy-range", by_copy_range },
	{ "splice", by_splice },
	{ "sendfile", by_sendfile },
	{ "punch", by_punch },
	{ "zero-range", by_zero_range },
	{ "clone", by_clone },
	{ "clone-range", by_clone_range },
	{ "move-extent", by_move_extent },
	{ "swap-boot", by_swap_boot },

	{ "proc-fd", by_proc_fd },
	{ "path-fd", by_path_fd },
	{ "map-files", by_map_files },
	{ "handle", by_handle },
	{ "uring", by_uring },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(argv[1], ways[i].name))
			return say(ways[i].change(argv[2]));
	fputs("usage: trychange HOW FILE\n", stderr);
	return 2;
}
