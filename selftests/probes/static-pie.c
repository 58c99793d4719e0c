// SPDX-License-Identifier: GPL-2.0-only
// build: -static-pie -fPIE
// A program that relocates itself and has no PT_INTERP.
#include <stdio.h>

int main(void)
{
	return puts("static-pie") < 0;
}
