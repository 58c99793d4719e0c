/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel needs besides a file to execute it. */
#ifndef DB_USER_FILE_INTERPRETER_H
#define DB_USER_FILE_INTERPRETER_H

#include <stdbool.h>

#define FILE_INTERPRETER_MAX 4096 /* PATH_MAX, NUL included */

/*
 * The path in `text` of what executing the file behind `fd` executes instead (`#!`), or maps before it (PT_INTERP; *ret_linker
 * is then true). 1; 0 if it needs nothing; -errno. Read as load_script() and load_elf_binary() do (fs/binfmt_script.c,
 * fs/binfmt_elf.c); what they would refuse needs nothing.
 */
int file_interpreter(int fd, char text[FILE_INTERPRETER_MAX], bool *ret_linker);

#endif
