// SPDX-License-Identifier: GPL-2.0-only
/* From content and name to classes; the rules are in docs/design/010-manifest-classes.md. */
#include <endian.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "user/manifest/class_table.h"
#include "user/manifest/program_table.h"
#include "user/manifest/facts.h"

#define MATCHES(table, text) matches(table, sizeof(table) / sizeof((table)[0]), text)

/* fnmatch(), after what plain comparison can tell: a million names meet all these patterns. */
bool glob_matches(const char *pattern, const char *text)
{
	static const char special[] = "*?[\\";
	size_t plain = strcspn(pattern, special);

	if (pattern[plain] == '\0')
		return strcmp(pattern, text) == 0;
	if (strncmp(pattern, text, plain) != 0)
		return false;
	if (pattern[0] == '*' && pattern[1 + strcspn(pattern + 1, special)] == '\0') {
		size_t suffix = strlen(pattern) - 1, length = strlen(text);

		return length >= suffix && strcmp(text + length - suffix, pattern + 1) == 0;
	}
	return fnmatch(pattern, text, 0) == 0;
}

static bool matches(const char *const *table, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (glob_matches(table[i], text))
			return true;
	return false;
}

uint32_t program_name_traits(const char *name)
{
	return (MATCHES(interpreter_names, name) ? TRAIT_INTERP : 0U) |
	       (MATCHES(jit_names, name) ? TRAIT_JIT : 0U) |
	       (MATCHES(runtime_names, name) ? TRAIT_RUNTIME : 0U);
}

bool jit_library(const char *soname)
{
	return MATCHES(jit_libraries, soname);
}

bool loader_soname(const char *soname)
{
	return MATCHES(loader_sonames, soname);
}

bool loader_library_soname(const char *soname)
{
	return MATCHES(loader_library_sonames, soname);
}

static bool begins_with(const void *head, size_t length, const void *magic, size_t magic_length)
{
	return length >= magic_length && memcmp(head, magic, magic_length) == 0;
}

#define BEGINS(magic) begins_with(head, length, magic, sizeof(magic) - 1)

#define PE_OFFSET_AT  0x3c /* e_lfanew of the DOS header, 32 bits little endian */
#define PE_OFFSET_MAX 0x10000 /* ours: text that begins with MZ has more there */

/* A header that lies beyond the head is taken for one: whoever guesses, guesses code. */
static bool is_portable_executable(const uint8_t *head, size_t length)
{
	uint32_t at;

	if (!BEGINS("MZ") || length < PE_OFFSET_AT + sizeof(at))
		return false;
	memcpy(&at, head + PE_OFFSET_AT, sizeof(at));
	at = le32toh(at);
	if (at > HEAD_SIZE - 4)
		return at < PE_OFFSET_MAX;
	return at + 4 <= length && memcmp(head + at, "PE\0\0", 4) == 0;
}

uint32_t head_traits(const void *head, size_t length, mode_t mode)
{
	uint32_t traits = 0;

	if (BEGINS("\177ELF"))
		traits |= TRAIT_ELF;
	else if (BEGINS("#!"))
		traits |= TRAIT_SHEBANG;
	else if (BEGINS("\037\213") || BEGINS("\3757zXZ") || BEGINS("\050\265\057\375"))
		traits |= TRAIT_COMPRESSED;
	else if (is_portable_executable(head, length))
		traits |= TRAIT_PE;
	if (mode & (S_IXUSR | S_IXGRP | S_IXOTH))
		traits |= TRAIT_MODE_EXEC;
	if (mode & (S_ISUID | S_ISGID))
		traits |= TRAIT_SETUID;
	return traits;
}

/* What headers do not tell of a file that could be a program. */
static uint32_t loader_name_traits(uint32_t traits, const char *name)
{
	if (!(traits & TRAIT_ELF_NO_INTERP) || !(traits & (TRAIT_ELF_EXEC | TRAIT_ELF_LOADER)))
		return 0;
	if ((traits & TRAIT_ELF_LIB) && MATCHES(loader_library_names, name))
		return TRAIT_ELF_LOADER | TRAIT_ELF_LOADER_LIB;
	return MATCHES(loader_names, name) ? TRAIT_ELF_LOADER : 0U;
}

static uint32_t classify_elf(uint32_t traits, const char *name)
{
	uint32_t classes = 0;

	traits |= loader_name_traits(traits, name);
	if ((traits & TRAIT_ELF_LOADER) && (traits & TRAIT_ELF_NO_INTERP)) {
		classes |= DB_CLASS_LOADER;
		if (traits & TRAIT_ELF_LOADER_LIB)
			classes |= DB_CLASS_LIB;
		return classes;
	}
	if (traits & TRAIT_ELF_LIB)
		classes |= DB_CLASS_LIB;
	if (traits & TRAIT_ELF_EXEC) {
		traits |= program_name_traits(name);
		classes |= DB_CLASS_EXEC;
		if (traits & TRAIT_INTERP)
			classes |= DB_CLASS_INTERP;
		if (traits & TRAIT_JIT)
			classes |= DB_CLASS_JIT;
		if (traits & TRAIT_RUNTIME)
			classes |= DB_CLASS_RUNTIME;
	}
	if (classes && (traits & TRAIT_EXECSTACK))
		classes |= DB_CLASS_EXECSTACK;
	if (traits & TRAIT_MODULE)
		classes |= DB_CLASS_MODULE;
	return classes;
}

static bool is_script(uint32_t traits, const char *name, const char *path)
{
	/*
	 * Executable without `#!`: a shell runs it after ENOEXEC, looking at the first line at
	 * most (self-extracting archives), and binfmt_misc what it is told to.
	 */
	return (traits & (TRAIT_SHEBANG | TRAIT_MODE_EXEC)) || MATCHES(script_names, name) ||
	       MATCHES(script_paths, path);
}

uint32_t classify(const struct facts *facts, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	uint32_t traits = facts->traits, classes;

	if (traits & TRAIT_ELF)
		classes = classify_elf(traits, name);
	else if ((traits & TRAIT_COMPRESSED) && MATCHES(compressed_module_names, name))
		classes = DB_CLASS_MODULE;
	else if (traits & TRAIT_PE) /* read as a program, and ReadyToRun code is mapped */
		classes = DB_CLASS_SCRIPT | DB_CLASS_LIB;
	else
		classes = is_script(traits, name, path) ? DB_CLASS_SCRIPT : 0U;
	if (classes && (traits & TRAIT_SETUID))
		classes |= DB_CLASS_SETUID;
	return classes;
}
