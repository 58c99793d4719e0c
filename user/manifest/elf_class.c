// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ELF headers say. libelf reads; nothing is taken on trust that would cost memory: only
 * tables that the kernel would take are loaded, and strings are read one at a time.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/facts.h"

#define PHDRS_SIZE_MAX	  65536 /* ELF_MIN_ALIGN bound of load_elf_phdrs(), fs/binfmt_elf.c */
#define INTERP_SIZE_MAX	  4096 /* PATH_MAX, as load_elf_binary() has it; NUL included */
#define DYNAMIC_SIZE_MAX  (1U << 20) /* ours: 65536 entries; Firefox has 300 */
#define NEEDED_MAX	  1024 /* ours */
#define SONAME_SIZE_MAX	  256 /* ours: NAME_MAX and NUL; longer ones match no table */
#define SECTION_NAMES_MAX (4U << 20) /* ours: bytes; large modules have 100 KB */

struct elf_view {
	int fd;
	Elf *elf;
	GElf_Ehdr header;
	size_t program_headers;
	bool has_load, has_interp, has_dynamic, has_stack, stack_exec, is_pie, has_soname;
	bool has_needed;
	GElf_Phdr dynamic, interp;
	GElf_Addr strings; /* address of the dynamic string table */
	size_t needed_count;
	GElf_Xword soname, needed[NEEDED_MAX]; /* offsets in it */
};

static void cleanup_elf(Elf **elf)
{
	if (*elf)
		elf_end(*elf);
}

/* A string at an offset of the file, cut to the buffer. */
static bool read_string(int fd, uint64_t offset, char *buffer, size_t size)
{
	ssize_t n;

	if (offset > INT64_MAX)
		return false;
	n = pread(fd, buffer, size - 1, (off_t)offset);
	if (n <= 0)
		return false;
	buffer[n] = '\0';
	return true;
}

static bool address_to_offset(const struct elf_view *view, GElf_Addr address, uint64_t *ret_offset)
{
	for (size_t i = 0; i < view->program_headers; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(view->elf, (int)i, &p) || p.p_type != PT_LOAD)
			continue;
		if (address < p.p_vaddr || address - p.p_vaddr >= p.p_filesz)
			continue;
		return !__builtin_add_overflow(p.p_offset, address - p.p_vaddr, ret_offset);
	}
	return false;
}

static bool dynamic_string(const struct elf_view *view, GElf_Xword index, char *buffer, size_t size)
{
	uint64_t offset;

	return address_to_offset(view, view->strings, &offset) &&
	       !__builtin_add_overflow(offset, index, &offset) &&
	       read_string(view->fd, offset, buffer, size);
}

static void read_program_headers(struct elf_view *view)
{
	for (size_t i = 0; i < view->program_headers; i++) {
		GElf_Phdr p;

		if (!gelf_getphdr(view->elf, (int)i, &p))
			continue;
		switch (p.p_type) {
		case PT_LOAD:
			view->has_load = true;
			break;
		case PT_INTERP:
			/* The kernel takes the first. */
			if (!view->has_interp)
				view->interp = p;
			view->has_interp = true;
			break;
		case PT_DYNAMIC:
			view->has_dynamic = true;
			view->dynamic = p;
			break;
		case PT_GNU_STACK:
			view->has_stack = true;
			view->stack_exec = p.p_flags & PF_X;
			break;
		}
	}
}

static void read_dynamic(struct elf_view *view)
{
	size_t size = view->dynamic.p_filesz, count;
	Elf_Data *entries;

	if (!view->has_dynamic || size == 0 || size > DYNAMIC_SIZE_MAX ||
	    view->dynamic.p_offset > INT64_MAX)
		return;
	entries = elf_getdata_rawchunk(view->elf, (int64_t)view->dynamic.p_offset, size, ELF_T_DYN);
	if (!entries)
		return;
	count = entries->d_size / gelf_fsize(view->elf, ELF_T_DYN, 1, EV_CURRENT);
	for (size_t i = 0; i < count; i++) {
		GElf_Dyn entry;

		if (!gelf_getdyn(entries, (int)i, &entry) || entry.d_tag == DT_NULL)
			break;
		switch (entry.d_tag) {
		case DT_STRTAB:
			view->strings = entry.d_un.d_ptr;
			break;
		case DT_SONAME:
			view->has_soname = true;
			view->soname = entry.d_un.d_val;
			break;
		case DT_NEEDED:
			view->has_needed = true;
			if (view->needed_count < NEEDED_MAX)
				view->needed[view->needed_count++] = entry.d_un.d_val;
			break;
		case DT_FLAGS_1:
			view->is_pie = entry.d_un.d_val & DF_1_PIE;
			break;
		}
	}
}

static bool wants_exec_stack(const struct elf_view *view)
{
	if (view->has_stack)
		return view->stack_exec;
	switch (view->header.e_machine) {
	case EM_386: /* exec-all, arch/x86/include/asm/elf.h since v5.8 */
	case EM_ARM: /* EXSTACK_DEFAULT, arch/arm/kernel/elf.c */
		return true;
	case EM_X86_64:
		/*
		 * The kernel gives no executable stack for it, but glibc does: it takes
		 * DEFAULT_STACK_PERMS of sysdeps/x86/stackinfo.h for what it loads.
		 */
		return view->has_dynamic;
	default:
		return false;
	}
}

static uint32_t traits_of_dynamic(const struct elf_view *view)
{
	char name[SONAME_SIZE_MAX];
	uint32_t traits = 0;

	if (view->has_soname && dynamic_string(view, view->soname, name, sizeof(name))) {
		if (loader_soname(name))
			traits |= TRAIT_ELF_LOADER;
		if (loader_library_soname(name))
			traits |= TRAIT_ELF_LOADER_LIB;
	}
	for (size_t i = 0; i < view->needed_count; i++)
		if (dynamic_string(view, view->needed[i], name, sizeof(name)) && jit_library(name))
			traits |= TRAIT_JIT;
	return traits;
}

/* A program, a library, or both: libc.so.6 has PT_INTERP and a name to be loaded by. */
static uint32_t traits_of_image(const struct elf_view *view)
{
	uint32_t traits = 0;

	if (!view->has_load)
		return 0;
	if (view->header.e_type == ET_EXEC || view->has_interp || view->is_pie)
		traits = TRAIT_ELF_EXEC | (view->has_soname ? TRAIT_ELF_LIB : 0U);
	else if (!view->has_dynamic)
		traits = TRAIT_ELF_EXEC; /* nothing but the kernel could load it */
	else if (!view->has_soname && !view->has_needed && view->header.e_entry)
		traits = TRAIT_ELF_EXEC | TRAIT_ELF_LIB; /* perhaps static-pie of old linkers */
	else
		traits = TRAIT_ELF_LIB;
	if (view->header.e_type == ET_EXEC)
		traits &= ~(uint32_t)TRAIT_ELF_LIB;
	return traits;
}

/* The names of sections, up to a size no kernel module has; libelf would load all of them. */
static char *read_section_names(const struct elf_view *view, size_t *ret_size)
{
	_cleanup_free_ char *names = NULL;
	size_t index, size;
	GElf_Shdr strings;
	ssize_t n;

	if (elf_getshdrstrndx(view->elf, &index) != 0 ||
	    !gelf_getshdr(elf_getscn(view->elf, index), &strings) || strings.sh_offset > INT64_MAX)
		return NULL;
	size = strings.sh_size < SECTION_NAMES_MAX ? strings.sh_size : SECTION_NAMES_MAX;
	names = malloc(size + 1);
	n = names ? pread(view->fd, names, size, (off_t)strings.sh_offset) : -1;
	if (n < 0)
		return NULL;
	names[n] = '\0';
	*ret_size = (size_t)n;
	return take_pointer(names);
}

static bool has_module_section(const struct elf_view *view)
{
	size_t size = 0;
	_cleanup_free_ char *names = read_section_names(view, &size);
	Elf_Scn *section = NULL;

	while (names && (section = elf_nextscn(view->elf, section))) {
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
 * count may be as large as the file, so it is refused before; nothing executable uses it.
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

static const char *open_view(struct elf_view *view)
{
	size_t entry;

	if (extended_section_numbers(view->fd))
		return "too many sections";
	view->elf = elf_begin(view->fd, ELF_C_READ, NULL);
	if (!view->elf || elf_kind(view->elf) != ELF_K_ELF ||
	    !gelf_getehdr(view->elf, &view->header))
		return "truncated or malformed ELF header";
	if (elf_getphdrnum(view->elf, &view->program_headers) != 0)
		return "malformed program headers";
	entry = gelf_fsize(view->elf, ELF_T_PHDR, 1, EV_CURRENT);
	if (view->program_headers > PHDRS_SIZE_MAX / entry)
		return "too many program headers";
	if (view->program_headers > 0) {
		GElf_Phdr first;

		if (!gelf_getphdr(view->elf, 0, &first))
			return "truncated program headers";
	}
	return NULL;
}

static int read_interpreter(const struct elf_view *view, char **ret_interpreter)
{
	char text[INTERP_SIZE_MAX];
	char *copy;

	*ret_interpreter = NULL;
	if (!view->has_interp || view->interp.p_filesz < 2 ||
	    view->interp.p_filesz > INTERP_SIZE_MAX ||
	    !read_string(view->fd, view->interp.p_offset, text, view->interp.p_filesz))
		return 0;
	copy = strdup(text);
	if (!copy)
		return -ENOMEM;
	*ret_interpreter = copy;
	return 0;
}

int elf_traits(int fd, uint32_t *ret_traits, char **ret_interpreter, const char **ret_reason)
{
	_cleanup_free_ struct elf_view *view = calloc(1, sizeof(*view));
	_cleanup_(cleanup_elf) Elf *elf = NULL;
	uint32_t traits = TRAIT_ELF;
	int r;

	if (!view)
		return -ENOMEM;
	elf_version(EV_CURRENT);
	view->fd = fd;
	*ret_reason = open_view(view);
	elf = view->elf;
	if (*ret_reason)
		return -ENOEXEC;

	if (view->header.e_type == ET_REL) {
		*ret_interpreter = NULL;
		*ret_traits = traits | (has_module_section(view) ? TRAIT_MODULE : 0U);
		return 0;
	}
	if (view->header.e_type != ET_EXEC && view->header.e_type != ET_DYN) {
		*ret_interpreter = NULL;
		*ret_traits = traits;
		return 0;
	}
	read_program_headers(view);
	read_dynamic(view);
	traits |= traits_of_image(view) | traits_of_dynamic(view);
	if (!view->has_interp)
		traits |= TRAIT_ELF_NO_INTERP;
	if (wants_exec_stack(view))
		traits |= TRAIT_EXECSTACK;
	r = read_interpreter(view, ret_interpreter);
	if (r < 0)
		return r;
	*ret_traits = traits;
	return 0;
}
