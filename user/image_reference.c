// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "image_reference.h"
#include "report.h"

#define REFERENCE_MAX 512 /* longer than any registry takes */

/* What a reference leaves out by custom. */
static const char *without_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) ? text : text + length;
}

/* Empty if it is too long to be one. */
static void write_out(const char *reference, char text[REFERENCE_MAX])
{
	const char *name = without_prefix(reference, "docker.io/"), *last;
	int n;

	name = without_prefix(name, "index.docker.io/");
	name = without_prefix(name, "library/");
	last = strrchr(name, '/') ?: name;
	n = snprintf(text, REFERENCE_MAX, "%s%s", name,
		     strpbrk(last, ":@") || !*name ? "" : ":latest");
	if (n < 0 || n >= REFERENCE_MAX)
		*text = '\0';
}

static bool has_digest(const struct db_imageinfo *info, const char *reference)
{
	static const __u8 none[DB_SHA256_SIZE];
	const char *digest = strstr(reference, "@sha256:");
	__u8 wanted[DB_SHA256_SIZE];

	return digest && !digest_of_hex(digest + strlen("@sha256:"), wanted) &&
	       memcmp(wanted, none, sizeof(none)) && !memcmp(wanted, info->digest, sizeof(wanted));
}

bool image_reference_fits(const struct db_imageinfo *info, const char *reference)
{
	char wanted[REFERENCE_MAX], own[REFERENCE_MAX], kept[sizeof(info->reference) + 1] = "";

	if (!strcmp((const char *)info->name, reference) || has_digest(info, reference))
		return true;
	memcpy(kept, info->reference, sizeof(info->reference));
	if (strlen(kept) >= sizeof(info->reference) - 1 || !strcmp(kept, "-"))
		return false; /* cut, so another could begin like it; or none */
	write_out(reference, wanted);
	write_out(kept, own);
	return *own && !strcmp(wanted, own);
}
