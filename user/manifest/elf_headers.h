/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ELF header and program headers as the kernel reads them. load_elf_binary() looks at the magic, at
 * e_type, e_machine and e_phentsize, never at the rest of e_ident nor at what is said of sections;
 * libelf refuses much that runs. So it is given a copy of the headers alone, put right.
 */
#ifndef DB_MANIFEST_ELF_HEADERS_H
#define DB_MANIFEST_ELF_HEADERS_H

#include <gelf.h>
#include <stddef.h>

struct elf_headers {
	char *image; /* what elf reads from */
	Elf *elf;
	GElf_Ehdr header;
	size_t program_headers; /* 0 unless a program or a library */
};

/* -ENOEXEC: the kernel would refuse it, *ret_reason says why (static text); others: reading. */
int elf_headers_read(int fd, struct elf_headers *headers, const char **ret_reason);
void elf_headers_free(struct elf_headers *headers);

#endif
