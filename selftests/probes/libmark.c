// SPDX-License-Identifier: GPL-2.0-only
// A library that says that its code ran: as a plain library, a preloaded one, an auditor, a gconv or an NSS module.
#include <unistd.h>

unsigned int la_version(unsigned int version);

static __attribute__((constructor)) void loaded(void)
{
	if (write(1, "MARK\n", 5) != 5)
		_exit(3);
}

unsigned int la_version(unsigned int version)
{
	return version;
}
