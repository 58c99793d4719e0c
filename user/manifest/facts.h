/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the bytes of one file, whatever it is called; its hard links share one. */
#ifndef DB_MANIFEST_FACTS_H
#define DB_MANIFEST_FACTS_H

#include <stdint.h>
#include <sys/types.h>

#include "user/manifest/manifest.h"

enum trait {
	TRAIT_ELF = 1U << 0, /* the kernel or libelf could read its headers */
	TRAIT_ELF_EXEC = 1U << 1, /* the kernel could run it */
	TRAIT_ELF_LIB = 1U << 2, /* a dynamic linker could load it */
	TRAIT_ELF_LOADER = 1U << 3, /* named like a dynamic linker, or named by a PT_INTERP */
	TRAIT_ELF_LOADER_LIB = 1U << 4, /* if a dynamic linker, then the C library too */
	TRAIT_ELF_NO_INTERP = 1U << 5, /* dynamic linkers have no PT_INTERP */
	TRAIT_EXECSTACK = 1U << 6,
	TRAIT_JIT = 1U << 7,
	TRAIT_INTERP = 1U << 8,
	TRAIT_MODULE = 1U << 9, /* relocatable with the sections of a kernel module */
	TRAIT_COMPRESSED = 1U << 10, /* gzip, xz or zstd magic */
	TRAIT_SHEBANG = 1U << 11,
	TRAIT_MODE_EXEC = 1U << 12, /* any x bit */
	TRAIT_SETUID = 1U << 13, /* set-user-ID, set-group-ID or file capabilities */
	TRAIT_RUNTIME = 1U << 15,
	TRAIT_PE = 1U << 14, /* a portable executable: .NET, Windows, EFI */
};

struct facts {
	unsigned int references; /* nodes of the tree that share it */
	uint32_t traits;
	uint64_t size; /* bytes */
	const char *interpreter; /* PT_INTERP or NULL; belongs to the tree */
	uint8_t sha256[MANIFEST_DIGEST_SIZE];
};

/* Bytes at the start of a file that tell what it is; BINPRM_BUF_SIZE is 256. */
#define HEAD_SIZE 512

/* Traits of the first bytes and the mode; TRAIT_ELF then means "has the magic". */
uint32_t head_traits(const void *head, size_t length, mode_t mode);

/*
 * Reads ELF headers at fd. *ret_interpreter: PT_INTERP, to be freed, or NULL. -ENOEXEC: the kernel
 * would refuse it, *ret_reason says why (static text). Other errors: reading failed.
 */
int elf_traits(int fd, uint32_t *ret_traits, char **ret_interpreter, const char **ret_reason);

/* The part of it for ET_REL: adds to *traits. */
int elf_module_traits(int fd, uint32_t *traits, const char **ret_reason);

/* Classes of a file of these facts at this path; 0 is "not code". */
uint32_t classify(const struct facts *facts, const char *path);

/* fnmatch(3) where `*` crosses slashes. */
bool glob_matches(const char *pattern, const char *text);
/* What a name alone says of the ELF program behind it (TRAIT_INTERP, TRAIT_JIT, TRAIT_RUNTIME). */
uint32_t program_name_traits(const char *name);
bool jit_library(const char *soname);
bool loader_soname(const char *soname);
bool loader_library_soname(const char *soname);

#endif
