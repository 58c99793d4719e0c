// SPDX-License-Identifier: GPL-2.0-only
// fill PIN COUNT PROCS fork | exec FILE | map FILE: puts COUNT entries that are nobody's into the pinned map PIN (or as many as have
// room, with "all"), and tries what needs one more; then they are gone. Says what the kernel said to the try.
//	fork	by a task that is in the cgroup of PROCS already
//	exec	FILE, by a task that enters that cgroup now
//	map	FILE, executable, by such a task
#include <linux/bpf.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

// Keys of these maps are kernel addresses, which no small number is.
enum { FIRST_KEY = 1, TRIES = 1000, VALUE_MAX = 4096 };

static int bpf_call(int cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int open_map(const char *pin)
{
	union bpf_attr attr = { .pathname = (uintptr_t)pin };
	int fd = bpf_call(BPF_OBJ_GET, &attr);

	if (fd < 0)
		broken(pin);
	return fd;
}

static int put(int map, uint64_t key)
{
	static const char value[VALUE_MAX];
	union bpf_attr attr = {
		.map_fd = (uint32_t)map,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)value,
		.flags = BPF_ANY,
	};
	int error = 0;

	// Memory for entries is got ready behind the caller's back: ENOMEM may only mean "in a moment".
	for (int i = 0; i < TRIES; i++) {
		error = bpf_call(BPF_MAP_UPDATE_ELEM, &attr) ? errno : 0;
		if (error != ENOMEM)
			break;
	}
	return error;
}

// How many there are now.
static uint64_t fill(int map, const char *count)
{
	uint64_t wanted = strcmp(count, "all") ? strtoull(count, NULL, 10) : UINT64_MAX, n = 0;
	int error = 0;

	while (n < wanted && !(error = put(map, FIRST_KEY + n)))
		n++;
	if (n < wanted && error != E2BIG) {
		errno = error;
		broken("fill");
	}
	fprintf(stderr, "fill: %llu entries\n", (unsigned long long)n);
	return n;
}

static void take_out(int map, uint64_t count)
{
	for (uint64_t key = FIRST_KEY; key < FIRST_KEY + count; key++) {
		union bpf_attr attr = { .map_fd = (uint32_t)map, .key = (uintptr_t)&key };

		if (bpf_call(BPF_MAP_DELETE_ELEM, &attr))
			broken("take out");
	}
}

static void enter(const char *procs)
{
	if (write(open_or_break(procs, O_WRONLY), "0", 1) != 1)
		broken(procs);
}

static int try_fork(void)
{
	pid_t child = fork();

	if (!child)
		_exit(0);
	if (child < 0)
		return errno;
	return waitpid(child, NULL, 0) == child ? 0 : errno;
}

static int try_exec(const char *file)
{
	execv(file, (char *[]){ (char *)file, NULL });
	return errno;
}

static int try_map(const char *file)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, open_or_break(file, O_RDONLY),
		    0) == MAP_FAILED
		       ? errno
		       : 0;
}

// The trier is there before the map is full, and starts when `go` says so.
static int trier(const char *procs, char **how, int go)
{
	bool by_fork = !strcmp(how[0], "fork");
	char byte;

	if (by_fork)
		enter(procs);
	if (read(go, &byte, 1) != 1)
		broken("read");
	if (by_fork)
		return try_fork();
	enter(procs);
	return !strcmp(how[0], "map") ? try_map(how[1]) : try_exec(how[1]);
}

int main(int argc, char **argv)
{
	int go[2], map, status;
	uint64_t filled;
	pid_t child;

	if (argc < 5 || (strcmp(argv[4], "fork") != 0 && argc < 6)) {
		fputs("usage: fill PIN COUNT PROCS fork | exec FILE | map FILE\n", stderr);
		return 2;
	}
	map = open_map(argv[1]);
	if (pipe2(go, O_CLOEXEC))
		broken("pipe");
	child = fork();
	if (child < 0)
		broken("fork");
	if (!child)
		_exit(trier(argv[3], argv + 4, go[0]));
	filled = fill(map, argv[2]);
	if (write(go[1], "", 1) != 1 || waitpid(child, &status, 0) != child)
		broken("wait");
	take_out(map, filled);
	if (!WIFEXITED(status)) {
		printf("SIG%s\n", sigabbrev_np(WTERMSIG(status)));
		return 1;
	}
	return say(WEXITSTATUS(status));
}
