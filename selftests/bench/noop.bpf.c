// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor of the benchmark: programs that do nothing, on the hooks driftbolt uses on one kernel, BENCH_LINUX (major * 100 +
 * minor). What they cost the kernel takes for being asked at all. The benchmark compares them with what driftbolt attaches.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

/* The last argument of a hook is what another module said; none of these looks at it. */
#define NOOP(section, name)              \
	SEC(section) int name(void *ctx) \
	{                                \
		return 0;                \
	}

NOOP("lsm.s/bprm_check_security", noop_exec)
NOOP("lsm.s/bprm_committed_creds", noop_exec_done)
NOOP("lsm.s/mmap_file", noop_mmap)
NOOP("lsm/file_mprotect", noop_mprotect)
NOOP("lsm/file_open", noop_open)
NOOP("lsm/inode_setattr", noop_setattr)
NOOP("lsm.s/kernel_read_file", noop_kernel_read_file)
NOOP("lsm/bpf", noop_bpf)
NOOP("lsm/file_ioctl", noop_file_ioctl)
NOOP("lsm/file_ioctl_compat", noop_file_ioctl_compat)
NOOP("lsm/fs_context_parse_param", noop_fs_context_parse_param)
NOOP("lsm/inode_mknod", noop_inode_mknod)
NOOP("lsm/kernel_load_data", noop_kernel_load_data)
NOOP("lsm/locked_down", noop_locked_down)
NOOP("lsm/perf_event_alloc", noop_perf_event_alloc)
NOOP("lsm/sb_free_security", noop_sb_free)
NOOP("lsm/sb_kern_mount", noop_sb_kern_mount)
NOOP("lsm/sb_remount", noop_sb_remount)
NOOP("lsm/ptrace_access_check", noop_reach)
NOOP("lsm/ptrace_traceme", noop_traceme)
NOOP("lsm/task_prctl", noop_prctl)
NOOP("lsm/unix_stream_connect", noop_connect)
NOOP("lsm/inode_init_security_anon", noop_anon)
NOOP("fentry/__x64_sys_personality", noop_persona)
NOOP("fentry/__ia32_sys_personality", noop_persona_ia32)
NOOP("lsm/task_alloc", noop_fork)
NOOP("lsm/task_free", noop_exit)
NOOP("tp_btf/sched_process_fork", noop_forked)
NOOP("tp_btf/sched_process_exit", noop_exits)
NOOP("tp_btf/cgroup_attach_task", noop_cgroup)
#if BENCH_LINUX >= 609
NOOP("lsm.s/file_post_open", noop_read)
#else
NOOP("lsm/file_open", noop_read)
#endif
#if BENCH_LINUX >= 614 /* asked by AT_EXECVE_CHECK */
NOOP("lsm.s/bprm_creds_for_exec", noop_exec_check)
#endif
#if BENCH_LINUX < 702 /* driftbolt hears of dying inodes */
NOOP("lsm/inode_free_security", noop_free)
#endif
