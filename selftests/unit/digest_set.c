// SPDX-License-Identifier: GPL-2.0-only
/* Several manifests become one set of digests: united, or refused whole. */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/digest_set.h"
#include "user/family.h"

#include "maps/family.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct digest_set set;

static void end(void)
{
	digest_set_free(&set);
}

TestSuite(digest_set, .fini = end);

/* Reads a manifest of `lines`, which are `count` file lines. */
static void add_of(const char *image, unsigned int generation, const char *lines,
		   unsigned int count)
{
	char path[] = "/tmp/driftbolt-test.XXXXXX";
	struct manifest_error error = { 0 };
	_cleanup_fclose_ FILE *file = NULL;
	int r;

	file = fdopen(mkstemp(path), "w");
	cr_assert(file);
	fprintf(file,
		"driftbolt-manifest 1\nimage %s\ndigest -\nplatform linux/amd64\n"
		"generation %u\n%send %u\n",
		image, generation, lines, count);
	fflush(file);
	r = digest_set_read(&set, path, &error);
	remove(path);
	cr_assert_eq(r, 0, "line %llu: %s", (unsigned long long)error.line, error.message);
}

static void add(unsigned int generation, const char *lines, unsigned int count)
{
	add_of("-", generation, lines, count);
}

Test(digest_set, classes_are_united)
{
	add(0, "file " A " 1 exec /a\nfile " B " 2 lib /b\n", 2);
	add(0, "file " A " 1 interp /c\n", 1);
	cr_assert_eq(digest_set_finish(&set), 0);
	cr_assert_eq(set.count, 2);
	cr_expect_eq(set.entries[0].allowed.classes, DB_CLASS_EXEC | DB_CLASS_INTERP);
	cr_expect_eq(set.entries[1].allowed.classes, DB_CLASS_LIB);
}

Test(digest_set, nothing_is_a_set_too)
{
	add(0, "", 0);
	cr_expect_eq(digest_set_finish(&set), 0);
	cr_expect_eq(set.count, 0);
}

/* One of the two is a lie, and the size is a gate: nobody can tell which one it should be. */
Test(digest_set, one_digest_of_two_sizes)
{
	add(0, "file " A " 1 exec /a\nfile " A " 2 exec /b\nfile " B " 3 exec /c\n", 3);
	cr_expect_eq(digest_set_finish(&set), -EBADMSG);
}

Test(digest_set, one_digest_of_two_sizes_in_two_manifests)
{
	add(0, "file " A " 1 exec /a\n", 1);
	add(0, "file " A " 2 exec /a\n", 1);
	cr_expect_eq(digest_set_finish(&set), -EBADMSG);
}

/* As in one manifest: a dynamic linker run as a program would run any file it is given. */
Test(digest_set, a_loader_is_never_executable)
{
	add(0, "file " A " 1 exec,lib /a\nfile " B " 2 loader,exec /b\n", 2);
	add(0, "file " A " 1 loader /a\n", 1);
	cr_assert_eq(digest_set_finish(&set), 0);
	cr_expect_eq(set.entries[0].allowed.classes, DB_CLASS_LIB | DB_CLASS_LOADER);
	cr_expect_eq(set.entries[1].allowed.classes, DB_CLASS_LOADER);
}

/* What counts is the newest part: an order of arguments must not make a set look older. */
/* A new name must not make an interpreter one that is judged by the name it is called by, unless it may well be that. */
Test(digest_set, the_family_of_two_names)
{
	static const struct {
		const char *first, *second;
		__u32 family;
	} names[] = {
		{ "/bin/sh", "/bin/busybox", DB_FAMILY_APPLET },
		{ "/bin/busybox", "/bin/sh", DB_FAMILY_APPLET },
		{ "/opt/busybox", "/usr/bin/python3", DB_FAMILY_PYTHON },
		{ "/usr/bin/python3", "/usr/local/busybox", DB_FAMILY_PYTHON },
		{ "/bin/strange", "/usr/bin/perl", DB_FAMILY_PERL },
		{ "/bin/node", "/bin/python3", DB_FAMILY_PYTHON },
		{ "/bin/python3", "/opt/node", DB_FAMILY_PYTHON },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		cr_assert_eq(family_of_both(family_of_path(names[i].first),
					    family_of_path(names[i].second)),
			     names[i].family, "%s and %s", names[i].first, names[i].second);
}

Test(digest_set, the_generation_is_the_largest)
{
	add(7, "file " A " 1 exec /a\n", 1);
	cr_expect_eq(set.header.generation, 7);
	add(3, "file " B " 2 exec /b\n", 1);
	cr_expect_eq(set.header.generation, 7);
	add(9, "", 0);
	cr_expect_eq(set.header.generation, 9);
}

/* A runtime's or a tool's manifest that is loaded with an image's does not rename it: hooks look it up by reference. */
Test(digest_set, the_reference_is_the_first_one)
{
	add(1, "file " A " 1 exec /a\n", 1);
	cr_expect_str_eq(set.header.image, "-");
	add_of("web:1", 2, "file " B " 2 exec /b\n", 1);
	cr_expect_str_eq(set.header.image, "web:1");
	add_of("runtime:1", 3, "", 0);
	add(4, "", 0);
	cr_expect_str_eq(set.header.image, "web:1");
	cr_expect_eq(set.header.generation, 4);
}
