// SPDX-License-Identifier: GPL-2.0-only
// tryexec HOW FILE [ARGUMENT...]: tries one way to code execution (or to a write) and prints on its last line what the
// kernel said: "ok", the name of the errno, or the name of the signal that ended the new program. Exit 0: it worked;
// 1: refused; 2: the probe itself could not do its work, which is never a refusal.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000 // linux/fcntl.h, since 6.14
#endif

extern char **environ;

static __attribute__((noreturn)) void broken(const char *what)
{
	fprintf(stderr, "tryexec: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int say(int error)
{
	if (error == 0) {
		puts("ok");
		return 0;
	}
	puts(strerrorname_np(error) ?: "unknown errno");
	return 1;
}

static int open_or_break(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		broken(path);
	return fd;
}

static void copy_into(const char *path, int to)
{
	int from = open_or_break(path, O_RDONLY);
	ssize_t n;

	while ((n = sendfile(to, from, NULL, 1 << 20)) > 0)
		;
	if (n < 0)
		broken("copy");
	close(from);
}

static int open_by_handle(const char *path)
{
	struct {
		struct file_handle head;
		char rest[128];
	} handle = { .head.handle_bytes = sizeof(handle.rest) };
	char dir[4096];
	int mount_id, fd;

	snprintf(dir, sizeof(dir), "%s", path);
	*strrchr(dir, '/') = '\0';
	if (name_to_handle_at(AT_FDCWD, path, &handle.head, &mount_id, 0))
		broken("name_to_handle_at");
	fd = open_by_handle_at(open_or_break(*dir ? dir : "/", O_RDONLY), &handle.head, O_RDONLY);
	if (fd < 0)
		broken("open_by_handle_at");
	return fd;
}

static void *exec_in_thread(void *argv)
{
	execve(((char **)argv)[0], argv, environ);
	return (void *)(long)errno;
}

static int exec_by(const char *how, const char *path, char **argv)
{
	char link[64];
	int fd;

	if (!strcmp(how, "exec")) {
		execve(path, argv, environ);
		return errno;
	}
	if (!strcmp(how, "chroot")) { // FILE as seen from the directory that follows it
		if (!argv[1] || chroot(argv[1]) || chdir("/"))
			broken("chroot");
		execve(path, argv, environ);
		return errno;
	}
	if (!strcmp(how, "thread")) {
		pthread_t thread;
		void *error;

		if (pthread_create(&thread, NULL, exec_in_thread, argv) ||
		    pthread_join(thread, &error))
			broken("thread");
		return (int)(long)error;
	}
	if (!strcmp(how, "check")) {
		fd = open_or_break(path, O_PATH | O_CLOEXEC);
		return syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH | AT_EXECVE_CHECK)
			       ? errno
			       : 0;
	}
	if (!strcmp(how, "execveat") || !strcmp(how, "fd")) {
		fd = open_or_break(path, O_RDONLY);
	} else if (!strcmp(how, "nofollow")) {
		syscall(SYS_execveat, AT_FDCWD, path, argv, environ, AT_SYMLINK_NOFOLLOW);
		return errno;
	} else if (!strcmp(how, "handle")) {
		fd = open_by_handle(path);
	} else if (!strcmp(how, "sealed")) {
		fd = memfd_create("tryexec", MFD_ALLOW_SEALING);
		if (fd < 0)
			broken("memfd_create");
		copy_into(path, fd);
		if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK))
			broken("seals");
	} else if (!strncmp(how, "memfd", 5)) {
		fd = memfd_create("tryexec", 0);
		if (fd < 0)
			broken("memfd_create");
		copy_into(path, fd);
	} else if (!strcmp(how, "unlinked")) {
		fd = open_or_break(path, O_RDONLY);
		if (unlink(path))
			broken("unlink");
	} else if (!strcmp(how, "tmpfile")) {
		int writer = open(".", O_TMPFILE | O_RDWR, 0755);

		if (writer < 0)
			broken("O_TMPFILE");
		copy_into(path, writer);
		snprintf(link, sizeof(link), "/proc/self/fd/%d", writer);
		fd = open_or_break(link, O_RDONLY);
		close(writer); // a writer would be ETXTBSY
	} else {
		fprintf(stderr, "tryexec: unknown way '%s'\n", how);
		exit(2);
	}
	if (!strcmp(how, "fd") || !strcmp(how, "memfd-fd")) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		execve(link, argv, environ);
	} else {
		syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
	}
	return errno;
}

// The child says through a pipe that closes on exec why it could not; if it says nothing, how the new program ended tells.
static int try_exec(const char *how, const char *path, char **argv)
{
	int fds[2], status, error = 0;
	pid_t child;

	if (pipe2(fds, O_CLOEXEC))
		broken("pipe");
	fflush(stdout);
	child = fork();
	if (child < 0)
		broken("fork");
	if (child == 0) {
		error = exec_by(how, path, argv);
		if (write(fds[1], &error, sizeof(error)) != sizeof(error))
			_exit(2);
		_exit(0);
	}
	close(fds[1]);
	if (read(fds[0], &error, sizeof(error)) < 0)
		broken("read");
	if (waitpid(child, &status, 0) != child)
		broken("wait");
	if (error != 0)
		return say(error);
	if (WIFSIGNALED(status)) {
		printf("SIG%s\n", sigabbrev_np(WTERMSIG(status)));
		return 1;
	}
	if (WEXITSTATUS(status) != 0) {
		printf("exit %d\n", WEXITSTATUS(status));
		return 2;
	}
	return say(0);
}

static int try_map(const char *path, int protection, int flags, bool later)
{
	int fd = open_or_break(path, (flags & MAP_SHARED) ? O_RDWR : O_RDONLY);
	void *at = mmap(NULL, 4096, later ? PROT_READ : protection, flags, fd, 0);

	if (at == MAP_FAILED)
		return say(errno);
	if (later && mprotect(at, 4096, protection))
		return say(errno);
	return say(0);
}

static int try_open(const char *path, int flags)
{
	return say(open(path, flags) < 0 ? errno : 0);
}

int main(int argc, char **argv)
{
	const char *how, *path;

	if (argc < 3) {
		fputs("usage: tryexec exec|check|execveat|fd|nofollow|handle|thread|memfd|memfd-fd|sealed|unlinked|tmpfile FILE [ARGUMENT...]\n"
		      "       tryexec map|map-shared|map-write|mprotect|read|write|append|truncate FILE\n",
		      stderr);
		return 2;
	}
	how = argv[1];
	path = argv[2];
	if (!strcmp(how, "map"))
		return try_map(path, PROT_READ | PROT_EXEC, MAP_PRIVATE, false);
	if (!strcmp(how, "map-shared"))
		return try_map(path, PROT_READ | PROT_EXEC, MAP_SHARED, false);
	if (!strcmp(how, "map-write"))
		return try_map(path, PROT_READ | PROT_WRITE, MAP_SHARED, false);
	if (!strcmp(how, "mprotect"))
		return try_map(path, PROT_READ | PROT_EXEC, MAP_PRIVATE, true);
	if (!strcmp(how, "read"))
		return try_open(path, O_RDONLY);
	if (!strcmp(how, "write"))
		return try_open(path, O_WRONLY);
	if (!strcmp(how, "append"))
		return try_open(path, O_WRONLY | O_APPEND);
	if (!strcmp(how, "truncate"))
		return say(truncate(path, 1) ? errno : 0);
	return try_exec(how, path, argv + 2);
}
