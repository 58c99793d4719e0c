// SPDX-License-Identifier: GPL-2.0-only
// interpret FILE: an interpreter as Linux 6.14 wants one: it sets SECBIT_EXEC_RESTRICT_FILE, asks the kernel whether FILE may be
// executed (AT_EXECVE_CHECK), and runs it only then. "ok": it ran it; else the errno of the answer.
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "selftests/probes/probe.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000 // linux/fcntl.h
#endif
#ifndef SECBIT_EXEC_RESTRICT_FILE
#define SECBIT_EXEC_RESTRICT_FILE (1 << 8) // linux/securebits.h
#endif

extern char **environ;

static bool restricted(void)
{
	return prctl(PR_GET_SECUREBITS) & SECBIT_EXEC_RESTRICT_FILE;
}

int main(int argc, char **argv)
{
	char line[64];
	FILE *script;
	int fd;

	if (argc != 2) {
		fputs("usage: interpret FILE\n", stderr);
		return 2;
	}
	if (prctl(PR_SET_SECUREBITS, SECBIT_EXEC_RESTRICT_FILE))
		broken("PR_SET_SECUREBITS");
	fd = open_or_break(argv[1], O_RDONLY);
	if (restricted() &&
	    syscall(SYS_execveat, fd, "", argv + 1, environ, AT_EMPTY_PATH | AT_EXECVE_CHECK))
		return say(errno);
	script = fdopen(fd, "re");
	if (!script || !fgets(line, sizeof(line), script))
		broken(argv[1]);
	return say(0);
}
