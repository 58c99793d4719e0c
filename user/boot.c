// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "cleanup.h"

int boot_id(char id[BOOT_ID_SIZE])
{
	_cleanup_fclose_ FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	char text[BOOT_ID_SIZE] = "";

	if (!file)
		return -errno;
	if (!fgets(text, sizeof(text), file) || strlen(text) != BOOT_ID_SIZE - 1 ||
	    strspn(text, "0123456789abcdef-") != BOOT_ID_SIZE - 1)
		return -EBADMSG;
	memcpy(id, text, sizeof(text));
	return 0;
}
