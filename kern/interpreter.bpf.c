// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that interpreters read. docs/design/005-code-reads.md has the rule: a read is one of code if the file's
 * name is that of a script or module of the interpreter's family, or if the command line or environment named
 * the file where the family takes a program. Such a file must be the image's; data stays data.
 *
 *	file_post_open		Linux 6.9 and later: the file can be hashed
 *	file_open		before (file.bpf.c): the file can only be known from before
 *
 * bprm_committed_creds (exec.bpf.c) notes what was named.
 */
#include "lib/reading.bpf.h"

SEC("lsm.s/file_post_open")
int BPF_PROG(db_read, struct file *file, int mask, int ret)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_READ };
	struct db_task *entry;
	struct scope scope;
	struct data data = {};

	if (ret)
		return ret;
	if (!may_be_code(file))
		return 0;
	entry = current_interpreter(&scope);
	if (!entry)
		return 0; /* no interpreter, or in no scope */
	if (is_code_read(file, entry))
		return judge_code(file, &scope, &facts, &data);
	note_listed(file, &scope, entry);
	return 0;
}
