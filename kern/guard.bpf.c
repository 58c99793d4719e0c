// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel as an accomplice: what it would load, run or show for somebody who may ask.
 *
 *	kernel_read_file	modules from files, by content; kexec images; an IMA policy
 *	kernel_load_data	modules and kernels from memory, which is in no file
 *	locked_down		kernel memory, ports, MSRs, PCI; kprobes, debugfs
 *	perf_event_alloc	probes and tracepoints by perf_event_open
 *	bpf			programs of others
 *	inode_mknod		nodes of block devices and of kernel memory
 *	sb_kern_mount, sb_remount	file systems on block devices, by mount(2) and by fsmount
 *	fs_context_parse_param	cgroup v1's release_agent, which is a mount option too
 *
 * Files that tell the kernel what to run are opened for writing: file.bpf.c. Programs that the
 * kernel starts are judged as any other by exec.bpf.c, in the host's scope.
 */
#include "lib/judge.bpf.h"
#include "lib/kernel_act.bpf.h"
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
		return judge_act_in(MAY_SLEEP, &scope, DB_MOMENT_MODULE, DB_REASON_KERNEL_MODULE,
				    file->f_inode, (struct path *)&file->f_path,
				    file->f_path.dentry);
	return judge_code(file, &scope, &facts, &data);
}

static __always_inline int judge_kernel_image(struct file *file)
{
	struct scope scope;

	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	return judge_act_in(MAY_SLEEP, &scope, DB_MOMENT_KERNEL, DB_REASON_KERNEL_IMAGE,
			    file->f_inode, (struct path *)&file->f_path, file->f_path.dentry);
}

/* The kernel keeps writers of the file out from before this hook until it has read (deny_write_access). */
SEC("lsm.s/kernel_read_file")
int BPF_PROG(db_read_file, struct file *file, enum kernel_read_file_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (reads_module(id))
		return judge_module(file);
	if (READS_(KEXEC_IMAGE) || READS_(KEXEC_INITRAMFS))
		return judge_kernel_image(file);
	if (READS_(POLICY))
		return judge_for_all(MAY_SLEEP, file, DB_REASON_IMA_POLICY);
	return 0; /* firmware and certificates are no code of this machine's processors */
}

SEC("lsm/kernel_load_data")
int HOOK_PROG(db_load_data, enum kernel_load_data_id id, bool contents, int ret)
{
	if (ret)
		return ret;
	if (LOADS_(MODULE))
		return judge_kernel_act(DB_MOMENT_MODULE, DB_REASON_KERNEL_MODULE, NULL);
	if (LOADS_(KEXEC_IMAGE) || LOADS_(KEXEC_INITRAMFS))
		return judge_kernel_act(DB_MOMENT_KERNEL, DB_REASON_KERNEL_IMAGE, NULL);
	return 0; /* firmware */
}

SEC("lsm/locked_down")
int HOOK_PROG(db_locked_down, enum lockdown_reason what, int ret)
{
	__u32 reason;

	if (ret)
		return ret;
	reason = lockdown_finding(what);
	if (reason == DB_REASON_NONE || is_kernel_thread())
		return 0; /* no way into the kernel that is not judged elsewhere */
	return judge_kernel_act(DB_MOMENT_KERNEL, reason, NULL);
}

/* Not perf_event_open: on 7.3 it is not told what would be opened. */
SEC("lsm/perf_event_alloc")
int HOOK_PROG(db_perf, struct perf_event *event, int ret)
{
	if (ret)
		return ret;
	if (event->parent)
		return 0; /* inherited by a fork: refusing it would fail the fork of whom others trace */
	if (!pmu_traces(event->pmu))
		return 0; /* counters of hardware and software */
	return judge_kernel_act(DB_MOMENT_KERNEL, DB_REASON_KERNEL_TRACING, NULL);
}

static __always_inline bool cmd_puts_program(int cmd)
{
	switch (cmd) {
	case BPF_PROG_LOAD:
	case BPF_PROG_ATTACH:
	case BPF_RAW_TRACEPOINT_OPEN:
	case BPF_LINK_CREATE:
	case BPF_LINK_UPDATE:
	case BPF_TOKEN_CREATE:
		return true;
	}
	return false;
}

/*
 * What follows `size` is `kernel` on 7.3 and `ret` up to 6.12. That one is not needed: what another
 * program refuses is not asked here.
 */
SEC("lsm/bpf")
int HOOK_PROG(db_bpf, int cmd, union bpf_attr *attr, unsigned int size)
{
	__u64 by_kernel = 0;

	if (!cmd_puts_program(cmd))
		return 0; /* maps, questions */
	if (bpf_get_func_arg(ctx, 3, &by_kernel))
		by_kernel = 0; /* this kernel does not tell */
	if ((bool)by_kernel)
		return 0; /* a driver's own program */
	return judge_kernel_act(DB_MOMENT_KERNEL, DB_REASON_FOREIGN_BPF, NULL);
}

SEC("lsm/inode_mknod")
int HOOK_PROG(db_mknod, struct inode *dir, struct dentry *dentry, umode_t mode, dev_t dev, int ret)
{
	__u32 type = mode & S_IFMT_;

	if (ret)
		return ret;
	if (type != S_IFBLK_ && !(type == S_IFCHR_ && db_device_is_kernels(dev)))
		return 0; /* null, zero, tty, fuse, pipes, sockets */
	if (is_kernel_thread())
		return 0; /* devtmpfs */
	return judge_kernel_act(DB_MOMENT_DEVICE, DB_REASON_DEVICE_NODE, dentry);
}

/* s_bdev, and the type as well: btrfs, of many devices, has none. */
static __always_inline bool on_block_device(const struct super_block *sb)
{
	return sb->s_bdev || (sb->s_type->fs_flags & FS_REQUIRES_DEV_);
}

SEC("lsm/sb_kern_mount")
int HOOK_PROG(db_mount, const struct super_block *sb, int ret)
{
	if (ret)
		return ret;
	if (!on_block_device(sb))
		return 0; /* proc, tmpfs, overlay, network */
	if (is_kernel_thread())
		return 0;
	return judge_kernel_act(DB_MOMENT_DEVICE, DB_REASON_DISK_MOUNT, sb->s_root);
}

/* What is read-only now may become writable for all who have it mounted. */
SEC("lsm/sb_remount")
int HOOK_PROG(db_remount, struct super_block *sb, void *options, int ret)
{
	if (ret)
		return ret;
	if (!(sb->s_flags & SB_RDONLY_) || !on_block_device(sb))
		return 0; /* no more than it was, or no disk */
	if (is_kernel_thread())
		return 0;
	return judge_kernel_act(DB_MOMENT_DEVICE, DB_REASON_DISK_MOUNT, sb->s_root);
}

/* Its default is -ENOPARAM, for "not mine": 0 from here leaves that as it is. */
SEC("lsm/fs_context_parse_param")
int HOOK_PROG(db_mount_option, struct fs_context *context, struct fs_parameter *option)
{
	static const char cgroup[] = "cgroup", release_agent[] = "release_agent";
	char name[16] = {};
	struct scope scope;

	if (!current_scope(&scope))
		return 0; /* no scope claims this task */
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(context, fs_type, name));
	if (__builtin_memcmp(name, cgroup, sizeof(cgroup)))
		return 0;
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(option, key));
	if (__builtin_memcmp(name, release_agent, sizeof(release_agent)))
		return 0;
	return judge_act(&scope, DB_MOMENT_KERNEL, DB_REASON_KERNEL_HELPER, NULL, NULL, NULL);
}
