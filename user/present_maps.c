// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "present_maps.h"

/* Only the kernel gives these names: what a process may name shows as [anon:NAME]. */
static bool is_kernels_own(const char *name)
{
	static const char *const names[] = { "[vdso]\n", "[vsyscall]\n", "[uprobes]\n" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* 7f0c4f000000-7f0c4f021000 r-xp 00000000 fe:01 1835015    /usr/bin/cat */
bool mapping_parse(const char *line, struct mapping *ret_mapping)
{
	unsigned long inode;
	char protection[5];
	int name = 0;

	*ret_mapping = (struct mapping){ .kind = MAPPING_DATA };
	if (sscanf(line, "%lx-%lx %4s %*x %*x:%*x %lu %n", &ret_mapping->start, &ret_mapping->end,
		   protection, &inode, &name) != 4 ||
	    !name)
		return false;
	if (protection[2] != 'x')
		return true;
	ret_mapping->writable = protection[1] == 'w';
	if (inode)
		ret_mapping->kind = MAPPING_FILE;
	else if (!is_kernels_own(line + name))
		ret_mapping->kind = MAPPING_MEMORY;
	return true;
}
