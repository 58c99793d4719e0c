// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file_number.h"

bool file_number(const char *path, const char *word, long *ret_number)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	size_t length = strlen(word);
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, length) && sscanf(line + length, "%li", ret_number) == 1)
			return true;
	return false;
}
