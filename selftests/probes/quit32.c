// SPDX-License-Identifier: GPL-2.0-only
// build: -m32 -nostdlib -static -fno-pie -no-pie -fno-stack-protector -Wl,-z,noexecstack
// An i386 program that asks for no executable stack, and ends.
__attribute__((noreturn)) void _start(void);
void _start(void)
{
	asm volatile("int $0x80" : : "a"(1), "b"(0));
	for (;;)
		;
}
