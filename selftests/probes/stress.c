// SPDX-License-Identifier: GPL-2.0-only
// stress WAY SEED SECONDS DIRECTORY ALLOWED DROPPED: one of many that do the same at once, under enforcement, each in a
// DIRECTORY of its own. What is done when is a function of SEED. ALLOWED exits with 0 and is the image's, DROPPED too
// but is not; beside them lie ALLOWED.sh and DROPPED.sh.
//	exec	runs allowed and dropped programs and scripts
//	copy	makes copies, runs, changes, renames, cuts and removes them: one is allowed while its bytes are
//	map	maps and protects files and memory, executable or not
// The last line is "ok" if each allowed act worked and each dropped one was refused with EPERM; else what was wrong.
#include <limits.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "selftests/probes/probe.h"

static const char *directory, *allowed, *dropped;
static char allowed_script[PATH_MAX], dropped_script[PATH_MAX], name[PATH_MAX], other[PATH_MAX];
static unsigned long rounds, done, refused;
static uint64_t state;

// xorshift64*: the same on every machine
static unsigned int draw(unsigned int below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned int)((state * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

static __attribute__((noreturn)) void wrong(const char *what, const char *act, const char *path, int error)
{
	printf("%s: %s %s: round %lu: %s\n", what, act, path, rounds, error > 0 ? strerrorname_np(error) : error ? "ended badly" : "worked");
	exit(1);
}

// 0, the errno of exec, or -1: it ended in another way than by exit(0).
static int run(const char *path)
{
	char *argv[] = { (char *)path, NULL };
	volatile int error = 0;
	int status;
	pid_t child = vfork();

	if (child < 0)
		broken("vfork");
	if (child == 0) {
		execv(path, argv);
		error = errno;
		_exit(99);
	}
	if (waitpid(child, &status, 0) != child)
		broken("wait");
	if (error)
		return error;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static void expect(const char *act, const char *path, int error, bool right)
{
	if (right ? error != 0 : error != EPERM)
		wrong(right ? "false denial" : error ? "refused, but not by us" : "false approval", act, path, error);
	if (!right)
		refused++;
	else
		done++;
}

static void exec_round(void)
{
	switch (draw(4)) {
	case 0:
		expect("exec", dropped, run(dropped), false);
		break;
	case 1:
		expect("exec", dropped_script, run(dropped_script), false);
		break;
	case 2:
		expect("exec", allowed_script, run(allowed_script), true);
		break;
	default:
		expect("exec", allowed, run(allowed), true);
	}
}

static void copy(const char *from_path, const char *to_path)
{
	int from = open_or_break(from_path, O_RDONLY), to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755);
	ssize_t n;

	if (to < 0)
		broken(to_path);
	while ((n = sendfile(to, from, NULL, 1 << 20)) > 0)
		;
	if (n < 0)
		broken("copy");
	close(from);
	close(to);
}

// Writing to what is relied on is refused: this scope is in enforce, has just run it, and somebody holds its inode in memory.
static void change(const char *path, bool relied)
{
	int fd, error = 0;

	if (draw(2)) {
		if (truncate(path, 100))
			error = errno;
	} else {
		fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (fd < 0)
			error = errno;
		else if (write(fd, "x", 1) != 1)
			broken("write");
		if (fd >= 0)
			close(fd);
	}
	if (relied && error == ETXTBSY) // what ran is not gone altogether: Linux says so first
		error = EPERM;
	expect("write", path, error, !relied);
}

static void copy_round(void)
{
	int fd;

	snprintf(name, sizeof(name), "%s/%u", directory, draw(8));
	snprintf(other, sizeof(other), "%s/%u.other", directory, draw(8));
	unlink(name);
	switch (draw(5)) {
	case 0: // changed before anybody looked at it
		copy(allowed, name);
		change(name, false);
		expect("exec", name, run(name), false);
		break;
	case 1: // relied on, so it does not change, and still runs
		copy(allowed, name);
		fd = open_or_break(name, O_RDONLY);
		expect("exec", name, run(name), true);
		change(name, true);
		expect("exec", name, run(name), true);
		close(fd);
		break;
	case 2: // another name and place
		copy(allowed, name);
		expect("exec", name, run(name), true);
		if (rename(name, other))
			broken("rename");
		expect("exec", other, run(other), true);
		break;
	case 3: // what was allowed is replaced beneath its name
		copy(allowed, name);
		expect("exec", name, run(name), true);
		unlink(other);
		copy(dropped, other);
		if (rename(other, name))
			broken("rename");
		expect("exec", name, run(name), false);
		break;
	default:
		copy(dropped, name);
		expect("exec", name, run(name), false);
	}
}

static void map_round(void)
{
	bool right = draw(2);
	const char *path = right ? allowed : dropped;
	int fd = open_or_break(path, O_RDONLY), error = 0;
	void *at;

	switch (draw(4)) {
	case 0: // executable from the start
		at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
		expect("mmap", path, at == MAP_FAILED ? errno : 0, right);
		break;
	case 1: // later; who was not judged before is refused, so an approved mapping comes first
		if (right) {
			at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
			expect("mmap", path, at == MAP_FAILED ? errno : 0, true);
			munmap(at, 4096);
		}
		at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at == MAP_FAILED)
			wrong("false denial", "mmap", path, errno);
		if (mprotect(at, 4096, PROT_READ | PROT_EXEC))
			error = errno;
		expect("mprotect", path, error, right);
		break;
	case 2: // memory
		at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (at == MAP_FAILED)
			broken("mmap");
		*(volatile char *)at = 1;
		error = mprotect(at, 4096, PROT_READ | PROT_EXEC) ? errno : 0;
		expect("mprotect", "memory", error, false);
		break;
	default: // data
		at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
		expect("mmap", path, at == MAP_FAILED ? errno : 0, true);
		*(volatile char *)at = 1;
	}
	if (at != MAP_FAILED)
		munmap(at, 4096);
	close(fd);
}

int main(int argc, char **argv)
{
	void (*round)(void);
	struct timespec now;
	time_t end;

	if (argc != 7) {
		fputs("usage: stress exec|copy|map SEED SECONDS DIRECTORY ALLOWED DROPPED\n", stderr);
		return 2;
	}
	round = !strcmp(argv[1], "exec") ? exec_round : !strcmp(argv[1], "copy") ? copy_round : map_round;
	state = strtoull(argv[2], NULL, 10) * 0x9E3779B97F4A7C15ULL + 1;
	directory = argv[4];
	allowed = argv[5];
	dropped = argv[6];
	snprintf(allowed_script, sizeof(allowed_script), "%s.sh", allowed);
	snprintf(dropped_script, sizeof(dropped_script), "%s.sh", dropped);
	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + atol(argv[3]);
	for (; now.tv_sec < end; rounds++) {
		round();
		clock_gettime(CLOCK_MONOTONIC, &now);
	}
	printf("%s in %s, seed %s: %lu rounds, %lu allowed, %lu refused\n", argv[1], directory, argv[2], rounds, done, refused);
	return say(0);
}
