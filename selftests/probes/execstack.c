// SPDX-License-Identifier: GPL-2.0-only
// build: -static -z execstack
// Runs code on its stack, which its PT_GNU_STACK asks to be executable.
int main(void)
{
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 }; // mov $42,%eax; ret
	volatile unsigned char room[64];
	int (*function)(void) = (int (*)(void))(unsigned long)room;

	for (unsigned int i = 0; i < sizeof(code); i++)
		room[i] = code[i];
	return function() == 42 ? 0 : 1;
}
