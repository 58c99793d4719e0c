// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel as an accomplice: what it would load, run or show for somebody who may ask.
 *
 *	kernel_read_file	modules from files, by content; kexec images; an IMA policy
 *	kernel_load_data	modules and kernels from memory, which is in no file
 *
 * Files that tell the kernel what to run are opened for writing: file.bpf.c. Programs that the
 * kernel starts are judged as any other by exec.bpf.c, in the host's scope.
 */
#include "lib/judge.bpf.h"
#include "lib/kernel_file.bpf.h"

static __always_inline int judge_kernel_act(__u32 moment, __u32 reason, struct dentry *dentry)
{
	struct scope scope;

	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_act(&scope, moment, reason, NULL, NULL, dentry);
}

/*
 * By content on the host, in the image as class module. A container has no business with modules at
 * all: what it is allowed to ship is not what the host's kernel runs.
 */
static __always_inline int judge_module(struct file *file)
{
	struct db_code_facts facts = { .moment = DB_MOMENT_MODULE };
	struct scope scope;
	struct data data = {};

	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	if (level_of(&scope, DB_SETTING_KERNEL_MODULE) == DB_LEVEL_OFF)
		return 0; /* not hashed for nothing */
	if (scope.container)
		return judge_act(&scope, DB_MOMENT_MODULE, DB_REASON_KERNEL_MODULE, file->f_inode,
				 (struct path *)&file->f_path, file->f_path.dentry);
	return judge_code(file, &scope, &facts, &data);
}

static __always_inline int judge_kernel_image(struct file *file)
{
	struct scope scope;

	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_act(&scope, DB_MOMENT_KERNEL, DB_REASON_KERNEL_IMAGE, file->f_inode,
			 (struct path *)&file->f_path, file->f_path.dentry);
}

#define READS_(what) (id == bpf_core_enum_value(enum kernel_read_file_id, READING_##what))
#define LOADS_(what) (id == bpf_core_enum_value(enum kernel_load_data_id, LOADING_##what))

/* The kernel keeps writers of the file out from before this hook until it has read (deny_write_access). */
SEC("lsm.s/kernel_read_file")
int BPF_PROG(db_read_file, struct file *file, enum kernel_read_file_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (READS_(MODULE))
		return judge_module(file);
	/* Compressed ones, as they lie: on 6.12 they are MODULE, on 7.3 they have a name of their own. */
	if (bpf_core_enum_value_exists(enum kernel_read_file_id, READING_MODULE_COMPRESSED) &&
	    READS_(MODULE_COMPRESSED))
		return judge_module(file);
	if (READS_(KEXEC_IMAGE) || READS_(KEXEC_INITRAMFS))
		return judge_kernel_image(file);
	if (READS_(POLICY))
		return judge_ima_policy(file);
	return 0; /* firmware and certificates are no code of this machine's processors */
}

SEC("lsm/kernel_load_data")
int BPF_PROG(db_load_data, enum kernel_load_data_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (LOADS_(MODULE))
		return judge_kernel_act(DB_MOMENT_MODULE, DB_REASON_KERNEL_MODULE, NULL);
	if (LOADS_(KEXEC_IMAGE) || LOADS_(KEXEC_INITRAMFS))
		return judge_kernel_act(DB_MOMENT_KERNEL, DB_REASON_KERNEL_IMAGE, NULL);
	return 0; /* firmware */
}
