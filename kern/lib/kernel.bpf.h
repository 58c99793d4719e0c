/* SPDX-License-Identifier: GPL-2.0-only */
/* What every object of kern/ starts from: kernel types, helpers, and constants the BTF lacks. */
#ifndef DB_LIB_KERNEL_BPF_H
#define DB_LIB_KERNEL_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "maps/maps.bpf.h"

/* The kernel offers the helpers used here to GPL programs only. */
char LICENSE[] SEC("license") = "GPL";

/* include/uapi/asm-generic/errno-base.h */
enum { EPERM_ = 1, ENOMEM_ = 12 };
/* include/linux/fs.h, include/uapi/linux/stat.h */
enum { FMODE_WRITE_ = 0x2, ATTR_SIZE_ = 1 << 3 };
enum { S_IFMT_ = 0170000, S_IFSOCK_ = 0140000, S_IFREG_ = 0100000, S_IFIFO_ = 0010000 };
/* include/uapi/asm-generic/signal.h */
enum { SIGKILL_ = 9 };
enum { S_IFCHR_ = 0020000, S_IFBLK_ = 0060000, SB_RDONLY_ = 0x1, FS_REQUIRES_DEV_ = 0x1 };
/* include/uapi/linux/sched.h */
#define CLONE_THREAD_ 0x00010000
/* include/linux/sched.h */
enum { PF_KTHREAD_ = 0x00200000 };
/* include/uapi/linux/major.h */
enum { LOOP_MAJOR_ = 7 };
/* include/linux/fs/super_types.h: a mount of the kernel's own, such as the one memfd lives on */
#define SB_KERNMOUNT_ (1UL << 22)
/* include/uapi/asm-generic/mman-common.h, include/linux/mm.h */
enum { PROT_WRITE_ = 0x2, PROT_EXEC_ = 0x4, MAP_SHARED_ = 0x1 };
enum { VM_EXEC_ = 0x4, VM_GROWSDOWN_ = 0x100 };
/* include/uapi/linux/fcntl.h: F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE */
#define SEALS_WANTED_ (0x2 | 0x4 | 0x8)
/* include/uapi/linux/hash_info.h */
#define HASH_ALGO_SHA256_ 4

/* arch/.../include/asm/syscall_wrapper.h */
#ifdef __TARGET_ARCH_x86
#define DB_SYSCALL_PREFIX "__x64_"
#else
#define DB_SYSCALL_PREFIX "__arm64_"
#endif

/* Constant returns only: clang may turn `c ? -EPERM : 0` into arithmetic that 6.12 refuses. */
#define DB_REFUSE (-EPERM_)

/*
 * A text of the current task's memory, with its NUL: bytes read, at most size; negative if it cannot be read. Of an
 * empty one the helper says 0: strncpy_from_user_nofault(), mm/maccess.c, counts the NUL only behind other bytes (6.1, 6.12; not 7).
 */
static __always_inline long read_user_text(void *text, __u32 size, __u64 from)
{
	long length = bpf_probe_read_user_str(text, size, (void *)from);

	return length ?: 1;
}

/* A bit for each byte of a word that is zero: its highest. */
static __always_inline __u64 zero_bytes(__u64 word)
{
	const __u64 low = 0x7f7f7f7f7f7f7f7f;

	return ~(((word & low) + low) | word | low);
}

#define DB_READ_ONCE(x)	    (*(const volatile typeof(x) *)&(x))
#define DB_WRITE_ONCE(x, v) (*(volatile typeof(x) *)&(x) = (v))

#endif
