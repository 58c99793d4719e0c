// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "user/manifest/manifest.h"
#include "user/manifest/platform.h"

/* uname -m to GOARCH and variant: containerd/platforms, database.go */
static const struct {
	const char *machine, *platform;
} machines[] = {
	{ "x86_64", "linux/amd64" },
	{ "i386", "linux/386" },
	{ "i686", "linux/386" },
	{ "aarch64", "linux/arm64" },
	{ "armv7l", "linux/arm/v7" },
	{ "armv6l", "linux/arm/v6" },
	{ "riscv64", "linux/riscv64" },
	{ "ppc64le", "linux/ppc64le" },
	{ "s390x", "linux/s390x" },
	{ "mips64", "linux/mips64le" },
	{ "loongarch64", "linux/loong64" },
};

const char *platform_native(void)
{
	static char other[MANIFEST_PLATFORM_MAX + 1];
	struct utsname name;

	if (uname(&name) != 0)
		return "linux/unknown";
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (strcmp(machines[i].machine, name.machine) == 0)
			return machines[i].platform;
	snprintf(other, sizeof(other), "linux/%s", name.machine);
	return other;
}
