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

static int rank(__u32 family)
{
	switch (family) {
	case DB_FAMILY_OTHER:
		return 0;
	case DB_FAMILY_SHELL:
	case DB_FAMILY_AWK:
	case DB_FAMILY_EDITOR:
		return 1;
	case DB_FAMILY_APPLET:
		return 2;
	default:
		return 3;
	}
}

__u32 family_of_both(__u32 a, __u32 b)
{
	if (rank(a) != rank(b))
		return rank(a) > rank(b) ? a : b;
	return a < b ? a : b;
}
