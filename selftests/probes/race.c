// SPDX-License-Identifier: GPL-2.0-only
// build: -pthread -static
// race WAY ALLOWED DROPPED DIRECTORY ROUNDS: two CPUs, one trying to run a name, the other changing what it means.
//	rename exchange symlink	the name is now ALLOWED, now DROPPED, which must exit with 0 (ALLOWED: with anything else)
//	write-exec		each round a new copy of ALLOWED is executed and, at once, overwritten with DROPPED
//	write-map		the same, mapped executable: if both the mapping and the opening to write succeed, the lock leaks
//	truncate-map		the same with truncate(2)
//	grow-map		the same with truncate(2) to 1 TiB, which takes hours to hash
// Two of the ROUNDS are no race: in one the name is ALLOWED's, in the other DROPPED's, before it is run. What is
// allowed and what is refused is so seen in every run, however the two CPUs take turns in the others.
// Prints how often what happened; the last line is "ok" if DROPPED never ran (and nothing leaked), else "hole".
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "selftests/probes/probe.h"

static const char *way, *allowed, *dropped;
static char name[4096], other[4096];
static int rounds;
static atomic_int stop, turn;
static int ran_allowed, ran_dropped, refused, busy, wrote, locked, mapped, leaked;

static void copy(const char *from_path, const char *to_path, int flags)
{
	int from = open_or_break(from_path, O_RDONLY), to = open(to_path, flags | O_CLOEXEC, 0755);

	if (to < 0)
		broken(to_path);
	while (sendfile(to, from, NULL, 1 << 20) > 0)
		;
	close(from);
	close(to);
}

static void make(const char *from, const char *to)
{
	unlink(to);
	copy(from, to, O_WRONLY | O_CREAT | O_EXCL);
}

// Runs the name; counts which of the two it was.
static void run(void)
{
	int fds[2], status, error = 0;
	char *argv[] = { name, NULL };
	pid_t child;

	if (pipe2(fds, O_CLOEXEC))
		broken("pipe");
	child = vfork();
	if (child == 0) {
		execve(name, argv, NULL);
		error = errno;
		if (write(fds[1], &error, sizeof(error)) < 0)
			_exit(99);
		_exit(99);
	}
	close(fds[1]);
	if (read(fds[0], &error, sizeof(error)) < 0 || waitpid(child, &status, 0) != child)
		broken("wait");
	close(fds[0]);
	if (error == EPERM)
		refused++;
	else if (error)
		busy++;
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		ran_dropped++;
	else
		ran_allowed++;
}

static void *swap_names(void *unused)
{
	bool which = false;

	while (!stop) {
		if (!strcmp(way, "exchange")) {
			renameat2(AT_FDCWD, name, AT_FDCWD, other, RENAME_EXCHANGE);
		} else if (!strcmp(way, "symlink")) {
			unlink(other);
			if (symlink(which ? allowed : dropped, other) || rename(other, name))
				broken("symlink");
		} else {
			unlink(other);
			if (link(which ? allowed : dropped, other) || rename(other, name))
				broken("rename");
		}
		which = !which;
	}
	return unused;
}

static void swap(void)
{
	pthread_t swapper;

	make(allowed, name);
	make(dropped, other);
	run();
	if (pthread_create(&swapper, NULL, swap_names, NULL))
		broken("thread");
	for (int i = 2; i < rounds; i++)
		run();
	stop = 1;
	pthread_join(swapper, NULL);
	make(dropped, name);
	run();
}

// Returns if the file could be opened to write; it then has DROPPED's bytes.
static bool overwrite(void)
{
	int fd, from;

	if (!strcmp(way, "grow-map"))
		return truncate(name, 1LL << 40) == 0;
	if (!strcmp(way, "truncate-map"))
		return truncate(name, 100) == 0;
	fd = open(name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	from = open_or_break(dropped, O_RDONLY);
	while (sendfile(fd, from, NULL, 1 << 20) > 0)
		;
	close(from);
	close(fd);
	return true;
}

// How long the writer waits before it begins, in turns of a loop; negative, how long the other does. It follows the edge:
// more if the writer came first, less if it came too late. Changed by the writer while the other waits for it.
static int delay;

static void wait_for(int turns)
{
	for (volatile int wait = turns; wait > 0; wait--)
		;
}

static void move_delay(bool writer_came_first)
{
	int step = abs(delay) / 4 + 64;

	delay += writer_came_first ? step : -step;
	// Past the other's whole work without being too late: from the start again.
	if (abs(delay) > 1 << 20)
		delay = 0;
}

static void *write_in_turn(void *unused)
{
	for (int i = 1; i <= rounds; i++) {
		bool first;

		while (turn != 2 * i - 1)
			;
		wait_for(delay);
		first = overwrite();
		if (first)
			wrote++;
		else
			locked++;
		move_delay(first);
		turn = 2 * i;
	}
	return unused;
}

static void write_against(bool map)
{
	enum { WRITER_FIRST = 1, WRITER_LAST };
	pthread_t writer;

	if (pthread_create(&writer, NULL, write_in_turn, NULL))
		broken("thread");
	for (int i = 1; i <= rounds; i++) {
		// The remainder keeps the two from falling into step.
		int before = wrote, fd, turns = (i * 53) % 3000 - delay;
		void *at = MAP_FAILED;

		make(allowed, name);
		fd = open_or_break(name, O_RDONLY);
		if (i != WRITER_LAST)
			turn = 2 * i - 1;
		wait_for(turns);
		while (i == WRITER_FIRST && turn != 2 * i)
			;
		if (map)
			at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
		else
			run();
		if (i == WRITER_LAST)
			turn = 2 * i - 1;
		while (turn != 2 * i)
			;
		mapped += at != MAP_FAILED;
		refused += map && at == MAP_FAILED;
		leaked += at != MAP_FAILED && wrote != before;
		if (at != MAP_FAILED)
			munmap(at, 4096);
		close(fd);
		run();
	}
	pthread_join(writer, NULL);
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fputs("usage: race WAY ALLOWED DROPPED DIRECTORY ROUNDS\n", stderr);
		return 2;
	}
	way = argv[1];
	allowed = argv[2];
	dropped = argv[3];
	snprintf(name, sizeof(name), "%s/race", argv[4]);
	snprintf(other, sizeof(other), "%s/race.other", argv[4]);
	rounds = atoi(argv[5]);
	if (!strcmp(way, "write-exec"))
		write_against(false);
	else if (!strcmp(way, "write-map") || !strcmp(way, "truncate-map") ||
		 !strcmp(way, "grow-map"))
		write_against(true);
	else
		swap();
	unlink(name);
	unlink(other);
	printf("allowed ran %d, dropped ran %d, refused %d, busy %d, wrote %d, locked %d, mapped %d, leaked %d\n",
	       ran_allowed, ran_dropped, refused, busy, wrote, locked, mapped, leaked);
	puts(ran_dropped || leaked ? "hole" : "ok");
	return ran_dropped || leaked ? 1 : 0;
}
