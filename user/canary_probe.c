// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "canary_probe.h"
#include "cleanup.h"

#define CANARY_STATUS 42

static const char *const sentences[] = {
	[PROVED] = "enforcement works",
	[NO_PROBE] = "the probe could not be made on a tmpfs of its own",
	[ALLOWED_REFUSED] =
		"a program of the image was refused (does the kernel hash with SHA-256: is "
		"ima_hash= another?)",
	[ALLOWED_FAILED] = "a program of the image failed, but driftbolt did not refuse it",
	[CHANGED_RAN] =
		"a changed program ran: the kernel does not ask BPF programs (is bpf in lsm=, "
		"is kernel.ftrace_enabled 1?)",
	[CHANGED_FAILED] =
		"a changed program failed, but not with EPERM: something else refused it",
	[MAP_REFUSED] = "a file of the image could not be mapped executable",
	[MAP_BROKEN] =
		"a file of the image could not be mapped executable, but driftbolt did not refuse it",
	[CHANGED_MAPPED] = "a changed file could be mapped executable",
	[CHANGED_MAP_FAILED] =
		"a changed file could not be mapped executable, but not with EPERM: something else "
		"refused it",
};

const char *canary_sentence(const struct outcome *outcome)
{
	static char text[256];

	if (!outcome->error)
		return sentences[outcome->finding];
	snprintf(text, sizeof(text), "%s (%s)", sentences[outcome->finding],
		 strerror(outcome->error));
	return text;
}

/*
 * A tmpfs that nobody else sees. Every machine has one, in an initramfs as well; a memory file may be
 * forbidden to be executed (vm.memfd_noexec).
 */
static int make_tmpfs(void)
{
	_cleanup_close_ int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	int mount;

	if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -errno;
	mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	return mount < 0 ? -errno : mount;
}

static int write_probe(int directory, const char *name, const char *bytes, size_t size,
		       bool changed)
{
	_cleanup_close_ int fd =
		openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	ssize_t written = fd < 0 ? -1 : write(fd, bytes, size);

	if (written < 0)
		return -errno;
	if (written != (ssize_t)size)
		return -ENOSPC;
	/* The last byte is past anything that runs: only the digest differs. */
	if (changed && pwrite(fd, "#", 1, (off_t)size - 1) != 1)
		return -errno;
	return 0;
}

/* Opened again for reading: a file that is open for writing is no code. */
static int make_probe(int directory, size_t size, bool changed)
{
	const char *name = changed ? "changed" : "canary";
	int r = write_probe(directory, name, canary_start, size, changed);
	int fd;

	if (r < 0)
		return r;
	fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The exit status of the program in fd, or -errno of execveat. */
static int run_probe(int fd)
{
	char *const argv[] = { (char *)"driftbolt-canary", NULL }, *const envp[] = { NULL };
	int status, failure[2], error = 0;
	pid_t pid;

	if (pipe2(failure, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
		error = errno;
		if (write(failure[1], &error, sizeof(error)) != sizeof(error))
			_exit(1);
		_exit(0);
	}
	close(failure[1]);
	if (read(failure[0], &error, sizeof(error)) != sizeof(error))
		error = 0; /* closed by a successful exec */
	close(failure[0]);
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	if (error)
		return -error;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EFAULT;
}

static int map_probe(int fd)
{
	void *address = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	if (address == MAP_FAILED)
		return -errno;
	munmap(address, 4096);
	return 0;
}

/* How an act came out: r is what it returned, ok that it worked. */
static struct outcome judge(int r, bool ok, enum finding worked, enum finding refused,
			    enum finding failed)
{
	if (ok)
		return (struct outcome){ worked, 0 };
	if (r == -EPERM)
		return (struct outcome){ refused, 0 };
	return (struct outcome){ failed, r < 0 ? -r : 0 };
}

struct outcome canary_probe(void)
{
	const size_t size = (size_t)(canary_end - canary_start);
	_cleanup_close_ int directory = make_tmpfs();
	_cleanup_close_ int good = directory < 0 ? directory : make_probe(directory, size, false);
	_cleanup_close_ int bad = good < 0 ? good : make_probe(directory, size, true);
	struct outcome outcome;
	int r;

	if (bad < 0)
		return (struct outcome){ NO_PROBE, -bad };
	r = run_probe(good);
	outcome = judge(r, r == CANARY_STATUS, PROVED, ALLOWED_REFUSED, ALLOWED_FAILED);
	if (outcome.finding != PROVED)
		return outcome;
	r = run_probe(bad);
	outcome = judge(r, r >= 0, CHANGED_RAN, PROVED, CHANGED_FAILED);
	if (outcome.finding != PROVED)
		return outcome;
	r = map_probe(good);
	outcome = judge(r, !r, PROVED, MAP_REFUSED, MAP_BROKEN);
	if (outcome.finding != PROVED)
		return outcome;
	r = map_probe(bad);
	return judge(r, !r, CHANGED_MAPPED, PROVED, CHANGED_MAP_FAILED);
}
