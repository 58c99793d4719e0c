// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ELF headers say. libelf reads; nothing is taken on trust that would cost memory: only
 * tables that the kernel would take are loaded, and strings are read one at a time.
 */
#include <errno.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/elf_headers.h"
#include "user/manifest/facts.h"

#define INTERP_SIZE_MAX	 4096 /* PATH_MAX, as load_elf_binary() has it; NUL included */
#define DYNAMIC_SIZE_MAX (1U << 20) /* ours: 65536 entries; Firefox has 300 */
#define NEEDED_MAX	 1024 /* ours */
#define SONAME_SIZE_MAX	 256 /* ours: NAME_MAX and NUL; longer ones match no table */

struct elf_view {
	int fd;
	Elf *elf; /* of the headers alone */
	const GElf_Ehdr *header;
	size_t program_headers;
	bool has_load, has_interp, has_dynamic, has_stack, stack_exec, is_pie, has_soname;
	bool has_needed;
	GElf_Phdr dynamic, interp;
	GElf_Addr strings; /* address of the dynamic string table */
	size_t needed_count;
	GElf_Xword soname, needed[NEEDED_MAX]; /* offsets in it */
};

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

static void take_dynamic(struct elf_view *view, GElf_Sxword tag, GElf_Xword value)
{
	switch (tag) {
	case DT_STRTAB:
		view->strings = value;
		break;
	case DT_SONAME:
		view->has_soname = true;
		view->soname = value;
		break;
	case DT_NEEDED:
		view->has_needed = true;
		if (view->needed_count < NEEDED_MAX)
			view->needed[view->needed_count++] = value;
		break;
	case DT_FLAGS_1:
		view->is_pie = value & DF_1_PIE;
		break;
	}
}

static int read_dynamic(struct elf_view *view)
{
	bool wide = view->header->e_ident[EI_CLASS] == ELFCLASS64;
	size_t size = view->dynamic.p_filesz, entry = wide ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);
	_cleanup_free_ char *bytes = NULL;
	Elf_Data data = { .d_type = ELF_T_DYN, .d_version = EV_CURRENT };
	ssize_t n;

	if (!view->has_dynamic || size == 0 || size > DYNAMIC_SIZE_MAX ||
	    view->dynamic.p_offset > INT64_MAX)
		return 0;
	bytes = malloc(size);
	if (!bytes)
		return -ENOMEM;
	n = pread(view->fd, bytes, size, (off_t)view->dynamic.p_offset);
	if (n < 0)
		return -errno;
	data.d_buf = bytes;
	data.d_size = (size_t)n - (size_t)n % entry;
	if (!gelf_xlatetom(view->elf, &data, &data, view->header->e_ident[EI_DATA]))
		return 0;
	for (size_t i = 0; i < data.d_size / entry; i++) {
		const Elf64_Dyn *dyn64 = (const Elf64_Dyn *)bytes + i;
		const Elf32_Dyn *dyn32 = (const Elf32_Dyn *)bytes + i;
		GElf_Sxword tag = wide ? dyn64->d_tag : dyn32->d_tag;

		if (tag == DT_NULL)
			break;
		take_dynamic(view, tag, wide ? dyn64->d_un.d_val : dyn32->d_un.d_val);
	}
	return 0;
}

static bool wants_exec_stack(const struct elf_view *view)
{
	if (view->has_stack)
		return view->stack_exec;
	switch (view->header->e_machine) {
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
	if (view->header->e_type == ET_EXEC || view->has_interp || view->is_pie)
		traits = TRAIT_ELF_EXEC | (view->has_soname ? TRAIT_ELF_LIB : 0U);
	else if (!view->has_dynamic)
		traits = TRAIT_ELF_EXEC; /* nothing but the kernel could load it */
	else if (!view->has_soname && !view->has_needed && view->header->e_entry)
		traits = TRAIT_ELF_EXEC | TRAIT_ELF_LIB; /* perhaps static-pie of old linkers */
	else
		traits = TRAIT_ELF_LIB;
	if (view->header->e_type == ET_EXEC)
		traits &= ~(uint32_t)TRAIT_ELF_LIB;
	return traits;
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

static int traits_of_program(struct elf_view *view, uint32_t *ret_traits, char **ret_interpreter)
{
	int r;

	read_program_headers(view);
	r = read_dynamic(view);
	if (r < 0)
		return r;
	*ret_traits |= traits_of_image(view) | traits_of_dynamic(view);
	if (!view->has_interp)
		*ret_traits |= TRAIT_ELF_NO_INTERP;
	if (wants_exec_stack(view))
		*ret_traits |= TRAIT_EXECSTACK;
	return read_interpreter(view, ret_interpreter);
}

int elf_traits(int fd, uint32_t *ret_traits, char **ret_interpreter, const char **ret_reason)
{
	_cleanup_(elf_headers_free) struct elf_headers headers = { 0 };
	_cleanup_free_ struct elf_view *view = calloc(1, sizeof(*view));
	int r;

	*ret_interpreter = NULL;
	*ret_traits = TRAIT_ELF;
	if (!view)
		return -ENOMEM;
	r = elf_headers_read(fd, &headers, ret_reason);
	if (r < 0)
		return r;
	view->fd = fd;
	view->elf = headers.elf;
	view->header = &headers.header;
	view->program_headers = headers.program_headers;
	switch (headers.header.e_type) {
	case ET_EXEC:
	case ET_DYN:
		return traits_of_program(view, ret_traits, ret_interpreter);
	case ET_REL:
		return elf_module_traits(fd, ret_traits, ret_reason);
	default:
		return 0;
	}
}
