// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "file_interpreter.h"

#define BINPRM_SIZE 256 /* BINPRM_BUF_SIZE: so much of a `#!` line the kernel reads */

static void elf_end_at(Elf **elf)
{
	if (*elf)
		elf_end(*elf);
}

static int of_script(const char *head, size_t length, char *text)
{
	const char *from = head + 2, *end = memchr(head, '\n', length);
	size_t size;

	end = end ?: head + length;
	while (from < end && (*from == ' ' || *from == '\t'))
		from++;
	size = 0;
	while (from + size < end && from[size] && from[size] != ' ' && from[size] != '\t')
		size++;
	memcpy(text, from, size);
	text[size] = '\0';
	return size > 0;
}

static int of_elf(int fd, char *text)
{
	__attribute__((cleanup(elf_end_at))) Elf *elf = NULL;
	size_t count = 0;
	ssize_t got;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_getphdrnum(elf, &count))
		return 0;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr header;

		if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_INTERP)
			continue;
		if (header.p_filesz < 2 || header.p_filesz > FILE_INTERPRETER_MAX ||
		    header.p_offset > INT64_MAX)
			return 0;
		got = pread(fd, text, header.p_filesz, (off_t)header.p_offset);
		if (got < 0)
			return -errno;
		return (size_t)got == header.p_filesz && !text[header.p_filesz - 1];
	}
	return 0;
}

int file_interpreter(int fd, char text[FILE_INTERPRETER_MAX], bool *ret_linker)
{
	char head[BINPRM_SIZE] = "";
	ssize_t length = pread(fd, head, sizeof(head), 0);

	*ret_linker = false;
	if (length < 0)
		return -errno;
	if (length > 2 && !memcmp(head, "#!", 2))
		return of_script(head, (size_t)length, text);
	if (length < 4 || memcmp(head, ELFMAG, SELFMAG) != 0)
		return 0;
	*ret_linker = true;
	return of_elf(fd, text);
}
