// SPDX-License-Identifier: GPL-2.0-only
/* run: a command in a fresh scope of an image, and all it starts; for builds and for agents. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include "cleanup.h"
#include "command.h"
#include "features.h"
#include "image.h"
#include "report.h"
#include "scope.h"
#include "spawn.h"

/* The scope of one run: a cgroup of its own below ours. */
struct run {
	char directory[PATH_MAX];
	__u64 cgroup_id;
	bool made, bound;
};

/* Our own cgroup's path on v2; false on v1. */
static bool own_cgroup(char path[PATH_MAX])
{
	_cleanup_fclose_ FILE *file = fopen("/proc/self/cgroup", "re");
	char line[PATH_MAX];

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "0::/", 4))
			continue;
		memmove(path, line + 3, strlen(line + 3) + 1);
		return true;
	}
	return false;
}

/*
 * A task that keeps a scope keeps it for life: started from one, the command would be judged by that image. So far as
 * it can be told: by a bound cgroup above us.
 */
static bool in_a_scope(const struct kernel_maps *maps, const char *path)
{
	char above[PATH_MAX];
	__u64 id;

	snprintf(above, sizeof(above), "%s", path);
	for (;;) {
		char *slash;

		if (!scope_cgroup_id(above, &id) && scope_bound_image(maps, id))
			return true;
		slash = strrchr(above, '/');
		if (!slash || !above[1])
			return false;
		slash[slash == above] = '\0';
	}
}

static int make_cgroup(const char *path, struct run *run)
{
	char below[PATH_MAX];
	int r;

	if ((size_t)snprintf(below, sizeof(below), "%s%sdriftbolt-run-%d", path, path[1] ? "/" : "",
			     getpid()) >= sizeof(below))
		return report(path, -ENAMETOOLONG, "run it from a cgroup further up");
	r = scope_cgroup_directory(below, run->directory, sizeof(run->directory));
	if (r >= 0)
		r = mkdir(run->directory, 0755) ? -errno : 0;
	if (r < 0)
		return report(run->directory, r, "the command needs a cgroup of its own");
	run->made = true;
	r = scope_cgroup_id(below, &run->cgroup_id);
	return r < 0 ? report(below, 0, "%s", scope_cgroup_error(r)) : EXIT_OK;
}

/* Binds the cgroup, in which nobody is yet. */
static int enter_scope(const char *name, struct run *run)
{
	_cleanup_close_ int lock = kernel_lock();
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	char path[PATH_MAX];
	__u32 image;
	int r;

	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	r = kernel_maps_open(&maps, false);
	if (r < 0)
		return report_not_open(r);
	if (image_find(&maps, name, &image, NULL))
		return report(name, 0, "no image of this name: 'driftbolt status' lists them");
	if (!own_cgroup(path))
		return report("/proc/self/cgroup", 0, "no cgroup v2: scopes need one");
	if (in_a_scope(&maps, path))
		return report(
			path, 0,
			"in a scope already, which nothing started here could leave: run it from outside");
	r = make_cgroup(path, run);
	if (r)
		return r;
	r = scope_bind(&maps, image, run->cgroup_id);
	if (r < 0)
		return report(run->directory, r, "could not be bound");
	run->bound = true;
	return EXIT_OK;
}

static int write_file(const char *directory, const char *name, const char *text)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		return -errno;
	return 0;
}

/* What the command left running goes with it; then the cgroup and its binding. */
static void leave_scope(struct run *run)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;

	if (run->made) {
		write_file(run->directory, "cgroup.kill", "1");
		for (int tries = 0; rmdir(run->directory) && errno == EBUSY && tries < 500; tries++)
			usleep(10000);
	}
	if (!run->bound)
		return;
	lock = kernel_lock();
	if (lock >= 0 && kernel_maps_open(&maps, false) >= 0)
		scope_unbind(&maps, run->cgroup_id);
}

static pid_t command_pid;

static void pass_on(int signal)
{
	if (command_pid > 0)
		kill(command_pid, signal);
}

/* The command's exit code, 128 + signal; 126 or 127 as shells have it if it did not start. */
static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return report("wait", -errno, "the command may still run");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run_command(const struct run *run, char **command)
{
	/* What a terminal sends goes to both of us: INT and QUIT are the command's business. */
	static const int passed[] = { SIGHUP, SIGTERM, SIGUSR1, SIGUSR2 };
	const struct sigaction action = { .sa_handler = pass_on, .sa_flags = SA_RESTART };
	sigset_t set, before;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		sigaddset(&set, passed[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	fflush(NULL);
	command_pid = fork();
	if (command_pid < 0)
		return report(command[0], -errno, "try again");
	if (!command_pid) {
		int r = write_file(run->directory, "cgroup.procs", "0");

		if (r < 0) {
			report(run->directory, r, "the command could not be put into its scope");
			_exit(126);
		}
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(command[0], command);
		r = errno;
		report(command[0], -r, "%s",
		       r == EPERM ? "is it in the image? 'driftbolt events' says why"
				  : "give a command of the image");
		_exit(r == ENOENT ? 127 : 126);
	}
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		sigaction(passed[i], &action, NULL);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return wait_for(command_pid);
}

/* The name an image of a directory has: run_ and the end of its path. */
static void name_of_directory(const char *directory, char name[DB_NAME_SIZE])
{
	const size_t room = DB_NAME_SIZE - sizeof("run_");
	size_t length = strlen(directory), skip = length > room ? length - room : 0;

	snprintf(name, DB_NAME_SIZE, "run_%s", directory + skip);
	for (char *c = name; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
		else if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
			*c = '_';
}

/* Loads what a directory has now, in enforce. */
static int load_directory(const char *directory, char name[DB_NAME_SIZE])
{
	_cleanup_free_ char *manifest = NULL;
	int r = spawn_manifest(directory, &manifest);

	if (r)
		return r;
	name_of_directory(directory, name);
	r = spawn_wait((char *[]){ "/proc/self/exe", "load", "--mode", "enforce", "--name", name,
				   manifest, NULL });
	unlink(manifest);
	return r < 0 ? report("/proc/self/exe", r, "the directory could not be loaded") : r;
}

static int cmd_run(int argc, char **argv)
{
	const char *foreign = features_foreign_pids(), *directory = NULL;
	char name[DB_NAME_SIZE];
	struct run run = {};
	int at = 1, r;

	if (argc > 1 && !strcmp(argv[1], "--baseline")) {
		directory = argv[2];
		at = 2;
	}
	if (argc <= at)
		return usage_error("run", directory ? "--baseline" : NULL,
				   directory ? "a directory needed"
					     : "NAME, -- and a command needed");
	if (!directory && (!strncmp(argv[at], "--", 2) || !image_name_valid(argv[at])))
		return usage_error("run", argv[at], "not a name: 1 to 63 of a-z 0-9 _ -");
	if (argc < at + 3 || strcmp(argv[at + 1], "--"))
		return usage_error("run", argc > at + 1 ? argv[at + 1] : NULL,
				   "-- and a command needed");
	if (foreign) {
		report(DB_PID_NAMESPACE, 0, "%s", foreign);
		return EXIT_CANNOT;
	}
	snprintf(name, sizeof(name), "%s", argv[at]);
	r = directory ? load_directory(directory, name) : EXIT_OK;
	if (!r)
		r = enter_scope(name, &run);
	if (!r)
		r = run_command(&run, argv + at + 2);
	leave_scope(&run);
	return r;
}
DB_COMMAND(
	cmd_run, .name = "run", .arguments = "NAME|--baseline DIR -- COMMAND...",
	.summary = "Runs a command, and all it starts, in a fresh scope of an image",
	.details =
		"They keep the scope for life, wherever they move. What the command leaves running is\n"
		"ended with it. --baseline makes an image of what lies in DIR now, in enforce.\n"
		"Exit: the command's own; 126 if it was refused, 127 if there is none.\n");
