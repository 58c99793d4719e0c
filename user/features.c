// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each probe reads what the kernel says of itself and never changes it. What no file tells, the
 * canary finds out after attaching.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include <bpf/btf.h>

#include "cleanup.h"
#include "features.h"

#define SECURITYFS "/sys/kernel/security"

struct probe_state {
	struct features *features;
	struct gap *gaps;
	size_t count;
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
static bool read_text(const char *path, char *text, size_t size)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);

	if (length < 0)
		return false;
	text[length] = '\0';
	return true;
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

static void probe_lsm(struct probe_state *state)
{
	char text[4096];

	/* Without securityfs nothing is known; the canary will tell. */
	if (read_text(SECURITYFS "/lsm", text, sizeof(text)) && !has_word(text, "bpf", ",\n"))
		gap(state, "lsm=",
		    "BPF programs would load and decide nothing: boot with 'lsm=%.120s,bpf' on the "
		    "kernel command line",
		    text);
	if (read_text(SECURITYFS "/lockdown", text, sizeof(text)) &&
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

static void probe_ima(struct probe_state *state)
{
	char text[4096];
	char *algorithm;

	if (access("/proc/cmdline", R_OK) == 0 && read_text("/proc/cmdline", text, sizeof(text)) &&
	    (has_word(text, "ima_tcb", " \n") || has_word(text, "ima_appraise_tcb", " \n") ||
	     strstr(text, "ima_policy="))) {
		gap(state, "ima_policy=",
		    "with an IMA policy the kernel may answer with the digest of older bytes: boot "
		    "without ima_policy=, ima_tcb and ima_appraise_tcb");
		return;
	}
	if (access(SECURITYFS, X_OK) == 0 && access(SECURITYFS "/evm", F_OK) &&
	    access(SECURITYFS "/ima", F_OK) && access(SECURITYFS "/lsm", R_OK) == 0) {
		gap(state, SECURITYFS "/ima",
		    "this kernel has no IMA, which computes the digests: it needs CONFIG_IMA=y");
		return;
	}
	/* Only readable where CONFIG_IMA_READ_POLICY is set; a rule in it is a policy. */
	if (read_text(SECURITYFS "/ima/policy", text, sizeof(text)) && text[0])
		gap(state, SECURITYFS "/ima/policy",
		    "with an IMA policy the kernel may answer with the digest of older bytes: reboot "
		    "without loading one");
	else if (read_text(SECURITYFS "/ima/runtime_measurements_count", text, sizeof(text)) &&
		 strtoul(text, NULL, 10) > 1)
		gap(state, SECURITYFS "/ima/runtime_measurements_count",
		    "IMA has measured files, so a policy is loaded, and the kernel may answer with "
		    "the digest of older bytes: reboot without one");
	/* 10 <pcr> ima-ng sha256:<hex> boot_aggregate */
	if (!read_text(SECURITYFS "/ima/ascii_runtime_measurements", text, sizeof(text)))
		return;
	algorithm = strstr(text, "ima-ng ");
	if (algorithm && strncmp(algorithm, "ima-ng sha256:", 14))
		gap(state, "ima_hash=",
		    "the kernel hashes with '%.*s' instead of SHA-256: boot with ima_hash=sha256",
		    (int)strcspn(algorithm + 7, ": "), algorithm + 7);
}

static void probe_cgroup(struct probe_state *state)
{
	struct statfs fs;

	state->features->cgroup2 = !statfs("/sys/fs/cgroup", &fs) &&
				   fs.f_type == CGROUP2_SUPER_MAGIC;
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
	_cleanup_close_ int fd = (int)syscall(SYS_fsopen, "overlay", 1 /* FSOPEN_CLOEXEC */);

	state->features->overlay = fd >= 0;
}

static void probe_btf(struct probe_state *state)
{
	struct btf *btf = btf__load_vmlinux_btf();
	const struct btf_type *function;
	int id;

	if (!btf) {
		gap(state, "/sys/kernel/btf/vmlinux",
		    "%s: programs cannot be fitted to this kernel: it needs "
		    "CONFIG_DEBUG_INFO_BTF=y and the file readable",
		    strerror(errno));
		return;
	}
	id = btf__find_by_name_kind(btf, "bpf_lsm_inode_setattr", BTF_KIND_FUNC);
	if (id < 0) {
		gap(state, "CONFIG_BPF_LSM",
		    "this kernel was built without BPF LSM: it needs CONFIG_BPF_LSM=y");
	} else {
		function = btf__type_by_id(btf, btf__type_by_id(btf, id)->type);
		state->features->setattr_has_idmap = btf_vlen(function) == 3;
	}
	state->features->real_data_inode =
		btf__find_by_name_kind(btf, "bpf_real_data_inode", BTF_KIND_FUNC) > 0;
	btf__free(btf);
}

size_t features_probe(struct features *features, struct gap gaps[GAPS_MAX])
{
	static void (*const probes[])(struct probe_state *) = {
		probe_privilege, probe_lsm,   probe_btf,     probe_bpffs,
		probe_ftrace,	 probe_ima,   probe_overlay, probe_cgroup,
	};
	struct probe_state state = { .features = features, .gaps = gaps };

	memset(features, 0, sizeof(*features));
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		probes[i](&state);
	return state.count;
}
