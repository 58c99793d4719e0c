// SPDX-License-Identifier: GPL-2.0-only
/*
 * Executable mappings by content: program text, libraries, the dynamic linker, shared memory.
 *
 *	mmap_file	mappings that are executable from the start
 *	file_mprotect	mappings of files that become executable later
 *
 * Does not judge memory without a file.
 */
#include "lib/judge.bpf.h"

SEC("lsm.s/mmap_file")
int BPF_PROG(db_mmap, struct file *file, unsigned long reqprot, unsigned long prot,
	     unsigned long flags, int ret)
{
	bool exec = prot & PROT_EXEC_; /* not reqprot: READ_IMPLIES_EXEC is in prot already */
	bool shared = flags & MAP_SHARED_; /* MAP_SHARED_VALIDATE has the bit too */
	__u64 file_value = 0;
	int r;

	if (ret)
		return ret;
	if (!exec && !shared)
		return 0; /* a private copy of data */
	/*
	 * Linux 6.12 takes the argument for never NULL and drops a test of it; as a number it is
	 * tested. 7.0 and later insist on the second test.
	 */
	if (bpf_get_func_arg(ctx, 0, &file_value))
		return DB_REFUSE; /* cannot happen: argument 0 exists */
	if (!file_value)
		return 0; /* anonymous memory holds no file's code */
	if (!file)
		return 0;
	if (shared && (file->f_mode & FMODE_WRITE_)) {
		r = note_shared_mapping(file);
		if (r)
			return -ENOMEM_;
	}
	return exec ? judge_code(file, DB_MOMENT_MAP) : 0;
}

/*
 * Runs under mmap_lock: it cannot hash. A file that was judged before is judged again from its
 * record; any other is refused. On an overlay vm_file is the layer's file, so its inode is the data
 * inode on every kernel.
 */
SEC("lsm/file_mprotect")
int BPF_PROG(db_mprotect, struct vm_area_struct *vma, unsigned long reqprot, unsigned long prot,
	     int ret)
{
	struct file *file;

	if (ret)
		return ret;
	if (!(prot & PROT_EXEC_) || (vma->vm_flags & VM_EXEC_))
		return 0; /* not becoming executable */
	file = vma->vm_file;
	if (!file)
		return 0; /* anonymous memory holds no file's code */
	return judge_mapped(file);
}
