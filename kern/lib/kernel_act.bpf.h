/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel is asked for: names for what its hooks are told. */
#ifndef DB_LIB_KERNEL_ACT_BPF_H
#define DB_LIB_KERNEL_ACT_BPF_H

#include "kernel.bpf.h"

/* Drivers act through threads of the kernel's own; nobody gave those a command. */
static __always_inline bool is_kernel_thread(void)
{
	return bpf_get_current_task_btf()->flags & PF_KTHREAD_;
}

#define READS_(what) (id == bpf_core_enum_value(enum kernel_read_file_id, READING_##what))

/* Compressed ones, as they lie: on 6.12 they are MODULE, on 7.3 they have a name of their own. */
static __always_inline bool reads_module(enum kernel_read_file_id id)
{
	return READS_(MODULE) ||
	       (bpf_core_enum_value_exists(enum kernel_read_file_id, READING_MODULE_COMPRESSED) &&
		READS_(MODULE_COMPRESSED));
}

#define LOADS_(what) (id == bpf_core_enum_value(enum kernel_load_data_id, LOADING_##what))

/*
 * X(lockdown_reason, REASON). Not here: what is asked when files are only read (HIBERNATION by
 * /sys/power/state, TRACEFS), when BPF programs are verified (BPF_READ_KERNEL, BPF_WRITE_USER), what
 * other hooks see (KEXEC, MODULE_SIGNATURE), and the kernel debugger's own questions.
 */
/* clang-format off */
#define LOCKDOWN_REASONS(X)                                                                        \
	X(DEV_MEM, KERNEL_MEMORY)                                                                  \
	X(KCORE, KERNEL_MEMORY)                                                                    \
	X(IOPORT, KERNEL_MEMORY)                                                                   \
	X(MSR, KERNEL_MEMORY)                                                                      \
	X(PCI_ACCESS, KERNEL_MEMORY)                                                               \
	X(EFI_TEST, KERNEL_MEMORY)                                                                 \
	X(ACPI_TABLES, KERNEL_MEMORY)                                                              \
	X(DEVICE_TREE, KERNEL_MEMORY)                                                              \
	X(PCMCIA_CIS, KERNEL_MEMORY)                                                               \
	X(TIOCSSERIAL, KERNEL_MEMORY)                                                              \
	X(MODULE_PARAMETERS, KERNEL_MEMORY)                                                        \
	X(XMON_RW, KERNEL_MEMORY)                                                                  \
	X(XMON_WR, KERNEL_MEMORY)                                                                  \
	X(RTAS_ERROR_INJECTION, KERNEL_MEMORY)                                                     \
	X(XEN_USER_ACTIONS, KERNEL_MEMORY)                                                         \
	X(KPROBES, KERNEL_TRACING)                                                                 \
	X(MMIOTRACE, KERNEL_TRACING)                                                               \
	X(DEBUGFS, KERNEL_TRACING)                                                                 \
	X(PERF, KERNEL_TRACING)
/* clang-format on */

static __always_inline __u32 lockdown_finding(enum lockdown_reason what)
{
#define LOCKDOWN_(name, reason)                                                 \
	if (what == bpf_core_enum_value(enum lockdown_reason, LOCKDOWN_##name)) \
		return DB_REASON_##reason;
	LOCKDOWN_REASONS(LOCKDOWN_)
#undef LOCKDOWN_
	return DB_REASON_NONE;
}

/* Names of the kernel's own: kernel/events/core.c. */
static __always_inline bool pmu_is(struct pmu *pmu, const char *name, __u32 size)
{
	char text[16] = {};

	bpf_probe_read_kernel_str(text, sizeof(text), BPF_CORE_READ(pmu, name));
	return !__builtin_memcmp(text, name, size);
}
#define PMU_IS_(pmu, name) pmu_is(pmu, name, sizeof(name))

static __always_inline bool pmu_probes(struct pmu *pmu)
{
	return PMU_IS_(pmu, "kprobe") || PMU_IS_(pmu, "uprobe");
}

static __always_inline bool pmu_traces(struct pmu *pmu)
{
	return pmu_probes(pmu) || PMU_IS_(pmu, "tracepoint");
}

#endif
