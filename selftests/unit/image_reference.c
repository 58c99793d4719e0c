// SPDX-License-Identifier: GPL-2.0-only
/* user/image_reference.c: when a runtime's name of an image is that of a loaded one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "user/image_reference.h"

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct db_imageinfo loaded(const char *name, const char *reference)
{
	struct db_imageinfo info = {};

	snprintf((char *)info.name, sizeof(info.name), "%s", name);
	snprintf((char *)info.reference, sizeof(info.reference), "%s", reference);
	return info;
}

static bool fits(const char *reference, const char *wanted)
{
	struct db_imageinfo info = loaded("web", reference);

	return image_reference_fits(&info, wanted);
}

Test(image_reference, by_name)
{
	cr_assert(fits("-", "web"));
	cr_assert_not(fits("-", "web2"));
	cr_assert_not(fits("-", "-"));
	cr_assert_not(fits("", ""));
}

Test(image_reference, by_reference)
{
	cr_assert(fits("nginx:1.27", "nginx:1.27"));
	cr_assert(fits("nginx:1.27", "docker.io/library/nginx:1.27"));
	cr_assert(fits("docker.io/library/nginx:1.27", "nginx:1.27"));
	cr_assert(fits("docker.io/library/nginx", "nginx:latest"));
	cr_assert(fits("docker.io/team/nginx", "index.docker.io/team/nginx:latest"));
	cr_assert(fits("localhost:5000/web", "localhost:5000/web:latest"));
	cr_assert(fits("nginx@sha256:" HEX, "docker.io/library/nginx@sha256:" HEX));
	cr_assert_not(fits("nginx:1.27", "nginx:1.28"));
	cr_assert_not(fits("nginx:1.27", "nginx"));
	cr_assert_not(fits("nginx:1.27", "quay.io/nginx:1.27"));
	cr_assert_not(fits("nginx:1.27", "team/nginx:1.27"));
	cr_assert_not(fits("localhost:5000/web", "localhost:5000/other"));
	cr_assert_not(fits("nginx:1.27", "nginx:1.27@sha256:" HEX));
}

Test(image_reference, by_digest)
{
	struct db_imageinfo info = loaded("web", "nginx:1.27");

	for (int i = 0; i < 32; i++)
		info.digest[i] = (__u8)((i % 16) * 0x11);
	cr_assert(image_reference_fits(&info, "quay.io/x@sha256:" HEX));
	cr_assert(image_reference_fits(&info, "nginx:1.27@sha256:" HEX));
	cr_assert_not(image_reference_fits(&info, "x@sha256:" HEX "0"));
	info.digest[0] = 1;
	cr_assert_not(image_reference_fits(&info, "quay.io/x@sha256:" HEX));
	/* None is known: zeros are no digest. */
	memset(info.digest, 0, sizeof(info.digest));
	cr_assert_not(image_reference_fits(
		&info,
		"x@sha256:0000000000000000000000000000000000000000000000000000000000000000"));
}

/* What the kernel keeps is cut at 127 bytes: another reference may begin like it. */
Test(image_reference, a_cut_one_fits_nothing)
{
	char reference[200] = "";

	memset(reference, 'a', 150);
	cr_assert_not(fits(reference, reference));
	reference[127] = '\0';
	cr_assert_not(fits(reference, reference));
	reference[126] = '\0';
	cr_assert(fits(reference, reference));
	memset(reference, 'b', 199);
	cr_assert_not(fits("nginx", reference));
}
