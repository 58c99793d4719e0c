/* SPDX-License-Identifier: GPL-2.0-only */
/* What was decided, why, where, and in which mode: the words of events, counters and `explain`. */
#ifndef DB_MAPS_VERDICT_H
#define DB_MAPS_VERDICT_H

/* X(CONSTANT, name, meaning). `audit` means: enforce would have said deny. */
/* clang-format off */
#define DB_VERDICTS(X)                                                                             \
	X(ALLOW, allow, "the action went ahead and nothing was found")                             \
	X(ALERT, alert, "a finding that no mode refuses")                                          \
	X(AUDIT, audit, "enforce would have refused this")                                         \
	X(DENY, deny, "refused with EPERM")                                                        \
	X(KILL, kill, "the process was killed")
/* clang-format on */

/* X(CONSTANT, name, meaning). NONE is the reason of a plain allow. Append only: the numbers are in
 * recorded events. */
/* clang-format off */
#define DB_REASONS(X)                                                                              \
	X(NONE, none, "the image ships these bytes for this use")                                  \
	X(UNKNOWN_SIZE, unknown-size, "no file of the image has this size, so it was not hashed")  \
	X(NOT_IN_IMAGE, not-in-image, "the image does not ship these bytes")                       \
	X(WRONG_CLASS, wrong-class, "the image ships these bytes, but not for this use")           \
	X(LOADER_AS_PROGRAM, loader-as-program,                                                    \
	  "a dynamic linker was started as a program, which would let it load any file")           \
	X(DENYLISTED, denylisted, "the digest is on the list of known-malicious files")            \
	X(MEMORY_FILE, memory-file, "code in memory or an unlinked tmpfs file that is not sealed") \
	X(FILESYSTEM, filesystem, "the file system can show different bytes at each read")         \
	X(BEING_WRITTEN, being-written, "somebody has the file open for writing")                  \
	X(CHANGED, changed, "the file changed while it was being checked")                         \
	X(HASH_FAILED, hash-failed, "the kernel could not compute the SHA-256 of the file")        \
	X(NO_MEMORY, no-memory, "no kernel memory to remember the file")                           \
	X(RECORD_FULL, record-full, "no room or no memory for a record of the file (Linux before 7.2)")        \
	X(NO_IMAGE, no-image, "the scope names an image whose digests are not loaded")             \
	X(NOT_CHECKED, not-checked, "made executable without having been checked before")          \
	X(WRITE_LOCKED, write-locked, "a running scope relies on these bytes as code")             \
	X(CODE_WRITTEN, code-written, "bytes an audited scope runs as code were opened to write")  \
	X(OTHER_FILE_MAPPED, other-file-mapped, "the overlay file was replaced since it was opened")   \
	X(SHARED_WRITABLE, shared-writable,                                                        \
	  "it was mapped shared and writable, so its pages may be written without a descriptor")   \
	X(ANONYMOUS_CODE, anonymous-code, "memory without a file becomes executable")              \
	X(MODIFIED_CODE, modified-code, "changed or writable pages of a file become executable")   \
	X(EXECUTABLE_STACK, executable-stack,                                                      \
	  "stack or heap are executable, and the program is not listed as execstack")              \
	X(USERFAULTFD, userfaultfd, "page faults would be filled by user space")                   \
	X(SECRET_MEMORY, secret-memory, "memory that the kernel itself cannot read")               \
	X(OTHER_MEMORY, other-memory, "memory or descriptors of a process are reached from outside")  \
	X(CHILD_MEMORY, child-memory, "a process reaches into its own child, as a debugger does")  \
	X(PROGRAM_IDENTITY, program-identity, "a process changes what it claims to run")           \
	X(SCRIPT_FILE, script-file, "an interpreter reads code that the image does not ship")      \
	X(INLINE_CODE, inline-code, "an interpreter is given code that is in no file")             \
	X(SECURE_EXEC, secure-exec, "programs start without what LD_PRELOAD and the like ask for") \
	X(RAW_DEVICE, raw-device, "the device or file below a file system would be written")       \
	X(KERNEL_HELPER, kernel-helper, "the kernel would be told what to run or do by itself")    \
	X(KERNEL_MODULE, kernel-module, "a kernel module that the image does not ship")            \
	X(KERNEL_IMAGE, kernel-image, "another kernel would be loaded")                            \
	X(KERNEL_MEMORY, kernel-memory, "kernel memory or hardware would be reached")              \
	X(KERNEL_TRACING, kernel-tracing, "the kernel would be traced or instrumented")            \
	X(FOREIGN_BPF, foreign-bpf, "a BPF program would be loaded")                               \
	X(DEVICE_NODE, device-node, "a device node would be made")                                 \
	X(DISK_MOUNT, disk-mount, "a file system on a block device would be mounted")              \
	X(OUTSIDE_PROCESS, outside-process, "a process outside the scope would be reached")        \
	X(IMA_POLICY, ima-policy, "an IMA policy would make digests stale")                        \
	X(WRITTEN_SINCE_LOAD, written-since-load,                                                  \
	  "read as code; this kernel cannot hash it here, and it is newer than what was loaded")   \
	X(UNVERIFIED, unverified,                                                                  \
	  "read as code; this kernel cannot hash it here; it is older than what was loaded")       \
	X(DRIFT, drift, "new or changed since the container's image, and in no manifest of the containers scope") \
	X(RUNTIME_SOCKET, runtime-socket, "a container runtime outside the scope would be told what to do") \
	X(TAMPER, tamper, "the enforcement itself would be switched off")
/* clang-format on */

/* X(CONSTANT, name, meaning): the moment a program was asked. */
/* clang-format off */
#define DB_MOMENTS(X)                                                                              \
	X(EXEC, exec, "a file is about to be executed, or is the script of a #! line")             \
	X(MAP, map, "a file is being mapped executable")                                           \
	X(PROTECT, protect, "a mapping of a file is being made executable")                        \
	X(WRITE, write, "a file is being opened for writing")                                      \
	X(TRUNCATE, truncate, "a file is being cut or extended by path")                           \
	X(READ, read, "an interpreter opens a file as code")                                       \
	X(INLINE, inline, "an interpreter starts with code that is in no file")                    \
	X(MEMORY, memory, "memory is being made executable or handed to user space")               \
	X(PROCESS, process, "a process reaches into another, or changes what it claims to be")     \
	X(KERNEL, kernel, "the kernel is asked to load, run, trace or show something")             \
	X(MODULE, module, "a kernel module is being loaded from a file")                           \
	X(DEVICE, device, "a device is being opened, made or mounted")                             \
	X(LINKER, linker, "the kernel maps a program's PT_INTERP, which runs before the program")  \
	X(SEAL, seal, "what the seal keeps would be changed, moved or taken away")
/* clang-format on */

/* clang-format off */
#define DB_MODES(X)                                                                                \
	X(OFF, off, "nothing is judged")                                                           \
	X(AUDIT, audit, "judged and recorded, never refused")                                      \
	X(ENFORCE, enforce, "refused")
/* clang-format on */

#define DB_VERDICT_(C, name, text) DB_VERDICT_##C,
#define DB_REASON_(C, name, text)  DB_REASON_##C,
#define DB_MOMENT_(C, name, text)  DB_MOMENT_##C,
#define DB_MODE_(C, name, text)	   DB_MODE_##C,
enum db_verdict { DB_VERDICTS(DB_VERDICT_) DB_VERDICT_COUNT };
enum db_reason { DB_REASONS(DB_REASON_) DB_REASON_COUNT };
enum db_moment { DB_MOMENTS(DB_MOMENT_) DB_MOMENT_COUNT };
enum db_mode { DB_MODES(DB_MODE_) DB_MODE_COUNT };
#undef DB_VERDICT_
#undef DB_REASON_
#undef DB_MOMENT_
#undef DB_MODE_

/* One counter for each verdict and reason, then the ones below. */
#define DB_COUNTER(verdict, reason) ((verdict)*DB_REASON_COUNT + (reason))
/* db_findings: image 0 for tasks in no scope. An allow is no finding. */
#define DB_IMAGE_COUNTER(image, verdict) ((image)*DB_VERDICT_COUNT + (verdict))

/* X(CONSTANT, name, meaning): what is counted besides verdicts. */
/* clang-format off */
#define DB_TALLIES(X)                                                                              \
	X(HASHED, hashed, "files hashed by the kernel")                                            \
	X(REMEMBERED, remembered, "judged from a remembered digest")                               \
	X(EVENT_LOST, event-lost, "events not written: two writers met in one slot, or no recorder")  \
	X(PATH_UNKNOWN, path-unknown, "events whose path could not be read")                       \
	X(SCOPE_LOST, scope-lost, "forks and starts refused because the scope could not be kept")        \
	X(FORGOTTEN, forgotten, "remembered digests dropped because the file was written")         \
	X(UNMARKED, unmarked, "shared writable mappings outside scopes that could not be noted")   \
	X(PROGRAM_LOST, program-lost, "starts refused because the program could not be noted")     \
	X(UNVERIFIED, unverified, "files older than the load that this kernel let an interpreter read unhashed") \
	X(BYTECODE, bytecode, "files of __pycache__ that were refused: python ran the source instead, and no event says so") \
	X(STARTED, started, "interpreters that a container's runtime started with code on the command line: no event says so") \
	X(FOLDED, folded, "repeats that were counted in the event of the first")                   \
	X(PROCESS_UNKNOWN, process-unknown, "starts of programs that could not be noted for events")
/* clang-format on */

#define DB_TALLY_(C, name, text) DB_TALLY_##C,
enum db_tally {
	DB_TALLY_BASE_ = DB_VERDICT_COUNT * DB_REASON_COUNT - 1,
	DB_TALLIES(DB_TALLY_) DB_COUNTER_SLOTS
};
#undef DB_TALLY_

#endif
