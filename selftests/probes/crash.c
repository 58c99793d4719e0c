// SPDX-License-Identifier: GPL-2.0-only
// crash: a child that dies of SIGSEGV, which is what core_pattern is asked about; "ok" when the kernel is through with it.
#include <signal.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

int main(void)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		broken("fork");
	if (!child) {
		raise(SIGSEGV);
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status))
		broken("wait");
	return say(0);
}
