// SPDX-License-Identifier: GPL-2.0-only
// mark: what the kernel starts for somebody: writes "ran" into the pipe FILE.mark, FILE being the name it was started by.
#include "selftests/probes/probe.h"

int main(int argc, char **argv)
{
	char path[256];
	int fd;

	if (argc < 1 || snprintf(path, sizeof(path), "%s.mark", argv[0]) >= (int)sizeof(path))
		return 2;
	fd = open_or_break(path, O_WRONLY | O_NONBLOCK);
	return write(fd, "ran\n", 4) != 4;
}
