// SPDX-License-Identifier: GPL-2.0-only
/* Manifest version 1: what the reader takes, what it refuses and where, and that both ends agree.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "user/cleanup.h"
#include "user/manifest/manifest.h"

#define FIXTURES      "selftests/fixtures/manifest/"
#define BAD_PREFIX    FIXTURES "bad-"
#define FILES_MAX     64
#define EMPTY_HEADER  "driftbolt-manifest 1\nimage -\ndigest -\nplatform linux/amd64\ngeneration 0\n"
#define DIGEST_TEXT   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ONE_FILE_SIZE (MANIFEST_LINE_MAX + 1024)

struct taken {
	struct manifest_header header;
	struct manifest_file files[FILES_MAX];
	size_t count;
	unsigned int headers;
};

static int take_header(const struct manifest_header *header, void *context)
{
	struct taken *taken = context;

	taken->headers++;
	taken->header = *header;
	return 0;
}

static int take_file(const struct manifest_file *file, void *context)
{
	struct taken *taken = context;

	cr_assert_lt(taken->count, FILES_MAX);
	taken->files[taken->count] = *file;
	taken->files[taken->count].path = strndup(file->path, file->path_length);
	taken->count++;
	return 0;
}

static void drop(struct taken *taken)
{
	for (size_t i = 0; i < taken->count; i++)
		free((char *)taken->files[i].path);
}

static char *read_whole(const char *path, size_t *ret_size)
{
	_cleanup_fclose_ FILE *file = fopen(path, "r");
	char *text = calloc(1, 1U << 20);

	cr_assert(file && text, "%s", path);
	*ret_size = fread(text, 1, 1U << 20, file);
	return text;
}

static int read_text(const char *text, size_t size, struct taken *taken,
		     struct manifest_error *error)
{
	struct manifest_visitor visitor = { .header = take_header,
					    .file = take_file,
					    .context = taken };

	return manifest_read_memory(text, size, &visitor, error);
}

static void expect_bad(const char *text, uint64_t line, const char *message)
{
	_cleanup_(drop) struct taken taken = { 0 };
	struct manifest_error error;

	cr_expect_eq(read_text(text, strlen(text), &taken, &error), -EBADMSG, "%s", text);
	cr_expect_eq(error.line, line, "line %lu, not %lu: %s", error.line, line, text);
	cr_expect(strstr(error.message, message), "`%s` does not say `%s`", error.message, message);
}

/* bad-LINE-what.txt is refused in that line. */
Test(manifest, bad_fixtures)
{
	glob_t found;

	cr_assert_eq(glob(BAD_PREFIX "*.txt", 0, NULL, &found), 0);
	cr_assert_geq(found.gl_pathc, 30);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		uint64_t line = strtoull(found.gl_pathv[i] + strlen(BAD_PREFIX), NULL, 10);
		_cleanup_(drop) struct taken taken = { 0 };
		_cleanup_free_ char *text = NULL;
		struct manifest_error error;
		size_t size;

		cr_assert_neq(line, 0, "%s", found.gl_pathv[i]);
		text = read_whole(found.gl_pathv[i], &size);
		cr_expect_eq(read_text(text, size, &taken, &error), -EBADMSG, "%s",
			     found.gl_pathv[i]);
		cr_expect_eq(error.line, line, "%s: line %lu: %s", found.gl_pathv[i], error.line,
			     error.message);
	}
	globfree(&found);
}

/* good-*.txt is taken, and written again it is the same, byte for byte. */
Test(manifest, good_fixtures_round_trip)
{
	glob_t found;

	cr_assert_eq(glob(FIXTURES "good-*.txt", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		_cleanup_free_ char *text = NULL, *again = NULL;
		_cleanup_(drop) struct taken taken = { 0 };
		_cleanup_fclose_ FILE *out = NULL;
		struct manifest_error error = { 0 };
		size_t size, again_size;

		text = read_whole(found.gl_pathv[i], &size);
		cr_assert_eq(read_text(text, size, &taken, &error), 0, "%s:%lu: %s",
			     found.gl_pathv[i], error.line, error.message);
		out = open_memstream(&again, &again_size);
		cr_assert_eq(manifest_write(out, &taken.header, taken.files, taken.count), 0);
		fflush(out);
		cr_expect_eq(again_size, size);
		cr_expect_str_eq(again, text, "%s", found.gl_pathv[i]);
	}
	globfree(&found);
}

Test(manifest, fields_are_what_the_line_says)
{
	static const char text[] =
		"driftbolt-manifest 1\nimage registry.example/a:1\n"
		"digest sha256:" DIGEST_TEXT "\nplatform linux/arm/v7\n"
		"generation 18446744073709551615\n"
		"file " DIGEST_TEXT " 9223372036854775807 exec,lib,loader,script,"
		"interp,jit,execstack,module,setuid,runtime /a\\040b\\134\\377\nend 1\n";
	_cleanup_(drop) struct taken taken = { 0 };
	struct manifest_error error;

	cr_assert_eq(read_text(text, strlen(text), &taken, &error), 0, "%lu %s", error.line,
		     error.message);
	cr_expect_str_eq(taken.header.image, "registry.example/a:1");
	cr_expect(taken.header.has_digest);
	cr_expect_eq(taken.header.digest[0], 0x01);
	cr_expect_eq(taken.header.digest[31], 0xef);
	cr_expect_str_eq(taken.header.platform, "linux/arm/v7");
	cr_expect_eq(taken.header.generation, UINT64_MAX);
	cr_assert_eq(taken.count, 1);
	cr_expect_eq(taken.files[0].size, (uint64_t)INT64_MAX);
	cr_expect_eq(taken.files[0].classes, DB_CLASS_ALL);
	cr_expect_eq(taken.files[0].path_length, 6);
	cr_expect_str_eq(taken.files[0].path, "/a b\\\377");
}

static char *one_file(const char *rest)
{
	char *text = malloc(ONE_FILE_SIZE);

	snprintf(text, ONE_FILE_SIZE, EMPTY_HEADER "file " DIGEST_TEXT " %s\nend 1\n", rest);
	return text;
}

Test(manifest, paths_have_one_spelling)
{
	static const char *const bad[] = {
		"1 exec a",
		"1 exec /",
		"1 exec /a/",
		"1 exec //a",
		"1 exec /./a",
		"1 exec /a/..",
		"1 exec /\\000",
		"1 exec /\\101",
		"1 exec /\\400",
		"1 exec /\\08",
		"1 exec /\\1",
		"1 exec /a b",
		"1 exec /a\tb",
		"1 exec /\x7f",
		"1 exec /\xc3",
		"1 exec ",
		"1 exec  /a",
		"1 exec",
		"1  exec /a",
		"1 exec, /a",
		"1 ,exec /a",
		"1 exec,exec /a",
		"1 Exec /a",
		"1 execx /a",
		"1 exe /a",
		"01 exec /a",
		"+1 exec /a",
		"-1 exec /a",
		"0x1 exec /a",
		" exec /a",
		"1, exec /a",
		"9223372036854775808 exec /a",
		"18446744073709551616 exec /a",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		_cleanup_free_ char *text = one_file(bad[i]);

		expect_bad(text, 6, "");
	}
}

Test(manifest, longest_path_fits_and_no_longer_one)
{
	for (size_t length = MANIFEST_PATH_MAX; length <= MANIFEST_PATH_MAX + 1; length++) {
		_cleanup_(drop) struct taken taken = { 0 };
		_cleanup_free_ char *rest = NULL, *text = NULL;
		struct manifest_error error;
		size_t at;

		rest = calloc(1, 4 * length + 64);
		at = (size_t)sprintf(rest, "1 exec /");
		for (size_t i = 1; i < length; i++)
			at += (size_t)sprintf(rest + at, "\\001");
		text = one_file(rest);
		cr_expect_eq(read_text(text, strlen(text), &taken, &error),
			     length == MANIFEST_PATH_MAX ? 0 : -EBADMSG, "%zu: %s", length,
			     error.message);
	}
}

Test(manifest, every_truncation_is_refused)
{
	_cleanup_free_ char *text = one_file("1 exec /a");

	for (size_t size = 0; size < strlen(text); size++) {
		_cleanup_(drop) struct taken taken = { 0 };
		struct manifest_error error;

		cr_expect_eq(read_text(text, size, &taken, &error), -EBADMSG, "%zu", size);
		cr_expect_gt(error.line, 0);
	}
}

static int refuse_file(const struct manifest_file *file, void *context)
{
	return -ECANCELED;
}

Test(manifest, what_the_visitor_says_stops_the_reading)
{
	_cleanup_free_ char *text = one_file("1 exec /a");
	struct manifest_visitor nobody = { 0 }, refusing = { .file = refuse_file };
	struct manifest_error error;

	cr_expect_eq(manifest_read_memory(text, strlen(text), &nobody, &error), 0);
	cr_expect_eq(manifest_read_memory(text, strlen(text), &refusing, &error), -ECANCELED);
	cr_expect_eq(error.line, 6);
}

static struct manifest_file file_of(const char *path, uint8_t digest, uint32_t classes)
{
	struct manifest_file file = {
		.size = 3, .classes = classes, .path = path, .path_length = (uint32_t)strlen(path)
	};

	memset(file.sha256, digest, sizeof(file.sha256));
	return file;
}

static int write_text(struct manifest_file *files, size_t count, char **ret_text)
{
	struct manifest_header header = { .image = "-", .platform = "linux/amd64" };
	size_t size;
	FILE *out = open_memstream(ret_text, &size);
	int r = manifest_write(out, &header, files, count);

	fclose(out);
	return r;
}

Test(manifest, writer_sorts_by_bytes_and_unites_classes)
{
	struct manifest_file files[] = {
		file_of("/a/b", 1, DB_CLASS_EXEC),
		file_of("/\xff", 2, DB_CLASS_LIB),
		file_of("/a-b", 1, DB_CLASS_INTERP),
		file_of("/B", 3, DB_CLASS_SCRIPT),
	};
	_cleanup_(drop) struct taken taken = { 0 };
	_cleanup_free_ char *text = NULL;
	struct manifest_error error;

	cr_assert_eq(write_text(files, 4, &text), 0);
	cr_assert_eq(read_text(text, strlen(text), &taken, &error), 0, "%s", error.message);
	cr_assert_eq(taken.count, 4);
	cr_expect_str_eq(taken.files[0].path, "/B");
	cr_expect_str_eq(taken.files[1].path, "/a-b");
	cr_expect_str_eq(taken.files[2].path, "/a/b");
	cr_expect_str_eq(taken.files[3].path, "/\xff");
	cr_expect_eq(taken.files[1].classes, DB_CLASS_EXEC | DB_CLASS_INTERP);
	cr_expect_eq(taken.files[2].classes, DB_CLASS_EXEC | DB_CLASS_INTERP);
}

Test(manifest, a_loader_is_never_executable)
{
	struct manifest_file files[] = { file_of("/a", 1, DB_CLASS_EXEC | DB_CLASS_LIB),
					 file_of("/b", 1, DB_CLASS_LOADER) };
	_cleanup_free_ char *text = NULL;

	cr_assert_eq(write_text(files, 2, &text), 0);
	cr_expect(strstr(text, " lib,loader /a\n"), "%s", text);
	cr_expect(strstr(text, " lib,loader /b\n"), "%s", text);
}

Test(manifest, writer_refuses_what_the_reader_would)
{
	struct manifest_file twice[] = { file_of("/a", 1, DB_CLASS_EXEC),
					 file_of("/a", 2, DB_CLASS_EXEC) };
	struct manifest_file relative = file_of("a", 1, DB_CLASS_EXEC);
	struct manifest_file classless = file_of("/a", 1, 0);
	struct manifest_file unknown = file_of("/a", 1, 1U << 31);
	_cleanup_free_ char *a = NULL, *b = NULL, *c = NULL, *d = NULL;

	cr_expect_eq(write_text(twice, 2, &a), -EEXIST);
	cr_expect_eq(write_text(&relative, 1, &b), -EINVAL);
	cr_expect_eq(write_text(&classless, 1, &c), -EINVAL);
	cr_expect_eq(write_text(&unknown, 1, &d), -EINVAL);
}
