// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "report.h"

int report(const char *object, int error, const char *next, ...)
{
	va_list arguments;

	fputs("driftbolt: \"", stderr);
	print_plain(stderr, object);
	fputs("\": ", stderr);
	if (error)
		fprintf(stderr, "%s: ", strerror(-error));
	va_start(arguments, next);
	vfprintf(stderr, next, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_FAILED;
}

int report_output(void)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return EXIT_OK;
	return errno == EPIPE ? EXIT_OK
			      : report("standard output", -(errno ?: EIO),
				       "not all is printed: print it elsewhere");
}

void print_plain(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte >= 0x20 && byte < 0x7f)
			fputc(byte, out);
		else
			fprintf(out, "\\%03o", byte);
	}
}

void escape_text(const uint8_t *bytes, size_t size, char *text)
{
	for (size_t i = 0; i < size && bytes[i]; i++) {
		if (bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '\\')
			*text++ = (char)bytes[i];
		else
			text += sprintf(text, "\\%03o", bytes[i]);
	}
	*text = '\0';
}

void hex_of_digest(const uint8_t digest[32], char hex[65])
{
	for (int i = 0; i < 32; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}

int digest_of_hex(const char *text, uint8_t digest[32])
{
	if (strlen(text) != 64)
		return -EINVAL;
	for (int i = 0; i < 32; i++) {
		unsigned int byte;

		if (!isxdigit((unsigned char)text[2 * i]) ||
		    !isxdigit((unsigned char)text[2 * i + 1]) ||
		    sscanf(text + 2 * i, "%2x", &byte) != 1)
			return -EINVAL;
		digest[i] = (uint8_t)byte;
	}
	return 0;
}
