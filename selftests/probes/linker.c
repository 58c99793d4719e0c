// SPDX-License-Identifier: GPL-2.0-only
// build: -nostdlib -static -fno-stack-protector
// linker: exits with 0 wherever the kernel enters it, be it as a program's PT_INTERP. Linux 6.1 wants the last segment of such a
// file writable: it clears what follows it in its page (padzero() in load_elf_interp(), fs/binfmt_elf.c).
#include <sys/syscall.h>

__attribute__((noreturn)) void _start(void);

static volatile long code = 0x100;

void _start(void)
{
	__asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(code & 0xff));
	__builtin_unreachable();
}
