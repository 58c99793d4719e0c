// SPDX-License-Identifier: GPL-2.0-only
// intocgroup DIRECTORY COMMAND...: a child that is born in another cgroup (clone3, CLONE_INTO_CGROUP) runs COMMAND.
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

int main(int argc, char **argv)
{
	struct clone_args args = { .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD };
	int status;
	long child;

	if (argc < 3)
		return 2;
	args.cgroup = (unsigned int)open_or_break(argv[1], O_PATH | O_DIRECTORY);
	child = syscall(SYS_clone3, &args, sizeof(args));
	if (child < 0)
		broken("clone3");
	if (child == 0) {
		execv(argv[2], argv + 2);
		return say(errno);
	}
	if (waitpid((pid_t)child, &status, 0) != child || !WIFEXITED(status))
		broken("wait");
	return WEXITSTATUS(status);
}
