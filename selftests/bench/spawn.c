// SPDX-License-Identifier: GPL-2.0-only
// spawn OPS ROUNDS COMMAND [ARGUMENT...]: forks and executes COMMAND, OPS times a round, and prints for each round the time
// stamp counter's ticks per operation. Under qemu -icount shift=0 a tick is an instruction of the guest.
// spawn OPS ROUNDS --open FILE, --write FILE: opens FILE for reading or writing and closes it.
// spawn OPS ROUNDS --map FILE: maps a page of FILE executable and unmaps it.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

static __attribute__((noreturn)) void broken(const char *what)
{
	perror(what);
	exit(2);
}

static void once(char **argv)
{
	static int file = -1;
	pid_t child;
	int status;

	if (!strcmp(argv[0], "--open") || !strcmp(argv[0], "--write")) {
		int fd = open(argv[1], argv[0][2] == 'o' ? O_RDONLY : O_WRONLY);

		if (fd < 0 || close(fd))
			broken(argv[1]);
		return;
	}
	if (!strcmp(argv[0], "--map")) {
		void *at;

		if (file < 0)
			file = open(argv[1], O_RDONLY);
		at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
		if (at == MAP_FAILED || munmap(at, 4096))
			broken(argv[1]);
		return;
	}
	child = fork();
	if (child < 0)
		broken("fork");
	if (child == 0) {
		execve(argv[0], argv, (char *[]){ NULL });
		_exit(127);
	}
	if (waitpid(child, &status, 0) != child || status)
		broken(argv[0]);
}

int main(int argc, char **argv)
{
	int ops, rounds;

	if (argc < 4)
		return 2;
	ops = atoi(argv[1]);
	rounds = atoi(argv[2]);
	for (int i = 0; i < 20; i++) // what is cold is not measured
		once(argv + 3);
	for (int round = 0; round < rounds; round++) {
		unsigned long long start = __rdtsc();

		for (int i = 0; i < ops; i++)
			once(argv + 3);
		printf("%llu\n", (__rdtsc() - start) / (unsigned)ops);
		fflush(stdout);
	}
	return 0;
}
