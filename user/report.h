/* SPDX-License-Identifier: GPL-2.0-only */
/* How commands report. Libraries are silent; a command says one line, once. */
#ifndef DB_USER_REPORT_H
#define DB_USER_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * driftbolt: "object": text of the error: what to do next
 * error is a negative errno, or 0 to leave it out. The object may be any name that was found: it is
 * printed plain. Returns EXIT_FAILED, so that a command can return it.
 */
int report(const char *object, int error, const char *next, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether all that was printed went out, else says why it did not; it says nothing of a reader that went away. Returns enum exit_code. */
int report_output(void);

/* What a terminal or a line-based format must not get, bytes outside 0x20-0x7e, as \ooo. */
void print_plain(FILE *out, const char *text);
/* Bytes that are not printable ASCII, and the backslash, as \ooo, up to a NUL.
 * text holds 4 * size + 1. */
void escape_text(const uint8_t *bytes, size_t size, char *text);

/* 64 hex digits and a NUL. */
void hex_of_digest(const uint8_t digest[32], char hex[65]);
/* -EINVAL unless text is 64 hex digits. */
int digest_of_hex(const char *text, uint8_t digest[32]);

#endif
