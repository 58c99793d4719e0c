// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor of the benchmark: programs that do nothing, on the hooks driftbolt uses. What they cost
 * the kernel takes for being asked at all.
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
NOOP("lsm.s/file_post_open", noop_read)
NOOP("lsm/inode_setattr", noop_setattr)
NOOP("lsm/ptrace_access_check", noop_reach)
NOOP("lsm/ptrace_traceme", noop_traceme)
NOOP("lsm/task_prctl", noop_prctl)
NOOP("lsm/inode_init_security_anon", noop_anon)
NOOP("fentry/__x64_sys_personality", noop_persona)
NOOP("fentry/__ia32_sys_personality", noop_persona_ia32)
NOOP("lsm/task_alloc", noop_fork)
NOOP("lsm/task_free", noop_exit)
NOOP("tp_btf/sched_process_fork", noop_forked)
NOOP("tp_btf/cgroup_attach_task", noop_cgroup)
#ifdef BENCH_BENEATH /* Linux before 7.2, where driftbolt hears of dying inodes */
NOOP("lsm/inode_free_security", noop_free)
#endif
