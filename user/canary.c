// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "canary.h"
#include "cleanup.h"
#include "config.h"
#include "digest.h"
#include "image.h"
#include "scope.h"

extern const char canary_start[], canary_end[];

#define CANARY_STATUS 42

/* What the child found, as its exit status. */
enum finding {
	PROVED,
	NO_PROBE,
	ALLOWED_REFUSED,
	CHANGED_RAN,
	MAP_REFUSED,
	CHANGED_MAPPED,
	WRONG_ERROR
};

static const char *const sentences[] = {
	[PROVED] = "enforcement works",
	[NO_PROBE] = "the probe could not be made in memory",
	[ALLOWED_REFUSED] =
		"a program of the image was refused (does the kernel hash with SHA-256: is "
		"ima_hash= another?)",
	[CHANGED_RAN] =
		"a changed program ran: the kernel does not ask BPF programs (is bpf in lsm=, "
		"is kernel.ftrace_enabled 1?)",
	[MAP_REFUSED] = "a file of the image could not be mapped executable",
	[CHANGED_MAPPED] = "a changed file could be mapped executable",
	[WRONG_ERROR] = "a changed program failed, but not with EPERM: something else refused it",
};

/* A sealed memory file: the one kind of file every machine can make, even in an initramfs. */
static int make_probe(const char *bytes, size_t size, bool changed)
{
	_cleanup_close_ int fd = memfd_create("driftbolt-canary", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		return -errno;
	/* The last byte is past anything that runs: only the digest differs. */
	if (changed && pwrite(fd, "#", 1, (off_t)size - 1) != 1)
		return -errno;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		return -errno;
	return take_fd(&fd);
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

/* In the child, once it is in the canary's scope. */
static enum finding try_probes(size_t size)
{
	_cleanup_close_ int good = make_probe(canary_start, size, false);
	_cleanup_close_ int bad = make_probe(canary_start, size, true);
	int r;

	if (good < 0 || bad < 0)
		return NO_PROBE;
	if (run_probe(good) != CANARY_STATUS)
		return ALLOWED_REFUSED;
	r = run_probe(bad);
	if (r >= 0)
		return CHANGED_RAN;
	if (r != -EPERM)
		return WRONG_ERROR;
	if (map_probe(good))
		return MAP_REFUSED;
	return map_probe(bad) == -EPERM ? PROVED : CHANGED_MAPPED;
}

/* Lets the task iterator put one task into the canary's scope. */
static int scope_child(const struct kernel_maps *maps, int task_walk, pid_t child)
{
	struct db_config config;
	int r;

	r = config_read(maps, &config);
	if (r < 0)
		return r;
	config.canary_pid = (__u32)child;
	config.scopes_kept = 1;
	r = config_write(maps, &config);
	return r < 0 ? r : scope_walk_tasks(task_walk);
}

/* After the child is gone. */
static int end_scope(const struct kernel_maps *maps, __u32 scopes_kept)
{
	struct db_config config;
	int r = config_read(maps, &config);

	if (r < 0)
		return r;
	config.canary_pid = 0;
	config.scopes_kept = scopes_kept;
	return config_write(maps, &config);
}

static int fork_and_try(const struct kernel_maps *maps, int task_walk, size_t size,
			const char **ret_sentence)
{
	int start[2], status, r;
	char go = 1;
	pid_t pid;

	*ret_sentence = "a child process could not be made";
	if (pipe2(start, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(start[1]);
		_exit(read(start[0], &go, 1) == 1 ? try_probes(size) : NO_PROBE);
	}
	close(start[0]);
	r = scope_child(maps, task_walk, pid);
	if (r >= 0 && write(start[1], &go, 1) != 1)
		r = -errno;
	close(start[1]);
	if (waitpid(pid, &status, 0) < 0)
		return -errno;
	if (r < 0) {
		*ret_sentence = "the child could not be put into a scope";
		return r;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) > WRONG_ERROR) {
		*ret_sentence = "the probing child died";
		return -ENOTRECOVERABLE;
	}
	*ret_sentence = sentences[WEXITSTATUS(status)];
	return WEXITSTATUS(status) == PROVED ? 0 : -ENOTRECOVERABLE;
}

int canary_prove(const struct kernel_maps *maps, int task_walk, const char **ret_sentence)
{
	const __u32 id = DB_IMAGE_CANARY;
	const struct db_allowed allowed = { .classes = DB_CLASS_EXEC };
	const __u32 one = 1;
	__u64 size = (__u64)(canary_end - canary_start);
	struct db_config before;
	struct db_digest digest;
	int r;

	*ret_sentence = "the configuration could not be read";
	r = config_read(maps, &before);
	if (r < 0)
		return r;
	digest_of_bytes(canary_start, size, &digest);
	*ret_sentence = "the canary's image could not be filled";
	if (bpf_map_update_elem(maps->canary, &digest, &allowed, BPF_ANY) ||
	    bpf_map_update_elem(maps->canary_size, &size, &one, BPF_ANY) ||
	    bpf_map_update_elem(maps->images, &id, &maps->canary, BPF_ANY) ||
	    bpf_map_update_elem(maps->sizes, &id, &maps->canary_size, BPF_ANY))
		return -errno;
	r = image_set_mode(maps, id, DB_MODE_ENFORCE);
	if (r < 0)
		return r;
	r = fork_and_try(maps, task_walk, size, ret_sentence);
	end_scope(maps, before.scopes_kept);
	image_set_mode(maps, id, DB_MODE_OFF);
	bpf_map_delete_elem(maps->images, &id);
	bpf_map_delete_elem(maps->sizes, &id);
	return r;
}
