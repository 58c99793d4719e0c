// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>

#include <bpf/bpf.h>

#include "family.h"
#include "kern/core/program_name.h"
#include "maps/state.h"
#include "program_names.h"
#include "manifest/program_table.h"

/* Adds a name as the kernel looks it up; classes add up. */
static int add(int fd, const char *name, __u32 class)
{
	struct db_allowed allowed = {};
	struct db_stem stem = {};

	for (const char *c = name; *c; c++)
		db_stem_add(&stem, (__u8)*c);
	bpf_map_lookup_elem(fd, &stem.whole, &allowed);
	allowed.classes |= class;
	if (allowed.classes & DB_CLASS_INTERP)
		allowed.family = family_of_path(name);
	return bpf_map_update_elem(fd, &stem.whole, &allowed, BPF_ANY) ? -errno : 0;
}

/* Of a pattern what stands before its first wildcard: the version that follows is no part of the key. */
static int add_all(int fd, const char *const *patterns, size_t count, __u32 class)
{
	char name[32];
	int r = 0;

	for (size_t i = 0; i < count && r >= 0; i++) {
		size_t length = strcspn(patterns[i], "*?[");
		const char *wildcards = patterns[i] + length;

		if (!length || length >= sizeof(name))
			return -EINVAL;
		if (wildcards[strspn(wildcards, "*[0-9]")])
			continue; /* qemu-*-static: what stands before is nobody's name */
		memcpy(name, patterns[i], length);
		name[length] = '\0';
		r = add(fd, name, class);
	}
	return r;
}

#define ADD(patterns, class) add_all(fd, patterns, sizeof(patterns) / sizeof(*(patterns)), class)

int program_names_fill(int fd)
{
	int r = ADD(interpreter_names, DB_CLASS_INTERP);

	if (r >= 0)
		r = ADD(jit_names, DB_CLASS_JIT);
	return r;
}
