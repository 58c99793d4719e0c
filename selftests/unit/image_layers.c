// SPDX-License-Identifier: GPL-2.0-only
/* What remains when layers are laid over each other, and layers that no one should unpack. */
#include <criterion/criterion.h>
#include <errno.h>
#include <locale.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "selftests/fixtures/lib/elf_builder.h"
#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/compile.h"
#include "user/manifest/limits.h"
#include "user/manifest/tree_node.h"

#define SPARSE_SIZE (1LL << 40)

static struct builder b;

static void begin(void)
{
	builder_begin(&b);
}

static void end(void)
{
	builder_end(&b);
}

/* Of what the compiler keeps in temporary files, how much takes room. */
static size_t written;

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
	written += size;
	return syscall(SYS_pwrite64, fd, bytes, size, offset);
}

TestSuite(layers, .init = begin, .fini = end);

/* The usual lowest layer: each path is a script, all alike. */
static void lower(const char *const *paths)
{
	layer_begin(&b);
	for (; *paths; paths++)
		layer_file(&b, *paths, "#!/bin/sh\n");
	layer_end(&b);
}

Test(layers, a_file_is_replaced)
{
	lower((const char *[]){ "bin/a", "./bin/b", NULL });
	layer_begin(&b);
	layer_file(&b, "bin/a", "data");
	layer_end(&b);
	expect_files(&b, "script /bin/b\n");
}

Test(layers, whiteout_hides_lower_layers_only)
{
	lower((const char *[]){ "a", "b", "c", "d/x", "d/y", NULL });
	layer_begin(&b);
	layer_file(&b, ".wh.a", "");
	layer_file(&b, "b", "#!new\n");
	layer_file(&b, ".wh.b", "");
	layer_file(&b, ".wh.nothing", "");
	layer_file(&b, ".wh.d", "");
	layer_file(&b, "d/z", "#!new\n");
	layer_end(&b);
	expect_files(&b, "script /b\nscript /c\nscript /d/z\n");
}

Test(layers, whiteout_after_the_new_file_keeps_it)
{
	lower((const char *[]){ "d/x", "d/e/y", NULL });
	layer_begin(&b);
	layer_file(&b, "d/e/z", "#!new\n");
	layer_file(&b, ".wh.d", "");
	layer_end(&b);
	expect_files(&b, "script /d/e/z\n");
}

Test(layers, opaque_hides_what_is_below)
{
	lower((const char *[]){ "d/x", "d/e/y", "f", NULL });
	layer_begin(&b);
	layer_file(&b, "d/new", "#!new\n");
	layer_file(&b, "d/.wh..wh..opq", "");
	layer_end(&b);
	expect_files(&b, "script /d/new\nscript /f\n");
}

/* What was gone through once in a layer has nothing of lower ones: no work is done twice. */
Test(layers, opaque_again_and_again, .timeout = 20)
{
	struct tree *tree = tree_new();
	char name[32];

	for (unsigned int i = 0; i < 40000; i++) {
		_cleanup_(facts_put) struct facts *facts = facts_new();

		tree_begin_layer(tree, i < 3 ? 0 : 1);
		snprintf(name, sizeof(name), "d/e/%u", i);
		cr_assert_eq(tree_add_file(tree, name, facts), 0);
	}
	for (unsigned int i = 0; i < 40000; i++) {
		cr_assert_eq(tree_hide_below(tree, i % 2 ? "" : "d"), 0);
		cr_assert_eq(tree_hide(tree, "d/e"), 0);
	}
	cr_expect_null(tree_resolve(tree, "/d/e/0"));
	cr_expect(tree_resolve(tree, "/d/e/3"));
	tree_begin_layer(tree, 2);
	cr_assert_eq(tree_hide(tree, "d/e"), 0);
	cr_expect_null(tree_resolve(tree, "/d/e/3"));
	tree_free(&tree);
}

Test(layers, opaque_and_then_a_layer_more)
{
	lower((const char *[]){ "d/e/x", "d/y", NULL });
	layer_begin(&b);
	layer_file(&b, "d/e/new", "#!new\n");
	layer_file(&b, "d/.wh..wh..opq", "");
	layer_file(&b, "d/e", "#!file\n");
	layer_file(&b, "d/e/newer", "#!new\n");
	layer_file(&b, "d/.wh..wh..opq", "");
	layer_end(&b);
	layer_begin(&b);
	layer_file(&b, ".wh.d", "");
	layer_file(&b, "d/e/last", "#!new\n");
	layer_end(&b);
	expect_files(&b, "script /d/e/last\n");
}

Test(layers, opaque_root)
{
	lower((const char *[]){ "d/x", "f", NULL });
	layer_begin(&b);
	layer_file(&b, ".wh..wh..opq", "");
	layer_file(&b, "g", "#!new\n");
	layer_end(&b);
	expect_files(&b, "script /g\n");
}

Test(layers, aufs_files_mean_nothing)
{
	lower((const char *[]){ "a", NULL });
	layer_begin(&b);
	layer_file(&b, ".wh..wh.aufs", "");
	layer_directory(&b, ".wh..wh.plnk");
	layer_file(&b, ".wh..wh.plnk/1.2", "#!no\n");
	layer_end(&b);
	expect_files(&b, "script /.wh..wh.plnk/1.2\nscript /a\n");
}

Test(layers, file_to_directory_and_back)
{
	lower((const char *[]){ "a", "b/x", NULL });
	layer_begin(&b);
	layer_file(&b, "a/new", "#!new\n");
	layer_file(&b, "b", "#!new\n");
	layer_end(&b);
	expect_files(&b, "script /a/new\nscript /b\n");
}

Test(layers, directory_over_directory_merges)
{
	lower((const char *[]){ "d/x", NULL });
	layer_begin(&b);
	layer_directory(&b, "./d/");
	layer_file(&b, "d/y", "#!new\n");
	layer_end(&b);
	expect_files(&b, "script /d/x\nscript /d/y\n");
}

Test(layers, last_of_two_entries_counts)
{
	layer_begin(&b);
	layer_file(&b, "a", "#!x\n");
	layer_file(&b, "a", "data");
	layer_file(&b, "c", "data");
	layer_file(&b, "./c", "#!x\n");
	layer_end(&b);
	expect_files(&b, "script /c\n");
}

Test(layers, hard_links_within_and_across)
{
	lower((const char *[]){ "a", NULL });
	layer_begin(&b);
	layer_link(&b, "linked", "a");
	layer_file(&b, "new", "#!x\n");
	layer_link(&b, "again", "./new");
	layer_file(&b, ".wh.a", "");
	layer_end(&b);
	expect_files(&b, "script /again\nscript /linked\nscript /new\n");
}

Test(layers, hard_link_over_the_directory_of_its_target)
{
	lower((const char *[]){ "a/b", NULL });
	layer_begin(&b);
	layer_link(&b, "a", "a/b");
	layer_end(&b);
	expect_files(&b, "script /a\n");
}

Test(layers, hard_link_to_nothing)
{
	layer_begin(&b);
	layer_link(&b, "a", "missing");
	layer_end(&b);
	expect_failure(&b, "a", "hard link to a file that is not in the image");
}

Test(layers, hard_link_to_itself)
{
	layer_begin(&b);
	layer_file(&b, "a", "x");
	layer_link(&b, "./a", "a");
	layer_end(&b);
	expect_failure(&b, "a", "hard link to itself");
}

static void finish_header(char header[512])
{
	unsigned int sum = 0;

	memset(header + 148, ' ', 8);
	for (int i = 0; i < 512; i++)
		sum += (unsigned char)header[i];
	sprintf(header + 148, "%06o", sum);
}

static void ustar_header(char header[512], const char *name, char type, size_t size)
{
	memset(header, 0, 512);
	strcpy(header, name);
	strcpy(header + 100, "0000755");
	sprintf(header + 124, "%011zo", size);
	header[156] = type;
	memcpy(header + 257, "ustar\00000", 8);
	finish_header(header);
}

/* One reader skips the content of a hard link, another takes it for the entries that follow. */
Test(layers, hard_link_with_content)
{
	static char tar[10 * 512];

	ustar_header(tar, "a", '0', 4);
	memcpy(tar + 512, "#!a\n", 4);
	ustar_header(tar + 1024, "PaxHeaders/l", 'x', 14);
	memcpy(tar + 1536, "14 comment=xx\n", 14);
	ustar_header(tar + 2048, "l", '1', 1024);
	strcpy(tar + 2048 + 157, "a");
	finish_header(tar + 2048);
	ustar_header(tar + 2560, "hidden", '0', 4);
	memcpy(tar + 3072, "#!b\n", 4);
	layer_raw(&b, tar, sizeof(tar));
	expect_failure(&b, "l", "hard link with content");
	builder_end(&b);
	builder_begin(&b);
	strcpy(tar + 2048, ".wh.l");
	finish_header(tar + 2048);
	layer_raw(&b, tar, sizeof(tar));
	expect_failure(&b, ".wh.l", "hard link with content");
}

Test(layers, hard_link_to_a_directory)
{
	layer_begin(&b);
	layer_directory(&b, "d");
	layer_link(&b, "a", "d");
	layer_end(&b);
	expect_failure(&b, "a", "directory");
}

Test(layers, hard_link_that_leaves_the_root)
{
	layer_begin(&b);
	layer_link(&b, "a", "../etc/passwd");
	layer_end(&b);
	expect_failure(&b, "a", "`..`");
}

Test(layers, path_with_dot_dot)
{
	layer_begin(&b);
	layer_file(&b, "a/../../evil", "#!x\n");
	layer_end(&b);
	expect_failure(&b, "a/../../evil", "`..`");
}

Test(layers, path_that_is_absolute)
{
	layer_begin(&b);
	layer_file(&b, "/etc/evil", "#!x\n");
	layer_end(&b);
	expect_failure(&b, "/etc/evil", "absolute");
	cr_expect(strstr(b.job->next, "--allow-absolute"), "%s", b.job->next);
}

static void allow_absolute(void)
{
	b.job = job_new(&(struct options){ .quiet = true, .allow_absolute = true });
}

/* ko and buildpacks write such layers; runtimes take the names from the root of the image. */
Test(layers, absolute_names_are_rooted_where_allowed)
{
	lower((const char *[]){ "a/x", "c", NULL });
	layer_begin(&b);
	layer_directory(&b, "/ko-app/");
	layer_file(&b, "//ko-app///app", "#!x\n");
	layer_file(&b, "/a/.wh.x", "");
	layer_link(&b, "/d", "/c");
	layer_end(&b);
	allow_absolute();
	expect_files(&b, "script /c\nscript /d\nscript /ko-app/app\n");
}

Test(layers, absolute_names_are_never_taken_with_dot_dot)
{
	layer_begin(&b);
	layer_file(&b, "/../evil", "#!x\n");
	layer_end(&b);
	allow_absolute();
	expect_failure(&b, "/../evil", "`..`");
}

Test(layers, absolute_name_of_the_root_as_a_file)
{
	layer_begin(&b);
	layer_file(&b, "/.", "#!x\n");
	layer_end(&b);
	allow_absolute();
	expect_failure(&b, "/.", "would replace or link a directory");
}

/* kaniko writes the targets of hard links so; nothing is written through a target. */
Test(layers, hard_link_to_an_absolute_target_counts_from_the_root)
{
	lower((const char *[]){ "bin/perl", NULL });
	layer_begin(&b);
	layer_link(&b, "bin/perl5", "/bin/perl");
	layer_end(&b);
	expect_files(&b, "script /bin/perl\nscript /bin/perl5\n");
}

Test(layers, hard_link_to_an_absolute_target_outside)
{
	static const char *const targets[] = { "/etc/passwd", "/bin/../../etc/passwd" };
	static const char *const whats[] = { "not in the image", "`..`" };

	for (size_t i = 0; i < 2; i++) {
		layer_begin(&b);
		layer_file(&b, "bin/x", "#!x\n");
		layer_link(&b, "a", targets[i]);
		layer_end(&b);
		expect_failure(&b, "a", whats[i]);
		builder_end(&b);
		builder_begin(&b);
	}
}

Test(layers, the_root_itself_may_be_called_slash)
{
	layer_begin(&b);
	layer_directory(&b, "/");
	layer_directory(&b, "./");
	layer_file(&b, "a", "#!x\n");
	layer_end(&b);
	expect_files(&b, "script /a\n");
}

Test(layers, root_as_a_file)
{
	layer_begin(&b);
	layer_file(&b, ".", "#!x\n");
	layer_end(&b);
	expect_failure(&b, ".", "would replace or link a directory");
}

Test(layers, whiteout_of_dots)
{
	static const char *const names[] = { ".wh..", ".wh...", ".wh.", "d/.wh..", "d/.wh..." };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		layer_begin(&b);
		layer_file(&b, names[i], "");
		layer_end(&b);
		expect_failure(&b, names[i], "whiteout");
		builder_end(&b);
		builder_begin(&b);
	}
}

/* Through a link of the same layer runtimes write inside the root; `..` stops there. */
Test(layers, link_of_the_same_layer_is_followed_inside)
{
	lower((const char *[]){ "etc/x", NULL });
	layer_begin(&b);
	layer_symlink(&b, "out", "../../../etc");
	layer_file(&b, "out/evil", "#!x\n");
	layer_symlink(&b, "abs", "/etc");
	layer_file(&b, "abs/evil2", "#!x\n");
	layer_end(&b);
	expect_files(&b, "script /etc/evil\nscript /etc/evil2\nscript /etc/x\n");
}

/* A link of a lower layer is covered: overlay directories are merged by name, not by target. */
Test(layers, link_of_a_lower_layer_is_covered)
{
	layer_begin(&b);
	layer_file(&b, "usr/lib/x", "#!x\n");
	layer_symlink(&b, "lib", "usr/lib");
	layer_end(&b);
	layer_begin(&b);
	layer_file(&b, "lib/y", "#!x\n");
	layer_end(&b);
	expect_files(&b, "script /lib/y\nscript /usr/lib/x\n");
}

Test(layers, whiteouts_do_not_follow_links_of_lower_layers)
{
	layer_begin(&b);
	layer_file(&b, "usr/lib/x", "#!x\n");
	layer_file(&b, "usr/lib/y/z", "#!x\n");
	layer_symlink(&b, "lib", "usr/lib");
	layer_end(&b);
	layer_begin(&b);
	layer_file(&b, "lib/.wh.x", "");
	layer_file(&b, "lib/y/.wh..wh..opq", "");
	layer_end(&b);
	expect_files(&b, "script /usr/lib/x\nscript /usr/lib/y/z\n");
}

Test(layers, whiteouts_follow_links_of_their_own_layer)
{
	lower((const char *[]){ "usr/lib/x", "usr/lib/y", NULL });
	layer_begin(&b);
	layer_symlink(&b, "lib", "usr/lib");
	layer_file(&b, "lib/.wh.x", "");
	layer_end(&b);
	expect_files(&b, "script /usr/lib/y\n");
}

/* By name it is a path of its own, and only through the link it covers that of its target. */
Test(layers, hard_link_beside_its_target_where_a_lower_link_was)
{
	layer_begin(&b);
	layer_file(&b, "usr/lib/x", "#!x\n");
	layer_symlink(&b, "lib", "usr/lib");
	layer_end(&b);
	layer_begin(&b);
	layer_link(&b, "lib/x", "usr/lib/x");
	layer_end(&b);
	expect_files(&b, "script /lib/x\nscript /usr/lib/x\n");
}

Test(layers, links_in_a_circle)
{
	layer_begin(&b);
	layer_symlink(&b, "a", "b");
	layer_symlink(&b, "b", "a");
	layer_file(&b, "a/x", "#!x\n");
	layer_end(&b);
	expect_failure(&b, "a/x", "circle");
}

Test(layers, links_that_grow_without_end)
{
	layer_begin(&b);
	layer_symlink(&b, "a", "a/a/a/a/a/a/a/a");
	layer_file(&b, "a/x", "#!x\n");
	layer_end(&b);
	expect_failure(&b, "a/x", "circle");
}

Test(layers, devices_hide_and_are_not_listed)
{
	lower((const char *[]){ "a", "b", NULL });
	layer_begin(&b);
	layer_entry(&b, "a", AE_IFCHR, NULL);
	layer_entry(&b, "c", AE_IFIFO, NULL);
	layer_end(&b);
	expect_files(&b, "script /b\n");
}

Test(layers, long_names_in_pax_headers)
{
	char path[3000] = "", expected[3100];

	for (size_t i = 0; i < 14; i++)
		sprintf(path + strlen(path), "%0*zu/", 200, i);
	strcat(path, "x.sh");
	lower((const char *[]){ path, NULL });
	snprintf(expected, sizeof(expected), "script /%s\n", path);
	expect_files(&b, expected);
}

/* Directories that no entry names cost as much as those that one does. */
Test(layers, implied_directories_count_as_entries)
{
	struct tree *tree = tree_new();

	tree->nodes = LIMIT_ENTRIES - 3;
	cr_expect_eq(tree_add_directory(tree, "a/b/c"), 0);
	cr_expect_eq(tree_add_directory(tree, "a/b/c"), 0);
	cr_expect_eq(tree_add_directory(tree, "a/d"), -E2BIG);
	tree_free(&tree);
}

static void repeat(char *text, const char *part, size_t times)
{
	for (size_t i = 0; i < times; i++)
		strcat(text, part);
}

Test(layers, directories_as_deep_as_allowed)
{
	char path[2 * LIMIT_DEPTH + 8] = "", expected[2 * LIMIT_DEPTH + 16] = "script /";

	repeat(path, "d/", LIMIT_DEPTH);
	strcat(path, "x");
	strcat(expected, path);
	strcat(expected, "\n");
	lower((const char *[]){ path, NULL });
	expect_files(&b, expected);
}

Test(layers, directories_nested_too_deep)
{
	char path[2 * LIMIT_DEPTH + 8] = "";

	repeat(path, "d/", LIMIT_DEPTH + 1);
	strcat(path, "x");
	lower((const char *[]){ path, NULL });
	expect_failure(&b, "d/d/d", "directories deep");
}

/* Links of the same layer lead deeper than any one path could. */
Test(layers, directories_nested_too_deep_through_links)
{
	char path[2 * LIMIT_DEPTH + 8] = "";

	repeat(path, "d/", LIMIT_DEPTH / 2 + 1);
	layer_begin(&b);
	layer_symlink(&b, "u", path);
	layer_symlink(&b, "u/u", path);
	layer_file(&b, "u/u/x", "#!x\n");
	layer_end(&b);
	expect_failure(&b, "u/u", "directories deep");
}

Test(layers, name_longer_than_any_file_system_takes)
{
	char name[400];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	lower((const char *[]){ name, NULL });
	expect_failure(&b, "aaa", "too long");
}

Test(layers, odd_bytes_in_names_are_kept)
{
	lower((const char *[]){ "a b.sh", "\xc3\xa9.sh", "\xff\\.sh", "\n.sh", NULL });
	expect_files(&b, "script /\\012.sh\nscript /a\\040b.sh\nscript /\\303\\251.sh\n"
			 "script /\\377\\134.sh\n");
}

/* Two names for one eye: no locale may make them one, or name a file that is not there. */
Test(layers, names_are_bytes_whatever_the_locale)
{
	cr_assert(setlocale(LC_CTYPE, "C.UTF-8"));
	layer_begin(&b);
	layer_file(&b, "e\xcc\x81.sh", "#!x\n");
	layer_file(&b, "\xc3\xa9.sh", "#!x\n");
	layer_link(&b, "link.sh", "e\xcc\x81.sh");
	layer_symlink(&b, "d", "e\xcc\x81");
	layer_file(&b, "d/x.sh", "#!x\n");
	layer_end(&b);
	expect_files(&b, "script /e\\314\\201.sh\nscript /e\\314\\201/x.sh\nscript /link.sh\n"
			 "script /\\303\\251.sh\n");
}

Test(layers, sparse_file_has_the_digest_of_its_zeros)
{
	static char content[300000];
	struct archive_entry *entry = archive_entry_new();
	char hex[HASH_HEX_SIZE];

	memcpy(content, "#!/bin/sh\n", 10);
	content[200000] = 'x';
	layer_begin(&b);
	archive_entry_set_pathname(entry, "sparse");
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, sizeof(content));
	archive_entry_sparse_add_entry(entry, 0, 4096);
	archive_entry_sparse_add_entry(entry, 196608, 4096);
	cr_assert_eq(archive_write_header(b.archive, entry), ARCHIVE_OK);
	cr_assert_eq(archive_write_data(b.archive, content, sizeof(content)), sizeof(content));
	archive_entry_free(entry);
	layer_end(&b);
	cr_expect_lt(b.tars[0].size, 100000, "not sparse");
	expect_files(&b, "script /sparse\n");
	digest_hex(content, sizeof(content), hex);
	{
		_cleanup_free_ char *text = builder_output(&b);

		cr_expect(strstr(text, hex), "%s", text);
	}
}

Test(layers, zeros_of_a_program_take_no_room)
{
	static const size_t size = 8U << 20;
	_cleanup_free_ unsigned char *bytes = calloc(1, size);

	elf_build(&(struct elf_shape){ .type = ET_EXEC }, bytes);
	b.packing = PACK_GZIP;
	layer_begin(&b);
	layer_bytes(&b, "a", bytes, size, 0755);
	bytes[size - 1] = 1;
	layer_bytes(&b, "b", bytes, size, 0755);
	layer_end(&b);
	written = 0;
	expect_files(&b, "exec /a\nexec /b\n");
	cr_expect(written > 0 && written < 1U << 20, "%zu bytes", written);
}

/* POSIX ustar with the fields of old GNU sparse files; sizes in base 256. */
static void gnu_sparse_header(char header[512], const char *name, uint64_t hole, uint64_t stored)
{
	memset(header, 0, 512);
	strcpy(header, name);
	strcpy(header + 100, "0000644");
	sprintf(header + 124, "%011lo", stored);
	header[156] = 'S';
	memcpy(header + 257, "ustar  ", 8);
	for (int field = 0; field < 2; field++) { /* offset of the only piece; size of all */
		uint64_t value = hole + (field ? stored : 0);
		char *number = header + (field ? 483 : 386);

		number[0] = (char)0x80;
		for (int i = 11; i > 3; i--, value >>= 8)
			number[i] = (char)(value & 0xff);
	}
	sprintf(header + 398, "%011lo", stored);
	finish_header(header);
}

Test(layers, sparse_bomb_is_refused_unread)
{
	static char tar[4 * 512];

	gnu_sparse_header(tar, "small", 65536, 512);
	layer_raw(&b, tar, sizeof(tar));
	expect_files(&b, "");
	builder_end(&b);
	builder_begin(&b);
	gnu_sparse_header(tar, "bomb", SPARSE_SIZE, 512);
	layer_raw(&b, tar, sizeof(tar));
	expect_failure(&b, "bomb", "unpacks to more than");
}

/* What a hole costs is the hashing of its zeros: 1 KB must not buy half a minute. */
Test(layers, sparse_file_beyond_the_ratio)
{
	static char tar[4 * 512];

	gnu_sparse_header(tar, "large", LIMIT_RATIO_FLOOR, 512);
	b.packing = PACK_GZIP;
	layer_raw(&b, tar, sizeof(tar));
	expect_failure(&b, "large", "times its size");
}

/* A disk image that begins with its hole, in a layer that is large enough for it. */
Test(layers, sparse_file_before_the_rest_of_its_layer)
{
	static const size_t rest = 1U << 20;
	_cleanup_free_ char *tar = calloc(1, 3 * 512 + rest + 1024);
	uint64_t state = 1;

	gnu_sparse_header(tar, "disk", LIMIT_RATIO_FLOOR, 512);
	gnu_sparse_header(tar + 1024, "more", 0, rest);
	for (size_t i = 0; i < rest; i++, state = state * 6364136223846793005ULL + 1)
		tar[3 * 512 + i] = (char)(state >> 56);
	layer_raw(&b, tar, 3 * 512 + rest + 1024);
	expect_files(&b, "");
}

Test(layers, packed_in_each_way)
{
	static const enum packing packings[] = { PACK_PLAIN, PACK_GZIP, PACK_ZSTD };

	for (size_t i = 0; i < 3; i++) {
		char name[8];

		b.packing = packings[i];
		layer_begin(&b);
		snprintf(name, sizeof(name), "%zu", i);
		layer_file(&b, name, "#!x\n");
		layer_end(&b);
	}
	expect_files(&b, "script /0\nscript /1\nscript /2\n");
}

Test(layers, packed_twice)
{
	struct bytes once;

	layer_begin(&b);
	layer_file(&b, "a", "#!x\n");
	b.packing = PACK_GZIP;
	layer_end(&b);
	once = b.blobs[0];
	b.blobs[0] = pack(once.data, once.size, PACK_GZIP);
	free(once.data);
	expect_failure(&b, "blobs/", "compressed more than once");
}

/* Wherever a layer ends too early, with every digest right, nothing is written. */
Test(layers, truncated_archive)
{
	static char content[4000];
	struct bytes whole;

	layer_begin(&b);
	layer_bytes(&b, "a.sh", content, sizeof(content), 0644);
	layer_end(&b);
	whole = b.tars[0];
	for (size_t size = 1; size < 4096; size += 511) {

		free(b.blobs[0].data);
		b.layers = 0;
		layer_raw(&b, whole.data, size);
		expect_failure(&b, "", "not a readable layer");
		free(b.tars[0].data);
	}
	b.tars[0] = whole;
}

Test(layers, truncated_compression)
{
	b.packing = PACK_GZIP;
	lower((const char *[]){ "a", NULL });
	b.blobs[0].size -= 9;
	expect_failure(&b, "blobs/", "truncated");
}

Test(layers, data_after_the_end)
{
	struct bytes tar;

	layer_begin(&b);
	layer_file(&b, "a", "#!x\n");
	layer_end(&b);
	tar = b.tars[0];
	tar.data = realloc(tar.data, tar.size + 1024);
	memset(tar.data + tar.size, 0, 1024);
	tar.data[tar.size + 1000] = 'x';
	free(b.blobs[0].data);
	b.layers = 0;
	layer_raw(&b, tar.data, tar.size + 1024);
	free(tar.data);
	expect_failure(&b, "blobs/", "data after the end");
}

Test(layers, not_a_tar_archive)
{
	static const char zip[] = "PK\003\004 this is something else entirely";

	layer_raw(&b, zip, sizeof(zip));
	expect_failure(&b, "blobs/", "not a readable layer");
}

Test(layers, empty_layer_and_empty_image)
{
	expect_files(&b, "");
	layer_begin(&b);
	layer_end(&b);
	expect_files(&b, "");
}
