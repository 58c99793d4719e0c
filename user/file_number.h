/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers in the kernel's text files, as /proc/PID/fdinfo and status have them. */
#ifndef DB_USER_FILE_NUMBER_H
#define DB_USER_FILE_NUMBER_H

#include <stdbool.h>

/* The number behind a word at the beginning of a line, octal if it begins with 0. False if the file or the word is not there. */
bool file_number(const char *path, const char *word, long *ret_number);

#endif
