// SPDX-License-Identifier: GPL-2.0-only
// copies COUNT ALIVE SOURCE DIRECTORY: executes COUNT copies of SOURCE, each once and at once again, with at most ALIVE of
// them there at a time; every hundredth time also a copy with its last byte changed. Prints "ran N refused N": how many copies ran
// both times, and how many changed ones were refused with EPERM. Leaves the last ALIVE copies.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char bytes[1 << 20];
static ssize_t size;

static __attribute__((noreturn)) void broken(const char *what)
{
	perror(what);
	exit(2);
}

static void name_of(char path[4096], const char *directory, long number)
{
	snprintf(path, 4096, "%s/copy.%ld", directory, number);
}

static void make(const char *path, ssize_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);

	if (fd < 0 || write(fd, bytes, (size_t)length) != length || close(fd))
		broken(path);
}

// 0 if it ran, the errno if it was refused.
static int run(const char *path)
{
	int status;
	pid_t child = vfork();

	if (child < 0)
		broken("vfork");
	if (child == 0) {
		execve(path, (char *[]){ (char *)path, NULL }, (char *[]){ NULL });
		_exit(errno);
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		broken("wait");
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	long count, alive, ran = 0, refused = 0;
	char path[4096];
	int fd;

	if (argc != 5) {
		fputs("usage: copies COUNT ALIVE SOURCE DIRECTORY\n", stderr);
		return 2;
	}
	count = atol(argv[1]);
	alive = atol(argv[2]);
	fd = open(argv[3], O_RDONLY | O_CLOEXEC);
	if (fd < 0 || (size = read(fd, bytes, sizeof(bytes))) <= 0)
		broken(argv[3]);
	for (long i = 0; i < count; i++) {
		int first, again;

		name_of(path, argv[4], i);
		make(path, size);
		first = run(path);
		again = run(path);
		if (first || again)
			printf("copy %ld: errno %d, then %d\n", i, first, again);
		else
			ran++;
		if (i % 100 == 0) {
			name_of(path, argv[4], -1);
			bytes[size - 1] ^= 1;
			make(path, size);
			bytes[size - 1] ^= 1;
			refused += run(path) == EPERM;
			unlink(path);
		}
		if (i >= alive) {
			name_of(path, argv[4], i - alive);
			if (unlink(path))
				broken(path);
		}
	}
	printf("ran %ld refused %ld\n", ran, refused);
	return 0;
}
