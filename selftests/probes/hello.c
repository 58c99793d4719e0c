// SPDX-License-Identifier: GPL-2.0-only
// The program that attacks copy, change and try to run: it says that it ran, and nothing else.
#include <stdio.h>

int main(void)
{
	return puts("hello") < 0;
}
