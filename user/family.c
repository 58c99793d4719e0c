// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>
#include <string.h>

#include "family.h"
#include "maps/family.h"

__u32 family_of_path(const char *path)
{
	static const struct {
		const char *pattern;
		__u32 family;
	} names[] = {
#define NAME_(pattern, FAMILY) { pattern, DB_FAMILY_##FAMILY },
		DB_FAMILY_NAMES(NAME_)
#undef NAME_
	};
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!fnmatch(names[i].pattern, name, 0))
			return names[i].family;
	return DB_FAMILY_OTHER;
}
