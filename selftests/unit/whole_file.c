// SPDX-License-Identifier: GPL-2.0-only
/* user/whole_file.c: there is the old file or the new one, and nothing beside them. A signal in between is in image_metadata.c. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/cleanup.h"
#include "user/whole_file.h"

static char directory[64];

static void make_directory(void)
{
	strcpy(directory, "/tmp/whole-file-XXXXXX");
	cr_assert_not_null(mkdtemp(directory));
	cr_assert_eq(chdir(directory), 0);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void remove_directory(void)
{
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(whole_file, .init = make_directory, .fini = remove_directory);

static int entries(void)
{
	_cleanup_closedir_ DIR *here = opendir(".");
	int count = -2; /* "." and ".." */

	while (readdir(here))
		count++;
	return count;
}

static void expect_text(const char *path, const char *wanted)
{
	_cleanup_fclose_ FILE *in = fopen(path, "r");
	char text[64] = "";

	cr_assert_not_null(in);
	cr_expect_eq(fread(text, 1, sizeof(text) - 1, in), strlen(wanted));
	cr_expect_str_eq(text, wanted);
}

static void put(const char *path, const char *text, mode_t mode)
{
	_cleanup_whole_file_ struct whole_file file = {};

	cr_assert_eq(whole_file_open(&file, path), 0);
	fputs(text, file.out);
	cr_assert_eq(whole_file_put(&file, mode), 0);
}

static bool is_held(int signal)
{
	sigset_t held;

	sigprocmask(SIG_BLOCK, NULL, &held);
	return sigismember(&held, signal);
}

Test(whole_file, is_put_in_its_place)
{
	struct stat st;

	put("file", "old", 0600);
	put("file", "new", 0644);
	expect_text("file", "new");
	cr_assert_eq(stat("file", &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0644);
	cr_expect_eq(entries(), 1);
	cr_expect_not(is_held(SIGTERM));
}

Test(whole_file, what_was_not_put_is_gone)
{
	struct whole_file file;
	struct stat st;

	put("file", "old", 0644);
	cr_assert_eq(whole_file_open(&file, "file"), 0);
	cr_expect(is_held(SIGTERM) && is_held(SIGINT) && is_held(SIGHUP) && is_held(SIGQUIT));
	cr_expect_eq(entries(), 2);
	cr_assert_eq(stat(file.temporary, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
	fputs("new", file.out);
	whole_file_close(&file);
	whole_file_close(&file);
	cr_expect_eq(entries(), 1);
	expect_text("file", "old");
	cr_expect_not(is_held(SIGTERM));
}

/* The limit is an error like a full disk. */
Test(whole_file, no_room)
{
	struct rlimit limit = { 5, RLIM_INFINITY };
	struct whole_file file;

	put("file", "old", 0644);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	cr_assert_eq(whole_file_open(&file, "file"), 0);
	fputs("longer than five", file.out);
	cr_expect_eq(whole_file_put(&file, 0644), -EFBIG);
	whole_file_close(&file);
	expect_text("file", "old");
	cr_expect_eq(entries(), 1);
}

Test(whole_file, places_that_are_none)
{
	static const struct {
		const char *path;
		int error;
	} places[] = {
		{ "/dev/null", -EINVAL }, { "link", -EINVAL },	     { ".", -EINVAL },
		{ "none/file", -ENOENT }, { "file/file", -ENOTDIR },
	};
	struct whole_file file;

	put("file", "old", 0644);
	cr_assert_eq(symlink("file", "link"), 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		cr_expect_eq(whole_file_open(&file, places[i].path), places[i].error, "%s",
			     places[i].path);
		whole_file_close(&file);
	}
	cr_expect_eq(entries(), 2);
	cr_expect_not(is_held(SIGTERM));
}
