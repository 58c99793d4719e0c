// SPDX-License-Identifier: GPL-2.0-only
/* What is concluded from a kernel's BTF, for kernels that the matrix does not have. */
#include <criterion/criterion.h>

#include <bpf/btf.h>

#include "user/kernel_btf.h"

/* What every kernel has: bpf_lsm_inode_setattr with so many arguments. */
static struct btf *kernel(int arguments)
{
	struct btf *btf = btf__new_empty();
	int number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED), prototype;

	prototype = btf__add_func_proto(btf, number);
	for (int i = 0; i < arguments; i++)
		btf__add_func_param(btf, "", number);
	btf__add_func(btf, "bpf_lsm_inode_setattr", BTF_FUNC_STATIC, prototype);
	return btf;
}

Test(kernel_btf, skips_a_program_that_is_entered_twice)
{
	struct btf *btf = kernel(2);

	/* 6.1.53 has the enter functions, but nothing that chooses between them. */
	btf__add_func(btf, "__bpf_prog_enter_sleepable_recur", BTF_FUNC_STATIC, 2);
	cr_expect_not(kernel_btf_reenters(btf));
	btf__free(btf);
}

Test(kernel_btf, reenters_since_6_1_54)
{
	struct btf *btf = kernel(2);

	btf__add_typedef(btf, "bpf_trampoline_enter_t", 1);
	cr_expect(kernel_btf_reenters(btf));
	btf__free(btf);
}

Test(kernel_btf, a_function_of_that_name_is_no_type)
{
	struct btf *btf = kernel(2);

	btf__add_func(btf, "bpf_trampoline_enter_t", BTF_FUNC_STATIC, 2);
	cr_expect_not(kernel_btf_reenters(btf));
	btf__free(btf);
}

Test(kernel_btf, members)
{
	struct btf *btf = kernel(2);

	btf__add_struct(btf, "linux_binprm", 4);
	btf__add_field(btf, "is_check", 1, 0, 1);
	cr_expect(kernel_btf_has_member(btf, "linux_binprm", "is_check"));
	cr_expect_not(kernel_btf_has_member(btf, "linux_binprm", "is_chec"));
	cr_expect_not(kernel_btf_has_member(btf, "file", "is_check"));
	btf__free(btf);
}

Test(kernel_btf, functions)
{
	struct btf *before = kernel(2), *since = kernel(3);

	cr_expect(kernel_btf_has_function(before, "bpf_lsm_inode_setattr"));
	cr_expect_not(kernel_btf_has_function(before, "bpf_real_data_inode"));
	cr_expect_eq(kernel_btf_arguments(before, "bpf_lsm_inode_setattr"), 2U);
	cr_expect_eq(kernel_btf_arguments(since, "bpf_lsm_inode_setattr"), 3U);
	cr_expect_eq(kernel_btf_arguments(since, "nothing"), 0U);
	btf__free(before);
	btf__free(since);
}
