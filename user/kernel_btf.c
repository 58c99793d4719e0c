// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include <bpf/btf.h>

#include "kernel_btf.h"

bool kernel_btf_has_function(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) > 0;
}

bool kernel_btf_has_member(const struct btf *btf, const char *structure, const char *member)
{
	int id = btf__find_by_name_kind(btf, structure, BTF_KIND_STRUCT);
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;

	for (__u16 i = 0; type && i < btf_vlen(type); i++)
		if (!strcmp(btf__name_by_offset(btf, btf_members(type)[i].name_off), member))
			return true;
	return false;
}

unsigned int kernel_btf_arguments(const struct btf *btf, const char *name)
{
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);

	if (id <= 0)
		return 0;
	return btf_vlen(btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type));
}

bool kernel_btf_reenters(const struct btf *btf)
{
	return btf__find_by_name_kind(btf, "bpf_trampoline_enter_t", BTF_KIND_TYPEDEF) > 0;
}
