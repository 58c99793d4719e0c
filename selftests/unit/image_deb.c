// SPDX-License-Identifier: GPL-2.0-only
/* Debian packages: what they bring is listed, and only of those that are to be trusted. */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/compile.h"

#define PACKAGE_MAX 65536

static struct builder b;
static char package[PACKAGE_MAX];
static size_t package_size;

static void begin(void)
{
	builder_begin(&b);
}

static void end(void)
{
	builder_end(&b);
}

TestSuite(deb, .init = begin, .fini = end);

static void add_member(const char *name, const void *bytes, size_t size)
{
	/* ar(5): name, time, uid, gid, mode, size, in fixed columns; data on even offsets */
	int n = snprintf(package + package_size, PACKAGE_MAX - package_size,
			 "%-16s%-12u%-6u%-6u%-8o%-10zu`\n", name, 0U, 0U, 0U, 0100644U, size);

	package_size += (size_t)n;
	cr_assert_lt(package_size + size + 1, PACKAGE_MAX);
	memcpy(package + package_size, bytes, size);
	package_size += size;
	if (size % 2)
		package[package_size++] = '\n';
}

static void begin_package(void)
{
	package_size = (size_t)snprintf(package, PACKAGE_MAX, "!<arch>\n");
	add_member("debian-binary", "2.0\n", 4);
}

static void add_last_layer(const char *name)
{
	add_member(name, b.blobs[b.layers - 1].data, b.blobs[b.layers - 1].size);
}

/* control.tar with a postinst and a data file of this text; data.tar with PATH, a script. */
static void make_package(const char *file, const char *path, const char *text, const char *suffix)
{
	char name[32];

	begin_package();
	layer_begin(&b);
	layer_file(&b, "./control", "Package: x\n");
	layer_file(&b, "./postinst", "#!/bin/sh\n");
	layer_end(&b);
	snprintf(name, sizeof(name), "control.tar%s", suffix);
	add_last_layer(name);
	layer_begin(&b);
	layer_file(&b, path, text);
	layer_end(&b);
	snprintf(name, sizeof(name), "data.tar%s", suffix);
	add_last_layer(name);
	builder_write(&b, file, package, package_size);
}

static void expect_listed(const char *input, const char *wanted)
{
	_cleanup_free_ char *found = NULL;
	int r = builder_run(&b, &command_deb, input);

	cr_assert_eq(r, 0, "\"%s\": %s", b.job->object, b.job->what);
	found = builder_files(&b);
	cr_expect_str_eq(found, wanted, "%s", found);
}

static void expect_refused(const char *input, const char *object, const char *what)
{
	cr_assert_lt(builder_run(&b, &command_deb, input), 0, "`%s` not found", what);
	cr_expect(strstr(b.job->object, object), "\"%s\" is not %s", b.job->object, object);
	cr_expect(strstr(b.job->what, what), "%s: is not `%s`", b.job->what, what);
	cr_expect(b.job->next[0] != '\0');
	cr_expect_neq(access(b.output, F_OK), 0, "a manifest was written all the same");
}

Test(deb, what_it_brings_and_its_scripts)
{
	make_package("tool_1.0-1_amd64.deb", "./usr/bin/tool", "#!x\n", "");
	expect_listed("tool_1.0-1_amd64.deb",
		      "script /usr/bin/tool\nscript /var/lib/dpkg/info/tool.postinst\n");
}

Test(deb, every_compression)
{
	static const struct {
		enum packing packing;
		const char *suffix;
	} cases[] = { { PACK_GZIP, ".gz" }, { PACK_ZSTD, ".zst" }, { PACK_XZ, ".xz" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b.packing = cases[i].packing;
		make_package("a.deb", "./a", "#!x\n", cases[i].suffix);
		expect_listed("a.deb", "script /a\nscript /var/lib/dpkg/info/a.deb.postinst\n");
	}
}

Test(deb, several_at_once)
{
	make_package("a_1.deb", "./a", "#!x\n", "");
	make_package("b_1.deb", "./b", "#!y\n", "");
	expect_listed("a_1.deb\nb_1.deb", "script /a\nscript /b\n"
					  "script /var/lib/dpkg/info/a.postinst\n"
					  "script /var/lib/dpkg/info/b.postinst\n");
}

/* A package is no layer: nothing in it hides another one's files. */
Test(deb, no_whiteouts)
{
	make_package("a_1.deb", "./d/a", "#!x\n", "");
	make_package("b_1.deb", "./d/.wh.a", "#!y\n", "");
	expect_listed("a_1.deb\nb_1.deb", "script /d/.wh.a\nscript /d/a\n"
					  "script /var/lib/dpkg/info/a.postinst\n"
					  "script /var/lib/dpkg/info/b.postinst\n");
}

/* Two architectures of one package, and a path that two packages have: each content is there. */
Test(deb, one_path_with_two_contents)
{
	make_package("a_1_amd64.deb", "./usr/bin/a", "#!x\n", "");
	make_package("a_1_i386.deb", "./usr/bin/a", "#!y\n", "");
	expect_listed("a_1_amd64.deb\na_1_i386.deb", "script /1/usr/bin/a\nscript /usr/bin/a\n"
						     "script /var/lib/dpkg/info/a.postinst\n");
}

Test(deb, a_link_where_another_has_a_directory)
{
	make_package("a_1.deb", "./lib/systemd/a", "#!x\n", "");
	begin_package();
	layer_begin(&b);
	layer_file(&b, "./prerm", "#!/bin/sh\n");
	layer_link(&b, "./postinst", "./prerm");
	layer_end(&b);
	add_member("_ignored", "x", 1);
	add_last_layer("control.tar");
	layer_begin(&b);
	layer_symlink(&b, "./lib", "usr/lib");
	layer_file(&b, "./usr/lib/b", "#!y\n");
	layer_end(&b);
	add_last_layer("data.tar");
	builder_write(&b, "b_1.deb", package, package_size);
	expect_listed("a_1.deb\nb_1.deb", "script /lib/systemd/a\nscript /usr/lib/b\n"
					  "script /var/lib/dpkg/info/a.postinst\n"
					  "script /var/lib/dpkg/info/b.postinst\n"
					  "script /var/lib/dpkg/info/b.prerm\n");
}

static void trust(const char *lines)
{
	static char path[128];

	builder_write_text(&b, "trusted", lines);
	snprintf(path, sizeof(path), "%s/trusted", b.directory);
	b.job = job_new(&(struct options){ .quiet = true, .trusted = path });
}

Test(deb, only_those_that_are_trusted)
{
	char first[HASH_HEX_SIZE], second[HASH_HEX_SIZE], lines[256];

	make_package("a_1.deb", "./a", "#!x\n", "");
	digest_hex(package, package_size, first);
	make_package("b_1.deb", "./b", "#!y\n", "");
	digest_hex(package, package_size, second);
	snprintf(lines, sizeof(lines), "%064d\n%s\n", 0, first);
	trust(lines);
	expect_listed("a_1.deb", "script /a\nscript /var/lib/dpkg/info/a.postinst\n");
	cr_assert_eq(unlink(b.output), 0);
	expect_refused("a_1.deb\nb_1.deb", "b_1.deb", "its SHA-256 is not in");
	snprintf(lines, sizeof(lines), "%s\n%s", second, first);
	job_free(&b.job);
	trust(lines);
	cr_expect_eq(builder_run(&b, &command_deb, "a_1.deb\nb_1.deb"), 0, "%s", b.job->what);
}

/* What follows data.tar is no part of what dpkg unpacks, and yet part of the file. */
Test(deb, the_whole_file_is_hashed)
{
	char hex[HASH_HEX_SIZE], line[HASH_HEX_SIZE + 2];

	make_package("a_1.deb", "./a", "#!x\n", "");
	digest_hex(package, package_size, hex);
	add_member("_more", "more", 4);
	builder_write(&b, "a_1.deb", package, package_size);
	expect_listed("a_1.deb", "script /a\nscript /var/lib/dpkg/info/a.postinst\n");
	cr_assert_eq(unlink(b.output), 0);
	snprintf(line, sizeof(line), "%s\n", hex);
	job_free(&b.job);
	trust(line);
	expect_refused("a_1.deb", "a_1.deb", "its SHA-256 is not in");
}

Test(deb, nobody_is_trusted)
{
	make_package("a_1.deb", "./a", "#!x\n", "");
	trust("");
	expect_refused("a_1.deb", "a_1.deb", "its SHA-256 is not in");
}

Test(deb, bad_trusted)
{
	static const char *const lists[] = {
		"x\n",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0\n",
		"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\n",
		"\n",
	};

	make_package("a_1.deb", "./a", "#!x\n", "");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		job_free(&b.job);
		trust(lists[i]);
		expect_refused("a_1.deb", "trusted", "line 1 is not a SHA-256 digest");
	}
}

Test(deb, bad_packages)
{
	begin_package();
	builder_write(&b, "a.deb", package, package_size);
	expect_refused("a.deb", "a.deb", "it ends too early");

	builder_write_text(&b, "a.deb",
			   "no archive, but long enough to be read as one by somebody\n");
	expect_refused("a.deb", "a.deb", "no ar archive");

	make_package("a.deb", "./a", "#!x\n", "");
	for (size_t size = 0; size < package_size; size += 97) {
		builder_write(&b, "a.deb", package, size);
		expect_refused("a.deb", "a.deb", "");
	}
	expect_refused("missing.deb", "missing.deb", "No such file");

	begin_package();
	layer_begin(&b);
	layer_file(&b, "./a", "#!x\n");
	layer_end(&b);
	add_last_layer("data.tar");
	builder_write(&b, "a.deb", package, package_size);
	expect_refused("a.deb", "a.deb", "its members are not");
}
