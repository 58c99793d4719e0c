// SPDX-License-Identifier: GPL-2.0-only
/* Which relocatable files are kernel modules: those that have their sections. */
#include <errno.h>
#include <gelf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/facts.h"

#define SECTION_NAMES_MAX (4U << 20) /* ours: bytes; large modules have 100 KB */

static void cleanup_elf(Elf **elf)
{
	if (*elf)
		elf_end(*elf);
}

/* The names of sections, up to a size no kernel module has; libelf would load all of them. */
static char *read_section_names(int fd, Elf *elf, size_t *ret_size)
{
	_cleanup_free_ char *names = NULL;
	size_t index, size;
	GElf_Shdr strings;
	ssize_t n;

	if (elf_getshdrstrndx(elf, &index) != 0 ||
	    !gelf_getshdr(elf_getscn(elf, index), &strings) || strings.sh_offset > INT64_MAX)
		return NULL;
	size = strings.sh_size < SECTION_NAMES_MAX ? strings.sh_size : SECTION_NAMES_MAX;
	names = malloc(size + 1);
	n = names ? pread(fd, names, size, (off_t)strings.sh_offset) : -1;
	if (n < 0)
		return NULL;
	names[n] = '\0';
	*ret_size = (size_t)n;
	return take_pointer(names);
}

static bool has_module_section(int fd, Elf *elf)
{
	size_t size = 0;
	_cleanup_free_ char *names = read_section_names(fd, elf, &size);
	Elf_Scn *section = NULL;

	while (names && (section = elf_nextscn(elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_name >= size)
			continue;
		name = names + header.sh_name;
		if (strcmp(name, ".modinfo") == 0 || strcmp(name, ".gnu.linkonce.this_module") == 0)
			return true;
	}
	return false;
}

/*
 * libelf allocates some 200 bytes a section when it opens a file. With extended numbering the
 * count may be as large as the file, so it is refused before; no module uses it.
 */
static bool extended_section_numbers(int fd)
{
	union {
		unsigned char ident[EI_NIDENT];
		Elf32_Ehdr e32;
		Elf64_Ehdr e64;
	} header = { 0 };

	if (pread(fd, &header, sizeof(header), 0) < (ssize_t)sizeof(Elf32_Ehdr))
		return false;
	if (header.ident[EI_CLASS] == ELFCLASS64) /* zero reads alike in both byte orders */
		return header.e64.e_shnum == 0 && header.e64.e_shoff != 0;
	return header.e32.e_shnum == 0 && header.e32.e_shoff != 0;
}

int elf_module_traits(int fd, uint32_t *traits, const char **ret_reason)
{
	_cleanup_(cleanup_elf) Elf *elf = NULL;

	if (extended_section_numbers(fd)) {
		*ret_reason = "too many sections";
		return -ENOEXEC;
	}
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_kind(elf) != ELF_K_ELF) {
		*ret_reason = "truncated or malformed ELF header";
		return -ENOEXEC;
	}
	if (has_module_section(fd, elf))
		*traits |= TRAIT_MODULE;
	return 0;
}
