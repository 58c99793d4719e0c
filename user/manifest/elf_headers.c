// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/manifest/elf_headers.h"

#define PHDRS_SIZE_MAX 65536 /* load_elf_phdrs(), fs/binfmt_elf.c */

union raw_header {
	unsigned char ident[EI_NIDENT];
	Elf32_Ehdr e32;
	Elf64_Ehdr e64;
};

void elf_headers_free(struct elf_headers *headers)
{
	if (headers->elf)
		elf_end(headers->elf);
	free(headers->image);
	*headers = (struct elf_headers){ 0 };
}

static size_t header_size(unsigned char class)
{
	return class == ELFCLASS64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

/* Zero reads alike in both byte orders. */
static void forget_sections(union raw_header *raw, unsigned char class)
{
	if (class == ELFCLASS64) {
		raw->e64.e_shoff = 0;
		raw->e64.e_shnum = raw->e64.e_shstrndx = 0;
	} else {
		raw->e32.e_shoff = 0;
		raw->e32.e_shnum = raw->e32.e_shstrndx = 0;
	}
}

static void place_program_headers(union raw_header *raw, unsigned char class, unsigned char data)
{
	size_t size = header_size(class);

	if (class == ELFCLASS64)
		raw->e64.e_phoff = data == ELFDATA2MSB ? htobe64(size) : htole64(size);
	else
		raw->e32.e_phoff =
			data == ELFDATA2MSB ? htobe32((uint32_t)size) : htole32((uint32_t)size);
}

static bool plausible(Elf *elf, GElf_Ehdr *ret_header)
{
	if (!gelf_getehdr(elf, ret_header) || ret_header->e_type < ET_REL ||
	    ret_header->e_type > ET_CORE)
		return false;
	if (ret_header->e_type != ET_EXEC && ret_header->e_type != ET_DYN)
		return true;
	return ret_header->e_phnum > 0 &&
	       ret_header->e_phentsize == gelf_fsize(elf, ELF_T_PHDR, 1, EV_CURRENT);
}

/* Takes the header for one of this class and byte order, if it makes sense so. */
static bool read_as(union raw_header *raw, size_t length, unsigned char class, unsigned char data,
		    GElf_Ehdr *ret_header)
{
	union raw_header copy = *raw;
	bool makes_sense;
	Elf *elf;

	if (length < header_size(class))
		return false;
	copy.ident[EI_CLASS] = class;
	copy.ident[EI_DATA] = data;
	copy.ident[EI_VERSION] = EV_CURRENT;
	forget_sections(&copy, class);
	elf = elf_memory((char *)&copy, header_size(class));
	makes_sense = elf && plausible(elf, ret_header);
	if (elf)
		elf_end(elf);
	if (makes_sense)
		*raw = copy;
	return makes_sense;
}

/* As the file says of itself first: only where that makes no sense does the kernel see more. */
static bool read_header(union raw_header *raw, size_t length, GElf_Ehdr *ret_header)
{
	const unsigned char classes[] = { raw->ident[EI_CLASS], ELFCLASS64, ELFCLASS32 };
	const unsigned char orders[] = { raw->ident[EI_DATA], ELFDATA2LSB, ELFDATA2MSB };

	for (size_t i = 0; i < sizeof(classes); i++)
		for (size_t j = 0; j < sizeof(orders); j++)
			if ((classes[i] == ELFCLASS32 || classes[i] == ELFCLASS64) &&
			    (orders[j] == ELFDATA2LSB || orders[j] == ELFDATA2MSB) &&
			    read_as(raw, length, classes[i], orders[j], ret_header))
				return true;
	return false;
}

static int read_program_headers(int fd, struct elf_headers *headers, union raw_header *raw,
				const char **ret_reason)
{
	unsigned char class = raw->ident[EI_CLASS];
	size_t start = header_size(class), size;
	GElf_Ehdr *header = &headers->header;
	ssize_t n;

	size = (size_t)header->e_phnum * header->e_phentsize;
	if (size > PHDRS_SIZE_MAX) {
		*ret_reason = "too many program headers";
		return -ENOEXEC;
	}
	headers->image = malloc(start + size);
	if (!headers->image)
		return -ENOMEM;
	n = header->e_phoff <= INT64_MAX
		    ? pread(fd, headers->image + start, size, (off_t)header->e_phoff)
		    : 0;
	if (n < 0)
		return -errno;
	if ((size_t)n != size) {
		*ret_reason = "truncated program headers";
		return -ENOEXEC;
	}
	place_program_headers(raw, class, raw->ident[EI_DATA]);
	memcpy(headers->image, raw, start);
	headers->elf = elf_memory(headers->image, start + size);
	headers->program_headers = header->e_phnum;
	return headers->elf ? 0 : -ENOMEM;
}

int elf_headers_read(int fd, struct elf_headers *headers, const char **ret_reason)
{
	union raw_header raw = { 0 };
	ssize_t n;

	*headers = (struct elf_headers){ 0 };
	elf_version(EV_CURRENT);
	n = pread(fd, &raw, sizeof(raw), 0);
	if (n < 0)
		return -errno;
	if (!read_header(&raw, (size_t)n, &headers->header)) {
		*ret_reason = "truncated or malformed ELF header";
		return -ENOEXEC;
	}
	if (headers->header.e_type != ET_EXEC && headers->header.e_type != ET_DYN)
		return 0;
	return read_program_headers(fd, headers, &raw, ret_reason);
}
