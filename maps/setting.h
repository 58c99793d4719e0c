/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What else is judged besides the bytes of programs and libraries: one line a setting, each `off`, `alert` or
 * `block` for an image. What nobody set has the default of the scope: that of the host, or that of a
 * bound cgroup (a container). Shown by `driftbolt status`, changed by `driftbolt set`; driftbolt(8) says
 * what each one means.
 */
#ifndef DB_MAPS_SETTING_H
#define DB_MAPS_SETTING_H

/* X(CONSTANT, name, host default, container default, what block refuses). Append only: the position is
 * the place in db_policy.levels. A reason of the same CONSTANT is in maps/verdict.h. */
/* clang-format off */
#define DB_SETTINGS(X)                                                                             \
	X(ANONYMOUS_CODE, anonymous-code, BLOCK, BLOCK,                                            \
	  "memory without a file made executable by a program that is no jit")                     \
	X(MODIFIED_CODE, modified-code, BLOCK, BLOCK,                                              \
	  "changed or writable pages of a file made executable by a program that is no jit")       \
	X(EXECUTABLE_STACK, executable-stack, BLOCK, BLOCK,                                        \
	  "programs with an executable stack or heap that are not of class execstack or jit")      \
	X(USERFAULTFD, userfaultfd, BLOCK, BLOCK, "page faults handled by user space")             \
	X(SECRET_MEMORY, secret-memory, ALERT, BLOCK, "memory the kernel itself cannot read")      \
	X(OTHER_MEMORY, other-memory, BLOCK, BLOCK,                                                \
	  "ptrace, process_vm_writev, pidfd_getfd and /proc/PID/mem of others, own text by /proc") \
	X(CHILD_MEMORY, child-memory, OFF, BLOCK, "the same of a child: a debugger's work")        \
	X(PROGRAM_IDENTITY, program-identity, BLOCK, BLOCK,                                        \
	  "prctl(PR_SET_MM): another /proc/self/exe or memory layout than exec gave")              \
	X(SCRIPT_FILE, script-file, BLOCK, BLOCK,                                                  \
	  "files an interpreter reads as code that are no script of the image")                    \
	X(INLINE_CODE, inline-code, ALERT, ALERT,                                                  \
	  "code on an interpreter's command line (-c, -e) or from a pipe")                         \
	X(SECURE_EXEC, secure-exec, OFF, OFF,                                                      \
	  "nothing: every program starts with AT_SECURE, so that LD_PRELOAD and the like do nothing") \
	X(RAW_DEVICE, raw-device, BLOCK, BLOCK,                                                    \
	  "writing a block device (host: one that is in use), or the file under a loop device")    \
	X(KERNEL_HELPER, kernel-helper, ALERT, BLOCK,                                              \
	  "writing core_pattern, modprobe, uevent_helper, release_agent, binfmt_misc, sysrq, ...") \
	X(KERNEL_MODULE, kernel-module, BLOCK, BLOCK,                                              \
	  "kernel modules that are not of class module in the image")                              \
	X(KERNEL_IMAGE, kernel-image, BLOCK, BLOCK, "another kernel by kexec")                     \
	X(KERNEL_MEMORY, kernel-memory, ALERT, BLOCK, "/dev/mem, /dev/port, /proc/kcore, MSRs, ports") \
	X(KERNEL_TRACING, kernel-tracing, ALERT, BLOCK, "kprobes, uprobes, tracefs, debugfs")      \
	X(FOREIGN_BPF, foreign-bpf, OFF, BLOCK, "loading BPF programs")                            \
	X(DEVICE_NODE, device-node, OFF, BLOCK, "making block device nodes and those of kernel memory") \
	X(DISK_MOUNT, disk-mount, OFF, BLOCK, "mounting file systems that are on block devices")   \
	X(OUTSIDE_PROCESS, outside-process, OFF, BLOCK,                                            \
	  "namespaces, root directory and descriptors of processes outside the scope")             \
	X(RUNTIME_SOCKET, runtime-socket, OFF, BLOCK,                                              \
	  "connecting to the socket of a container runtime outside the scope")                     \
	X(LOADER_AS_PROGRAM, loader-as-program, BLOCK, BLOCK,                                      \
	  "the dynamic linker started as a program, as ldd does")
/* clang-format on */

#define DB_SETTING_(C, name, host, container, text) DB_SETTING_##C,
enum db_setting { DB_SETTINGS(DB_SETTING_) DB_SETTING_COUNT };
#undef DB_SETTING_

/* X(CONSTANT, name): two bits each in db_policy.levels. */
/* clang-format off */
#define DB_LEVELS(X)                                                                               \
	X(DEFAULT, default)                                                                        \
	X(OFF, off)                                                                                \
	X(ALERT, alert)                                                                            \
	X(BLOCK, block)
/* clang-format on */

#define DB_LEVEL_(C, name) DB_LEVEL_##C,
enum db_level { DB_LEVELS(DB_LEVEL_) DB_LEVEL_COUNT };
#undef DB_LEVEL_

_Static_assert(DB_SETTING_COUNT <= 32, "two bits a setting in 64");

#define DB_LEVEL_AT(level, setting)		 ((__u64)(level) << (2 * (setting)))
#define DB_HOST_(C, name, host, container, text) | DB_LEVEL_AT(DB_LEVEL_##host, DB_SETTING_##C)
#define DB_CONTAINER_(C, name, host, container, text) \
	| DB_LEVEL_AT(DB_LEVEL_##container, DB_SETTING_##C)
#define DB_LEVELS_HOST	    (0ULL DB_SETTINGS(DB_HOST_))
#define DB_LEVELS_CONTAINER (0ULL DB_SETTINGS(DB_CONTAINER_))

/*
 * File systems that can show different bytes at each read (kern/core/filesystem.h lists the honest
 * ones). Refused, unless the image's db_policy.filesystems has the bit; even then a digest on them is
 * never remembered. X(CONSTANT, name, bit, magic): include/uapi/linux/magic.h and each one's sources.
 */
/* clang-format off */
#define DB_FOREIGN_FILESYSTEMS(X)                                                                  \
	X(FUSE, fuse, 0, 0x65735546U) /* virtiofs too */                                           \
	X(NFS, nfs, 1, 0x6969U)                                                                    \
	X(NINEP, 9p, 2, 0x01021997U)                                                               \
	X(CIFS, cifs, 3, 0xFF534D42U)                                                              \
	X(SMB2, smb2, 4, 0xFE534D42U)                                                              \
	X(CEPH, ceph, 5, 0x00C36400U)                                                              \
	X(AFS, afs, 6, 0x6B414653U)                                                                \
	X(VBOXSF, vboxsf, 7, 0x786F4256U)                                                          \
	X(GFS2, gfs2, 8, 0x01161970U)                                                              \
	X(OCFS2, ocfs2, 9, 0x7461636FU)                                                            \
	X(ECRYPTFS, ecryptfs, 10, 0xF15FU)                                                         \
	X(LOOP, loop, 62, 0U) /* a block file system on a loop device whose file may be written */ \
	X(NETWORK_BLOCK, network-block, 63, 0U) /* on nbd, ublk, rbd, drbd */
/* clang-format on */

#define DB_FOREIGN_(C, name, bit, magic) DB_FOREIGN_##C = (bit),
enum db_foreign { DB_FOREIGN_FILESYSTEMS(DB_FOREIGN_) };
#undef DB_FOREIGN_

#define DB_FOREIGN_BIT(C) (1ULL << DB_FOREIGN_##C)

#endif
