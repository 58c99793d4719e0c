// SPDX-License-Identifier: GPL-2.0-only
// build: -m32 -nostdlib -static -fno-pie -no-pie -fno-stack-protector -Wl,-z,execstack
// With its PT_GNU_STACK taken out (host-execstack does), Linux makes every readable mapping of it executable. Runs code on its heap.
static int call(int number, int argument)
{
	int result;

	asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(argument) : "memory");
	return result;
}

__attribute__((noreturn)) void _start(void);
void _start(void)
{
	unsigned char *heap = (unsigned char *)call(45 /* brk */, 0);
	int (*function)(void) = (int (*)(void))heap;

	call(45, (int)heap + 4096);
	heap[0] = 0xb8; // mov $42,%eax; ret
	heap[1] = 42;
	heap[2] = heap[3] = heap[4] = 0;
	heap[5] = 0xc3;
	call(1 /* exit */, function() == 42 ? 0 : 1);
	for (;;)
		;
}
