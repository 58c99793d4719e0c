// SPDX-License-Identifier: GPL-2.0-only
// tryprocess HOW child|other|PID: tries to reach into a process that is this one's child, or only its sibling, or PID, and
// says what the kernel said.
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

static char target_byte = 'a';

static int attach(pid_t pid)
{
	return ptrace(PTRACE_ATTACH, pid, 0, 0) ? errno : 0;
}
static int seize(pid_t pid)
{
	return ptrace(PTRACE_SEIZE, pid, 0, 0) ? errno : 0;
}

static int vm_write(pid_t pid)
{
	char byte = 'b';
	struct iovec from = { &byte, 1 }, to = { &target_byte, 1 };

	return process_vm_writev(pid, &from, 1, &to, 1, 0) < 0 ? errno : 0;
}

static int open_of(pid_t pid, const char *file, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return open(path, flags | O_CLOEXEC) < 0 ? errno : 0;
}

static int mem(pid_t pid)
{
	return open_of(pid, "mem", O_RDWR);
}
static int root(pid_t pid)
{
	return open_of(pid, "root/etc/hostname", O_RDONLY);
}
static int namespace(pid_t pid)
{
	return open_of(pid, "ns/mnt", O_RDONLY);
}
static int environment(pid_t pid)
{
	return open_of(pid, "environ", O_RDONLY);
}

static int getfd(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (pidfd < 0)
		broken("pidfd_open");
	return syscall(SYS_pidfd_getfd, pidfd, 0, 0) < 0 ? errno : 0;
}

static int enter(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (pidfd < 0)
		broken("pidfd_open");
	return syscall(SYS_setns, pidfd, 0x00020000 /* CLONE_NEWNS */) ? errno : 0;
}

static int traceme(pid_t pid)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(ptrace(PTRACE_TRACEME, 0, 0, 0) ? errno : 0);
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		broken("traceme");
	return WEXITSTATUS(status);
}

static const struct {
	const char *name;
	int (*try)(pid_t pid);
} ways[] = {
	{ "attach", attach }, { "seize", seize },	  { "vm-write", vm_write },
	{ "mem", mem },	      { "getfd", getfd },	  { "traceme", traceme },
	{ "root", root },     { "namespace", namespace }, { "environ", environment },
	{ "enter", enter },
};

static pid_t sleeper(void)
{
	pid_t pid = fork();

	if (pid < 0)
		broken("fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
		for (;;)
			pause();
	}
	return pid;
}

// The attempt in a process of its own, so that the sleeper is its sibling.
static int by_sibling(int (*try)(pid_t), pid_t pid)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(try(pid));
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		broken("sibling");
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	pid_t pid;
	int error;

	for (size_t i = 0; argc == 3 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		if (argv[2][0] >= '0' && argv[2][0] <= '9')
			return say(ways[i].try(atoi(argv[2])));
		pid = sleeper();
		error = strcmp(argv[2], "child") ? by_sibling(ways[i].try, pid) : ways[i].try(pid);
		kill(pid, SIGKILL);
		return say(error);
	}
	fputs("usage: tryprocess attach|seize|vm-write|mem|getfd|traceme|root|namespace|environ|enter child|other|PID\n",
	      stderr);
	return 2;
}
