// SPDX-License-Identifier: GPL-2.0-only
// hold write|mapping FILE COMMAND...: runs COMMAND while FILE is open for writing, or mapped shared and writable
// with its descriptor closed. hold ... FILE without COMMAND: says "ready" and holds until its input ends.
#include <sys/mman.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

int main(int argc, char **argv)
{
	int fd, status;
	pid_t child;
	char byte;

	if (argc < 3)
		return 2;
	fd = open_or_break(argv[2], O_RDWR);
	if (!strcmp(argv[1], "mapping")) {
		if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED)
			broken("mmap");
		close(fd);
	} else if (strcmp(argv[1], "write") != 0) {
		return 2;
	}
	if (argc == 3) {
		puts("ready");
		fflush(stdout);
		while (read(0, &byte, 1) > 0)
			;
		return 0;
	}
	child = fork();
	if (child < 0)
		broken("fork");
	if (child == 0) {
		execv(argv[3], argv + 3);
		broken(argv[3]);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		broken("wait");
	return WEXITSTATUS(status);
}
