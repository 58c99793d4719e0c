// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each probe reads what the kernel says of itself and never changes it. What no file tells, the
 * canary finds out after attaching.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include <bpf/btf.h>

#include "cleanup.h"
#include "features.h"
#include "kernel_btf.h"

#define SECURITYFS "/sys/kernel/security"

struct probe_state {
	struct features *features;
	struct gap *gaps;
	size_t count;
	int securityfs; /* directory, -errno if this kernel has none */
};

static void __attribute__((format(printf, 3, 4)))
gap(struct probe_state *state, const char *object, const char *sentence, ...)
{
	struct gap *gap = &state->gaps[state->count];
	va_list arguments;

	if (state->count == GAPS_MAX)
		return;
	state->count++;
	gap->object = object;
	gap->cgroups_only = false;
	va_start(arguments, sentence);
	vsnprintf(gap->sentence, sizeof(gap->sentence), sentence, arguments);
	va_end(arguments);
}

/* The first bytes of a file as text; false if it cannot be read. */
static bool read_text_at(int directory, const char *path, char *text, size_t size)
{
	_cleanup_close_ int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);

	if (length < 0)
		return false;
	text[length] = '\0';
	return true;
}

static bool read_text(const char *path, char *text, size_t size)
{
	return read_text_at(AT_FDCWD, path, text, size);
}

/* securityfs; where nobody mounted it, as in an initramfs, through a mount that nobody else sees. */
static int open_securityfs(void)
{
	_cleanup_close_ int mounted = open(SECURITYFS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_cleanup_close_ int context = -1;
	struct statfs fs;

	if (mounted >= 0 && !fstatfs(mounted, &fs) && fs.f_type == SECURITYFS_MAGIC)
		return take_fd(&mounted);
	context = (int)syscall(SYS_fsopen, "securityfs", FSOPEN_CLOEXEC);
	if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -errno;
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY);
}

static bool has_word(const char *list, const char *word, const char *separators)
{
	size_t length = strlen(word);

	for (const char *at = list; *at; at += strcspn(at, separators)) {
		at += strspn(at, separators);
		if (!strncmp(at, word, length) && (!at[length] || strchr(separators, at[length])))
			return true;
	}
	return false;
}

static void probe_privilege(struct probe_state *state)
{
	if (geteuid())
		gap(state, "uid", "loading BPF LSM programs needs root: run it with sudo");
}

#define PID_NAMESPACE_INITIAL 4026531836ULL /* PROC_PID_INIT_INO, include/linux/proc_ns.h */

const char *features_foreign_pids(void)
{
	struct stat namespace;

	/* Without /proc nothing is known; an initramfs is in the initial one. */
	if (stat(DB_PID_NAMESPACE, &namespace) || namespace.st_ino == PID_NAMESPACE_INITIAL)
		return NULL;
	return "in a pid namespace of its own it cannot name its probe to the kernel, and would walk "
	       "over the tasks of that namespace only: run it outside the container";
}

static void probe_pid_namespace(struct probe_state *state)
{
	const char *sentence = features_foreign_pids();

	if (sentence)
		gap(state, DB_PID_NAMESPACE, "%s", sentence);
}

static void probe_lsm(struct probe_state *state)
{
	char text[4096];

	/* Without securityfs nothing is known; the canary will tell. */
	if (read_text_at(state->securityfs, "lsm", text, sizeof(text)) &&
	    !has_word(text, "bpf", ",\n"))
		gap(state, "lsm=",
		    "BPF programs would load and decide nothing: boot with 'lsm=%.120s,bpf' on the "
		    "kernel command line",
		    text);
	if (read_text_at(state->securityfs, "lockdown", text, sizeof(text)) &&
	    strstr(text, "[confidentiality]"))
		gap(state, SECURITYFS "/lockdown",
		    "lockdown=confidentiality forbids BPF programs to read kernel memory: boot with "
		    "lockdown=integrity");
}

static void probe_ftrace(struct probe_state *state)
{
	char text[16];

	if (read_text("/proc/sys/kernel/ftrace_enabled", text, sizeof(text)) && text[0] == '0')
		gap(state, "/proc/sys/kernel/ftrace_enabled",
		    "it is 0, which switches every BPF LSM program off: 'sysctl "
		    "kernel.ftrace_enabled=1'");
}

static void probe_bpffs(struct probe_state *state)
{
	struct statfs fs;

	if (statfs("/sys/fs/bpf", &fs) || fs.f_type != BPF_FS_MAGIC)
		gap(state, "/sys/fs/bpf",
		    "no BPF file system to pin to: 'mount -t bpf bpf /sys/fs/bpf'");
}

#define OLDER_BYTES "with an IMA policy the kernel may answer with the digest of older bytes: "

/*
 * A policy by any of its traces. ima/policy takes one policy and is then removed, unless the kernel
 * was built to take more (IMA_WRITE_POLICY) or to show it (IMA_READ_POLICY); the list of measured
 * files begins with one entry for the boot itself.
 */
static bool probe_ima_policy(struct probe_state *state)
{
	char text[4096];

	if (read_text("/proc/cmdline", text, sizeof(text)) &&
	    (has_word(text, "ima_tcb", " \n") || has_word(text, "ima_appraise_tcb", " \n") ||
	     strstr(text, "ima_policy="))) {
		gap(state, "ima_policy=",
		    OLDER_BYTES "boot without ima_policy=, ima_tcb and ima_appraise_tcb");
		return true;
	}
	if (faccessat(state->securityfs, "ima/policy", F_OK, 0) ||
	    (read_text_at(state->securityfs, "ima/policy", text, sizeof(text)) && text[0])) {
		gap(state, SECURITYFS "/ima/policy", OLDER_BYTES "reboot without loading one");
		return true;
	}
	if (read_text_at(state->securityfs, "ima/runtime_measurements_count", text, sizeof(text)) &&
	    strtoul(text, NULL, 10) > 1) {
		gap(state, SECURITYFS "/ima/runtime_measurements_count",
		    "IMA has measured files, so it has a policy: " OLDER_BYTES
		    "reboot without one");
		return true;
	}
	return false;
}

/*
 * What IMA hashes with, by the entry it made for the boot: "10 <hex> ima-sig sha256:<hex>
 * boot_aggregate", without an algorithm in the oldest template. With a TPM that entry follows the
 * TPM's banks instead, and the command line must do.
 */
static bool ima_algorithm(struct probe_state *state, char name[32])
{
	char text[4096];
	const char *at;

	if (access("/sys/class/tpm/tpm0", F_OK)) {
		if (!read_text_at(state->securityfs, "ima/ascii_runtime_measurements", text,
				  sizeof(text)))
			return false;
		if (strstr(text, " ima "))
			return strcpy(name, "sha1");
		at = strstr(text, " ima-");
		return at && sscanf(at, " %*s %31[^: \n]:", name) == 1;
	}
	if (!read_text("/proc/cmdline", text, sizeof(text)))
		return false;
	at = strstr(text, "ima_hash=");
	return at && sscanf(at, "ima_hash=%31s", name) == 1;
}

static void probe_ima(struct probe_state *state)
{
	char algorithm[32];

	if (state->securityfs < 0)
		return; /* nothing is known; the canary tells of another algorithm, no one of a policy */
	if (faccessat(state->securityfs, "ima", F_OK, 0)) {
		gap(state, SECURITYFS "/ima",
		    "this kernel has no IMA, which computes the digests: it needs CONFIG_IMA=y");
		return;
	}
	if (probe_ima_policy(state))
		return;
	if (ima_algorithm(state, algorithm) && strcmp(algorithm, "sha256"))
		gap(state, "ima_hash=",
		    "the kernel hashes with '%s' instead of SHA-256: boot with ima_hash=sha256",
		    algorithm);
}

static void probe_cgroup(struct probe_state *state)
{
	struct statfs fs;

	state->features->cgroup2 =
		!statfs("/sys/fs/cgroup", &fs) && fs.f_type == CGROUP2_SUPER_MAGIC;
	if (state->features->cgroup2)
		return;
	gap(state, "/sys/fs/cgroup",
	    "not cgroup v2 alone, so cgroup scopes would never match: boot with "
	    "systemd.unified_cgroup_hierarchy=1 or mount cgroup2 there");
	if (state->count)
		state->gaps[state->count - 1].cgroups_only = true;
}

/* Opening a file system type by name makes the kernel load its module, as mount would. */
static void probe_overlay(struct probe_state *state)
{
	_cleanup_close_ int fd = (int)syscall(SYS_fsopen, "overlay", FSOPEN_CLOEXEC);

	state->features->overlay = fd >= 0;
}

/* A directory on a tmpfs that nobody else sees. */
static int private_directory(void)
{
	_cleanup_close_ int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);

	if (context < 0 || syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -errno;
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
}

#define LOOP_CONTROL makedev(10, 237) /* Documentation/admin-guide/devices.txt */

/* Opening this node makes the kernel load the loop module, as losetup would. Without it in /dev, one of our own. */
static void probe_loop(struct probe_state *state)
{
	_cleanup_close_ int fd = open("/dev/loop-control", O_RDONLY | O_CLOEXEC);
	_cleanup_close_ int directory = -1;

	if (fd < 0) {
		directory = private_directory();
		if (directory >= 0 && !mknodat(directory, "loop", S_IFCHR | 0600, LOOP_CONTROL))
			fd = openat(directory, "loop", O_RDONLY | O_CLOEXEC);
	}
	state->features->loop = fd >= 0;
}

static void probe_btf(struct probe_state *state)
{
	struct btf *btf = btf__load_vmlinux_btf();
	unsigned int arguments;

	if (!btf) {
		gap(state, "/sys/kernel/btf/vmlinux",
		    "%s: programs cannot be fitted to this kernel: it needs "
		    "CONFIG_DEBUG_INFO_BTF=y and the file readable",
		    strerror(errno));
		return;
	}
	arguments = kernel_btf_arguments(btf, "bpf_lsm_inode_setattr");
	if (!arguments)
		gap(state, "CONFIG_BPF_LSM",
		    "this kernel was built without BPF LSM: it needs CONFIG_BPF_LSM=y");
	else if (!kernel_btf_reenters(btf))
		gap(state, "Linux before 6.1.54",
		    "this kernel skips a program that another task on the same CPU is inside, and "
		    "so allows what it would refuse: update the kernel");
	state->features->setattr_has_idmap = arguments == 3;
	state->features->file_post_open = kernel_btf_has_function(btf, "bpf_lsm_file_post_open");
	state->features->ia32_syscalls = kernel_btf_has_function(btf, "__ia32_sys_personality");
	state->features->ioctl_compat_hook =
		kernel_btf_has_function(btf, "bpf_lsm_file_ioctl_compat");
	state->features->real_data_inode = kernel_btf_has_function(btf, "bpf_real_data_inode");
	state->features->exec_check = kernel_btf_has_member(btf, "linux_binprm", "is_check");
	btf__free(btf);
}

size_t features_probe(struct features *features, struct gap gaps[GAPS_MAX])
{
	static void (*const probes[])(struct probe_state *) = {
		probe_privilege, probe_pid_namespace, probe_lsm,     probe_btf,	 probe_bpffs,
		probe_ftrace,	 probe_ima,	      probe_overlay, probe_loop, probe_cgroup,
	};
	_cleanup_close_ int securityfs = open_securityfs();
	struct probe_state state = { .features = features, .gaps = gaps, .securityfs = securityfs };

	memset(features, 0, sizeof(*features));
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		probes[i](&state);
	return state.count;
}
