// SPDX-License-Identifier: GPL-2.0-only
// build: -static -nostdlib -fno-stack-protector
// The smallest program: quick to hash in a race. It ends with the digit in its text, so that another program of the same
// size is one byte away.
#include <sys/syscall.h>

void _start(void);

static const volatile char text[] = "exit-code:2";

void _start(void)
{
	register long number __asm__("rax") = SYS_exit_group;
	register long code __asm__("rdi") = text[10] - '0';

	__asm__ volatile("syscall" : : "r"(number), "r"(code));
	__builtin_unreachable();
}
