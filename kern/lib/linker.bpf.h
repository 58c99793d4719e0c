/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is the dynamic linker to do, now that somebody started it as a program? ldd starts it to look: it maps a file and its
 * libraries, says what they are, and ends. What it maps then never runs, not even an interpreter.
 */
#ifndef DB_LIB_LINKER_BPF_H
#define DB_LIB_LINKER_BPF_H

#include "setting.bpf.h"

#define LINKER_NAME_MAX	  64 /* argv[0] with its NUL; longer than a path of any linker */
#define ENVIRONMENT_STEPS 4096 /* of 31 bytes, or shorter variables; the rest is not looked at */

#define AT_SECURE_ 23 /* include/uapi/linux/auxvec.h */

/* The first word after the name, as glibc has it (elf/rtld.c): no later one takes these back. */
static __always_inline bool first_option_looks(const char *words)
{
	char name[LINKER_NAME_MAX], option[16] = "";
	long length = bpf_probe_read_user_str(name, sizeof(name), words);

	if (length <= 0 || length >= LINKER_NAME_MAX)
		return false;
	length = bpf_probe_read_user_str(option, sizeof(option), words + length);
	return (length == sizeof("--list") &&
		!__builtin_memcmp(option, "--list", sizeof("--list"))) ||
	       (length == sizeof("--verify") &&
		!__builtin_memcmp(option, "--verify", sizeof("--verify")));
}

struct variable_search {
	__u64 at, end;
	__u32 inside; /* of a variable that is longer than a step */
	__u32 looks; /* LD_TRACE_LOADED_OBJECTS is among them, whatever its value */
	__u32 tunables; /* so is GLIBC_TUNABLES: since 2.40 that can make the linker take no notice of the other */
};

static long visit_variable(__u32 index, struct variable_search *search)
{
	static const char trace[] = "LD_TRACE_LOADED_OBJECTS=", tunables[] = "GLIBC_TUNABLES";
	char start[32] = {};
	long length;

	if (search->at >= search->end)
		return 1;
	length = read_user_text(start, sizeof(start), search->at);
	if (length < 0)
		return 1;
	if (!search->inside) {
		search->looks |= !__builtin_memcmp(start, trace, sizeof(trace) - 1);
		search->tunables |= !__builtin_memcmp(start, tunables, sizeof(tunables) - 1);
	}
	/* Full: its NUL is that of the reader, and what follows may be an empty rest. */
	search->inside = length == sizeof(start);
	search->at += search->inside ? sizeof(start) - 1 : (__u64)length;
	return 0;
}

struct secure_search {
	const unsigned long *at;
	__u32 insecure; /* AT_SECURE was found, and is 0 */
};

static long visit_auxiliary(__u32 index, struct secure_search *search)
{
	unsigned long pair[2] = {};

	bpf_probe_read_kernel(pair, sizeof(pair), search->at + 2 * index);
	if (pair[0] == AT_SECURE_)
		search->insecure = pair[1] == 0;
	return !pair[0] || pair[0] == AT_SECURE_;
}

/*
 * True if the current task, which runs the linker, only looks. Its words and variables are those of its exec: no program has
 * run in it that could have changed them. Only of glibc's is known what it does with them; of variables only without
 * AT_SECURE, where newer ones take no notice of them. What cannot be read, or not to its end, is no reason to believe it.
 */
__noinline int linker_looks(void)
{
	const struct db_task *entry = task_entry(bpf_get_current_task());
	struct task_struct *task = bpf_get_current_task_btf();
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	struct variable_search search = {};
	struct secure_search secure = {};

	if (!entry || !(entry->program & DB_CLASS_LOADER) || entry->family != DB_FAMILY_GLIBC)
		return 0;
	if (first_option_looks((const char *)BPF_CORE_READ(mm, arg_start)))
		return 1;
	secure.at = (const unsigned long *)((void *)mm +
					    bpf_core_field_offset(struct mm_struct, saved_auxv));
	bpf_loop(bpf_core_field_size(struct mm_struct, saved_auxv) / 16, visit_auxiliary, &secure,
		 0);
	if (!secure.insecure)
		return 0;
	search.at = BPF_CORE_READ(mm, env_start);
	search.end = BPF_CORE_READ(mm, env_end);
	bpf_loop(ENVIRONMENT_STEPS, visit_variable, &search, 0);
	return search.at >= search.end && search.looks && !search.tunables;
}

#endif
