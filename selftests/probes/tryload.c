// SPDX-License-Identifier: GPL-2.0-only
// build: -pie
// tryload dlopen FILE: opens a library. tryload mark COMMAND...: did libmark.so's code run in it? tryload runs COMMAND...: does
// it run at all? Dynamic, as what it tries. Says "ok", "EPERM" if the loader named that errno, else "not-loaded".
#include <dlfcn.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

static int refused(const char *message)
{
	fputs(message, stderr);
	fputc('\n', stderr);
	puts(strstr(message, "Operation not permitted") ? "EPERM"
	     : strstr(message, "failed to map segment") ||
			     strstr(message, "cannot open shared object")
		     ? "not-loaded"
		     : "other");
	return 1;
}

static int run(bool mark, char **command)
{
	static char output[65536];
	size_t length = 0;
	int fds[2], status;
	ssize_t n;
	pid_t child;

	if (pipe(fds))
		broken("pipe");
	child = fork();
	if (child < 0)
		broken("fork");
	if (child == 0) {
		dup2(fds[1], 1);
		dup2(fds[1], 2);
		close(fds[0]);
		close(fds[1]);
		execvp(command[0], command);
		dprintf(2, "exec: %s", strerror(errno));
		_exit(126);
	}
	close(fds[1]);
	while ((n = read(fds[0], output + length, sizeof(output) - 1 - length)) > 0)
		length += (size_t)n;
	if (waitpid(child, &status, 0) != child)
		broken("wait");
	if (mark ? strstr(output, "MARK") != NULL : status == 0)
		return say(0);
	return refused(output);
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "dlopen"))
		return dlopen(argv[2], RTLD_NOW) ? say(0) : refused(dlerror());
	if (argc >= 3 && (!strcmp(argv[1], "mark") || !strcmp(argv[1], "runs")))
		return run(!strcmp(argv[1], "mark"), argv + 2);
	fputs("usage: tryload dlopen FILE | mark COMMAND... | runs COMMAND...\n", stderr);
	return 2;
}
