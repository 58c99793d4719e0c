// SPDX-License-Identifier: GPL-2.0-only
// persona PROCS|NAMESPACE PROGRAM: takes READ_IMPLIES_EXEC, then enters the cgroup of PROCS, or the mount namespace that
// /proc/PID/ns/mnt is, and executes PROGRAM with it: says "ok" if it ended with 0, else the errno or the signal.
#include <sched.h>
#include <sys/personality.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

static void become(const char *procs, char **argv)
{
	bool is_namespace = strstr(procs, "/ns/mnt");
	int fd = open_or_break(procs, is_namespace ? O_RDONLY : O_WRONLY), error;

	if (personality(READ_IMPLIES_EXEC) < 0)
		broken("personality");
	if (is_namespace ? setns(fd, CLONE_NEWNS) : write(fd, "0", 1) != 1)
		broken(procs);
	execv(argv[0], argv);
	error = errno;
	_exit(error);
}

int main(int argc, char **argv)
{
	int status;
	pid_t child;

	if (argc < 3) {
		fputs("usage: persona PROCS|NAMESPACE PROGRAM\n", stderr);
		return 2;
	}
	child = fork();
	if (!child)
		become(argv[1], argv + 2);
	if (child < 0 || waitpid(child, &status, 0) != child)
		broken("child");
	if (WIFEXITED(status))
		return say(WEXITSTATUS(status));
	printf("SIG%s\n", sigabbrev_np(WTERMSIG(status)));
	return 1;
}
