// SPDX-License-Identifier: GPL-2.0-only
// trymap HOW FILE: tries to get FILE's bytes into executable memory other than by plain mmap, and says what the kernel said.
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "selftests/probes/probe.h"

enum { PAGE = 4096 };

struct way {
	const char *name;
	int (*map)(const char *path); // 0 or errno
};

static int mapped(const void *at)
{
	return at == MAP_FAILED ? errno : 0;
}

static void *map_or_break(int fd, int protection, int flags)
{
	void *at = mmap(NULL, PAGE, protection, flags, fd, 0);

	if (at == MAP_FAILED)
		broken("mmap");
	return at;
}

static int copied(const char *path, unsigned int flags)
{
	int fd = memfd_create("trymap", flags), from = open_or_break(path, O_RDONLY);

	if (fd < 0)
		broken("memfd_create");
	while (sendfile(fd, from, NULL, 1 << 20) > 0)
		;
	return fd;
}

static int by_personality(const char *path)
{
	if (personality(READ_IMPLIES_EXEC) < 0)
		broken("personality");
	return mapped(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, open_or_break(path, O_RDONLY), 0));
}

// mprotect(PROT_READ) becomes PROT_EXEC, too.
static int by_personality_mprotect(const char *path)
{
	void *at = map_or_break(open_or_break(path, O_RDONLY), PROT_NONE, MAP_PRIVATE);

	if (personality(READ_IMPLIES_EXEC) < 0)
		broken("personality");
	return mprotect(at, PAGE, PROT_READ) ? errno : 0;
}

static bool executable(const void *at)
{
	char line[512];
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long start, end;
	char flags[5];

	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %4s", &start, &end, flags) == 3 &&
		    start <= (unsigned long)at && (unsigned long)at < end)
			return flags[2] == 'x';
	return false;
}

// remap_file_pages() calls do_mmap() itself, where READ_IMPLIES_EXEC adds PROT_EXEC (CVE-2024-47745).
static int by_remap(const char *path)
{
	// Of a descriptor that cannot write, MAP_SHARED is no shared mapping: EINVAL.
	void *at = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, open_or_break(path, O_RDWR), 0);

	if (at == MAP_FAILED)
		broken("mmap");
	if (personality(READ_IMPLIES_EXEC) < 0)
		broken("personality");
	if (syscall(SYS_remap_file_pages, at, PAGE, 0, 1, 0))
		return errno;
	return executable(at) ? 0 : EACCES;
}

static int by_mprotect(const char *path)
{
	return mprotect(map_or_break(open_or_break(path, O_RDONLY), PROT_READ, MAP_PRIVATE), PAGE,
			PROT_READ | PROT_EXEC)
		       ? errno
		       : 0;
}

static int by_mprotect_shared(const char *path)
{
	return mprotect(map_or_break(open_or_break(path, O_RDONLY), PROT_READ, MAP_SHARED), PAGE,
			PROT_READ | PROT_EXEC)
		       ? errno
		       : 0;
}

static int by_pkey_mprotect(const char *path)
{
	return syscall(SYS_pkey_mprotect,
		       map_or_break(open_or_break(path, O_RDONLY), PROT_READ, MAP_PRIVATE), PAGE,
		       PROT_READ | PROT_EXEC, -1)
		       ? errno
		       : 0;
}

static int by_writable(const char *path)
{
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED,
			   open_or_break(path, O_RDWR), 0));
}

static int by_exec_only(const char *path)
{
	return mapped(mmap(NULL, PAGE, PROT_EXEC, MAP_PRIVATE, open_or_break(path, O_RDONLY), 0));
}

static int by_last_page(const char *path)
{
	struct stat st;
	int fd = open_or_break(path, O_RDONLY);

	if (fstat(fd, &st))
		broken(path);
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd,
			   (st.st_size - 1) & ~(PAGE - 1)));
}

// x86 has it for 32-bit callers alone: number 86 of int 0x80, with the path where 32 bits reach.
static int by_uselib(const char *path)
{
#ifdef __x86_64__
	char *low = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long r = 86;

	if (low == MAP_FAILED || strlen(path) >= PAGE)
		broken("mmap");
	strcpy(low, path);
	__asm__ volatile("int $0x80" : "+a"(r) : "b"(low) : "r8", "r9", "r10", "r11", "memory");
	return (int)-r;
#else
	return syscall(SYS_uselib, path) ? errno : 0;
#endif
}

static int by_memfd(const char *path)
{
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, copied(path, 0), 0));
}

static int by_sealed(const char *path)
{
	int fd = copied(path, MFD_ALLOW_SEALING);

	if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK))
		broken("seals");
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
}

// F_SEAL_FUTURE_WRITE leaves an earlier writable mapping as it is.
static int by_future_sealed(const char *path)
{
	int fd = copied(path, MFD_ALLOW_SEALING);

	map_or_break(fd, PROT_READ | PROT_WRITE, MAP_SHARED);
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_GROW | F_SEAL_SHRINK))
		broken("seals");
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0));
}

static int by_shm(const char *path)
{
	int from = open_or_break(path, O_RDONLY), id = shmget(IPC_PRIVATE, PAGE, 0700 | IPC_CREAT);
	void *at = id < 0 ? (void *)-1 : shmat(id, NULL, 0);
	int error;

	if (at == (void *)-1 || read(from, at, PAGE) < 0)
		broken("shm");
	error = shmat(id, NULL, SHM_EXEC | SHM_RDONLY) == (void *)-1 ? errno : 0;
	shmctl(id, IPC_RMID, NULL);
	return error;
}

static int by_posix_shm(const char *path)
{
	int fd = shm_open("/trymap", O_RDWR | O_CREAT, 0700), from = open_or_break(path, O_RDONLY);
	int error;

	if (fd < 0 || sendfile(fd, from, NULL, PAGE) < 0)
		broken("shm_open");
	error = mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0));
	shm_unlink("/trymap");
	return error;
}

static int by_dev_zero(const char *path)
{
	(void)path;
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED,
			   open_or_break("/dev/zero", O_RDWR), 0));
}

// The FILE is the number of an open descriptor, e.g. one opened before an overlay file was copied up.
static int by_fd(const char *number)
{
	return mapped(mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, atoi(number), 0));
}

static const struct way ways[] = {
	{ "personality", by_personality },
	{ "personality-mprotect", by_personality_mprotect },
	{ "remap", by_remap },
	{ "mprotect", by_mprotect },
	{ "mprotect-shared", by_mprotect_shared },
	{ "pkey-mprotect", by_pkey_mprotect },
	{ "writable", by_writable },
	{ "exec-only", by_exec_only },
	{ "last-page", by_last_page },
	{ "uselib", by_uselib },
	{ "memfd", by_memfd },
	{ "sealed", by_sealed },
	{ "future-sealed", by_future_sealed },
	{ "shm", by_shm },
	{ "posix-shm", by_posix_shm },
	{ "dev-zero", by_dev_zero },
	{ "fd", by_fd },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(argv[1], ways[i].name))
			return say(ways[i].map(argv[2]));
	fputs("usage: trymap HOW FILE\n", stderr);
	return 2;
}
