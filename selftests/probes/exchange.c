// SPDX-License-Identifier: GPL-2.0-only
// exchange A B: swaps two names in one step (RENAME_EXCHANGE), as mv of coreutils before 9.5 cannot.
#include "selftests/probes/probe.h"

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	if (renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE))
		broken("renameat2");
	return 0;
}
