// SPDX-License-Identifier: GPL-2.0-only
// trypinned tail FILE: puts code behind the end of FILE in its last page, through a shared mapping that is gone again, and
//                      maps that page executable.
// trypinned uring FILE [RUN]: keeps the last page of FILE writable as an io_uring buffer, closes everything else, runs FILE, changes
//                       it through the buffer, runs it again; says what the kernel said to the second run.
// trypinned at FILE OFFSET: maps the page of FILE at OFFSET executable.
#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

enum { PAGE = 4096 };

static off_t last_page(int fd)
{
	struct stat info;

	if (fstat(fd, &info))
		broken("fstat");
	return (info.st_size - 1) & ~(off_t)(PAGE - 1);
}

static char *map_shared(int fd, off_t page)
{
	char *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, page);

	if (at == MAP_FAILED)
		broken("mmap shared");
	return at;
}

static int map_code(const char *path, off_t page)
{
	int fd = open_or_break(path, O_RDONLY);
	void *at = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, page);
	int error = at == MAP_FAILED ? errno : 0;

	close(fd);
	return error;
}

static int tail(const char *path)
{
	int fd = open_or_break(path, O_RDWR);
	off_t page = last_page(fd);
	char *at = map_shared(fd, page);

	at[PAGE - 1] = (char)0xc3; // ret
	munmap(at, PAGE);
	close(fd);
	return map_code(path, page);
}

// 0 if FILE ran, whatever it returned; else the errno of execve.
static int run(const char *path)
{
	int failure[2], error = 0;
	pid_t pid;

	if (pipe2(failure, O_CLOEXEC) || (pid = fork()) < 0)
		broken("fork");
	if (!pid) {
		int nothing = open("/dev/null", O_WRONLY);

		dup2(nothing, 1);
		execl(path, path, (char *)NULL);
		error = errno;
		_exit(write(failure[1], &error, sizeof(error)) != sizeof(error));
	}
	close(failure[1]);
	if (read(failure[0], &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(failure[0]);
	waitpid(pid, NULL, 0);
	return error;
}

struct uring {
	int fd;
	char *submit, *complete;
	struct io_uring_params parameters;
	struct io_uring_sqe *entries;
};

static void *map_ring(const struct uring *ring, size_t size, off_t which)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, which);

	if (at == MAP_FAILED)
		broken("mmap of the ring");
	return at;
}

static void open_ring(struct uring *ring)
{
	struct io_uring_params *p = &ring->parameters;

	ring->fd = (int)syscall(SYS_io_uring_setup, 4, p);
	if (ring->fd < 0)
		broken("io_uring_setup");
	ring->submit = map_ring(ring, p->sq_off.array + p->sq_entries * 4, IORING_OFF_SQ_RING);
	ring->entries = map_ring(ring, p->sq_entries * sizeof(*ring->entries), IORING_OFF_SQES);
}

// Reads four bytes from a pipe into a registered buffer.
static void write_through_buffer(struct uring *ring, char *address)
{
	int from[2];

	if (pipe(from) || write(from[1], "EVIL", 4) != 4)
		broken("pipe");
	ring->entries[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_READ_FIXED,
		.fd = from[0],
		.addr = (uintptr_t)address,
		.len = 4,
		.off = (__u64)-1,
	};
	*(unsigned int *)(ring->submit + ring->parameters.sq_off.array) = 0;
	__atomic_fetch_add((unsigned int *)(ring->submit + ring->parameters.sq_off.tail), 1,
			   __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		broken("io_uring_enter");
}

static int pinned(const char *path, const char *program)
{
	struct uring ring = {};
	int fd = open_or_break(path, O_RDWR);
	char *at = map_shared(fd, last_page(fd));
	struct iovec buffer = { at, PAGE };
	struct stat info;

	fstat(fd, &info);
	open_ring(&ring);
	if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_BUFFERS, &buffer, 1))
		broken("register buffers");
	munmap(at, PAGE);
	close(fd);
	run(program); // may be refused already; what counts is that the changed file does not run
	write_through_buffer(&ring, at + ((info.st_size - 4) & (PAGE - 1)));
	return run(program);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "tail"))
		return say(tail(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "uring"))
		return say(pinned(argv[2], argv[2]));
	if (argc == 4 && !strcmp(argv[1], "uring"))
		return say(pinned(argv[2], argv[3]));
	if (argc == 4 && !strcmp(argv[1], "at"))
		return say(map_code(argv[2], atol(argv[3])));
	fprintf(stderr, "usage: trypinned tail FILE, uring FILE [RUN], or at FILE OFFSET\n");
	return 2;
}
