// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "canary.h"
#include "canary_probe.h"
#include "cleanup.h"
#include "config.h"
#include "digest.h"
#include "image.h"
#include "scope.h"

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

/* The child: waits until it is in its scope, tries, tells. */
static __attribute__((noreturn)) void be_child(int start, int answer)
{
	struct outcome outcome;
	char go;

	if (read(start, &go, 1) != 1)
		_exit(EXIT_FAILURE);
	outcome = canary_probe();
	_exit(write(answer, &outcome, sizeof(outcome)) == sizeof(outcome) ? EXIT_SUCCESS
									  : EXIT_FAILURE);
}

static int fork_and_try(const struct kernel_maps *maps, int task_walk, const char **ret_sentence)
{
	_cleanup_close_ int start_in = -1, start_out = -1, answer_in = -1, answer_out = -1;
	struct outcome outcome;
	int ends[2], r;
	ssize_t n;
	pid_t pid;

	*ret_sentence = "a child process could not be made";
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	start_in = ends[0];
	start_out = ends[1];
	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	answer_in = ends[0];
	answer_out = ends[1];
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		close(start_out);
		be_child(start_in, answer_out);
	}
	close(take_fd(&answer_out));
	r = scope_child(maps, task_walk, pid);
	if (r >= 0 && write(start_out, "", 1) != 1)
		r = -errno;
	close(take_fd(&start_out));
	n = read(answer_in, &outcome, sizeof(outcome));
	if (waitpid(pid, NULL, 0) < 0)
		return -errno;
	if (r < 0) {
		*ret_sentence = "the child could not be put into a scope";
		return r;
	}
	if (n != sizeof(outcome)) {
		*ret_sentence = "the probing child died";
		return -ENOTRECOVERABLE;
	}
	*ret_sentence = canary_sentence(&outcome);
	return outcome.finding == PROVED ? 0 : -ENOTRECOVERABLE;
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
	r = fork_and_try(maps, task_walk, ret_sentence);
	end_scope(maps, before.scopes_kept);
	image_set_mode(maps, id, DB_MODE_OFF);
	bpf_map_delete_elem(maps->images, &id);
	bpf_map_delete_elem(maps->sizes, &id);
	return r;
}
