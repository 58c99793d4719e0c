// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execution by content.
 *
 *	bprm_check_security	each program and each script of a #! line, before the point of no return
 */
#include "lib/judge.bpf.h"

SEC("lsm.s/bprm_check_security")
int BPF_PROG(db_exec, struct linux_binprm *bprm, int ret)
{
	if (ret) /* another LSM refused already */
		return ret;
	return judge_code(bprm->file, DB_MOMENT_EXEC);
}
