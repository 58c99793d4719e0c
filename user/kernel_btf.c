// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/btf.h>

#include "kernel_btf.h"

bool kernel_btf_has_function(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) > 0;
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
