// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that interpreters read. docs/design/005-code-reads.md has the rule: a read is one of code if the file's
 * name is that of a script or module of the interpreter's family, or if the command line or environment named
 * the file where the family takes a program. Such a file must be the image's; data stays data.
 *
 *	file_post_open		Linux 6.9 and later: the file can be hashed
 *	file_open		before: the file can only be known from before. A program of its own beside that of
 *				file.bpf.c: together they need more stack than there is.
 *
 * bprm_committed_creds (exec.bpf.c) notes what was named.
 */
#include "lib/reading.bpf.h"

SEC("lsm.s/file_post_open")
int BPF_PROG(db_read, struct file *file, int mask, int ret)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_READ };
	struct db_digest digest = {};
	struct data data = {};
	struct db_task *entry;
	struct scope scope;
	bool code, allowed;
	__u64 size;

	if (ret)
		return ret;
	if (!may_be_code(file))
		return 0;
	entry = current_interpreter(&scope);
	if (!entry)
		return 0; /* no interpreter, or in no scope */
	code = is_code_read(file, entry);
	if (!is_regular(file))
		return code ? judge_special(file, &scope, entry) : 0;
	if (!code) {
		/* A program may be started with it for standard input, where nothing can be hashed. */
		size = size_of(file->f_inode);
		entry->listed_inode = 0;
		if (in_layer(file->f_path.dentry, scope.root)) {
			set_listed(entry, read_inode(file));
			return 0; /* data, or the image's own script */
		}
		if (!size || size > SCRIPT_SIZE_MAX || !size_listed(scope.image, size))
			return 0; /* data */
		data.as_data = true;
	}
	gather_code(file, &scope, &facts, &data, &digest);
	allowed = decide_code(&facts) == DB_REASON_NONE;
	if (allowed && may_be_script(&facts))
		set_listed(entry, data.inode);
	if (!code)
		return 0;
	if (!allowed && is_bytecode_cache(file->f_path.dentry, entry))
		facts.flags |= DB_FACT_BYTECODE_CACHE;
	return act_on_code(MAY_SLEEP, &facts, &scope, &digest, data.inode,
			   (struct path *)&file->f_path, file->f_path.dentry);
}

SEC("lsm/file_open")
int BPF_PROG(db_read_unhashed, struct file *file, int ret)
{
	if (ret)
		return ret;
	return judge_unhashed_read(file);
}
