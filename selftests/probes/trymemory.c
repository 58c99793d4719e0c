// SPDX-License-Identifier: GPL-2.0-only
// trymemory HOW [FILE]: tries to run code that is in no file, and says what the kernel said: "ok" (it ran), an errno, a signal.
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <linux/userfaultfd.h>

#include "selftests/probes/probe.h"

enum { PAGE = 4096 };

// mov $42,%eax; ret
static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };

static int run(void *at)
{
	int (*function)(void) = at;

	return function() == 42 ? 0 : EPROTO;
}

static int run_at(void *at)
{
	memcpy(at, code, sizeof(code));
	return run(at);
}

static void *page(int protection, int flags)
{
	return mmap(NULL, PAGE, protection, flags | MAP_ANONYMOUS, -1, 0);
}

static int anonymous(int flags)
{
	void *at = page(PROT_READ | PROT_WRITE | PROT_EXEC, flags);

	return at == MAP_FAILED ? errno : run_at(at);
}

static int rwx(void)
{
	return anonymous(MAP_PRIVATE);
}
static int shared(void)
{
	return anonymous(MAP_SHARED);
}

static int later(void *at, int protection, bool by_key)
{
	if (at == MAP_FAILED)
		broken("mmap");
	memcpy(at, code, sizeof(code));
	if (by_key ? syscall(SYS_pkey_mprotect, at, PAGE, protection, -1)
		   : mprotect(at, PAGE, protection))
		return errno;
	return run(at);
}

static int w_to_x(void)
{
	return later(page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PROT_READ | PROT_EXEC, false);
}
static int w_to_x_shared(void)
{
	return later(page(PROT_READ | PROT_WRITE, MAP_SHARED), PROT_READ | PROT_EXEC, false);
}
static int w_to_wx(void)
{
	return later(page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PROT_READ | PROT_WRITE | PROT_EXEC,
		     false);
}
static int by_key(void)
{
	return later(page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PROT_READ | PROT_EXEC, true);
}

static int heap(void)
{
	uintptr_t at = ((uintptr_t)sbrk(3 * PAGE) + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

	return later((void *)at, PROT_READ | PROT_WRITE | PROT_EXEC, false);
}

static int stack(void)
{
	unsigned char room[3 * PAGE];
	uintptr_t at = ((uintptr_t)room + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

	return later((void *)at, PROT_READ | PROT_WRITE | PROT_EXEC, false);
}

// A page of this program's text that nothing else needs.
__attribute__((aligned(PAGE), noinline, section(".text.spare"))) static int spare(void)
{
	asm volatile(".fill 4096, 1, 0x90");
	return 1;
}

static int own_text(int first, int second)
{
	void *at = (void *)(uintptr_t)spare;

	if (mprotect(at, PAGE, first))
		return errno;
	memcpy(at, code, sizeof(code));
	if (second && mprotect(at, PAGE, second))
		return errno;
	return run(at);
}

static int own_text_rwx(void)
{
	return own_text(PROT_READ | PROT_WRITE | PROT_EXEC, 0);
}
static int execmod(void)
{
	return own_text(PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC);
}

static int private_file(void)
{
	void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE,
			open_or_break("/proc/self/exe", O_RDONLY), 0);

	return at == MAP_FAILED ? errno : run_at(at);
}

static int personality_mmap(void)
{
	void *at;

	if (personality(READ_IMPLIES_EXEC) < 0)
		return errno;
	at = page(PROT_READ | PROT_WRITE, MAP_PRIVATE);
	return at == MAP_FAILED ? errno : run_at(at);
}

static int run_brk(void)
{
	void *at = sbrk(2 * PAGE);

	return at == (void *)-1 ? errno : run_at((char *)at + PAGE);
}

static int personality_brk(void)
{
	return personality(READ_IMPLIES_EXEC) < 0 ? errno : run_brk();
}

// The 32-bit system call, from 64-bit code.
static int personality_ia32(void)
{
#ifdef __x86_64__
	long result = 136;

	asm volatile("int $0x80"
		     : "+a"(result)
		     : "b"(READ_IMPLIES_EXEC)
		     : "memory", "r8", "r9", "r10", "r11");
	if (result < 0)
		return (int)-result;
	return run_brk();
#else
	return ENOSYS;
#endif
}

static int sysv(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
	void *at = shmat(id, NULL, 0), *exec;

	if (id < 0 || at == (void *)-1)
		broken("shmat");
	memcpy(at, code, sizeof(code));
	exec = shmat(id, NULL, SHM_EXEC);
	shmctl(id, IPC_RMID, NULL);
	return exec == (void *)-1 ? errno : run(exec);
}

static int memory_file(int fd)
{
	void *at;

	if (fd < 0)
		return errno;
	if (ftruncate(fd, PAGE))
		broken("ftruncate");
	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		broken("mmap");
	memcpy(at, code, sizeof(code));
	at = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? errno : run(at);
}

static int memfd(void)
{
	return memory_file(memfd_create("x", 0));
}
static int secret_code(void)
{
	return memory_file((int)syscall(SYS_memfd_secret, 0));
}
static int secret(void)
{
	return syscall(SYS_memfd_secret, 0) < 0 ? errno : 0;
}
static int userfault(void)
{
	return syscall(SYS_userfaultfd, O_CLOEXEC) < 0 ? errno : 0;
}

static int userfault_device(void)
{
	int fd = open_or_break("/dev/userfaultfd", O_RDWR);

	return ioctl(fd, USERFAULTFD_IOC_NEW, 0) < 0 ? errno : 0;
}

// Pages of a shared mapping put in another order: with READ_IMPLIES_EXEC they would become executable.
static int remap(void)
{
	int fd = memfd_create("x", 0);
	char *at;

	if (fd < 0 || ftruncate(fd, 2 * PAGE))
		broken("memfd");
	at = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		broken("mmap");
	memcpy(at + PAGE, code, sizeof(code));
	if (personality(READ_IMPLIES_EXEC) < 0)
		return errno;
	if (syscall(SYS_remap_file_pages, at, PAGE, 0, 1, 0))
		return errno;
	return run(at);
}

static int exe_file(void)
{
	int fd = open_or_break("/proc/self/exe", O_RDONLY);

	if (!prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, fd, 0, 0))
		return 0;
	return errno == EBUSY
		       ? 0
		       : errno; // what it says when it would have gone on: the old file is mapped
}

static int self_mem(void)
{
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return errno;
	if (pwrite(fd, code, sizeof(code), (off_t)(uintptr_t)spare) < 0)
		return errno == EIO || errno == EACCES
			       ? ENOTSUP
			       : errno; // the kernel's own refusal since 6.12 is optional
	return run((void *)(uintptr_t)spare);
}

static const struct {
	const char *name;
	int (*try)(void);
} ways[] = {
	{ "rwx", rwx },
	{ "shared", shared },
	{ "w-to-x", w_to_x },
	{ "w-to-x-shared", w_to_x_shared },
	{ "w-to-wx", w_to_wx },
	{ "pkey", by_key },
	{ "heap", heap },
	{ "stack", stack },
	{ "own-text", own_text_rwx },
	{ "execmod", execmod },
	{ "private-file", private_file },
	{ "personality-mmap", personality_mmap },
	{ "personality-brk", personality_brk },
	{ "personality-ia32", personality_ia32 },
	{ "sysv", sysv },
	{ "memfd", memfd },
	{ "secret-code", secret_code },
	{ "secret", secret },
	{ "userfaultfd", userfault },
	{ "userfaultfd-device", userfault_device },
	{ "remap", remap },
	{ "exe-file", exe_file },
	{ "self-mem", self_mem },
};

int main(int argc, char **argv)
{
	int status;
	pid_t child;

	for (size_t i = 0; argc == 2 && i < sizeof(ways) / sizeof(*ways); i++) {
		if (strcmp(argv[1], ways[i].name))
			continue;
		child = fork();
		if (child < 0)
			broken("fork");
		if (!child)
			_exit(ways[i].try());
		if (waitpid(child, &status, 0) != child)
			broken("wait");
		if (WIFEXITED(status))
			return say(WEXITSTATUS(status));
		printf("SIG%s\n", sigabbrev_np(WTERMSIG(status)));
		return 1;
	}
	fputs("usage: trymemory HOW; HOW is one of", stderr);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		fprintf(stderr, " %s", ways[i].name);
	fputs("\n", stderr);
	return 2;
}
