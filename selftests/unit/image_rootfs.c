// SPDX-License-Identifier: GPL-2.0-only
/* A root file system on disk: the same manifest as its image, and nothing from outside it. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"

static struct builder b;

static void begin(void)
{
	builder_begin(&b);
}

static void end(void)
{
	builder_end(&b);
}

TestSuite(rootfs, .init = begin, .fini = end);

static const char *at(const char *path)
{
	static char full[512];

	snprintf(full, sizeof(full), "%s/root/%s", b.directory, path);
	return full;
}

static char *run_rootfs(void)
{
	int r = builder_run(&b, &command_rootfs, "root");

	cr_assert_eq(r, 0, "\"%s\": %s", b.job->object, b.job->what);
	return builder_files(&b);
}

Test(rootfs, files_but_not_links_out)
{
	_cleanup_free_ char *files = NULL;

	builder_write_text(&b, "outside.sh", "#!x\n");
	builder_write_text(&b, "root/bin/a", "#!x\n");
	builder_write_text(&b, "root/etc/data", "x\n");
	builder_write_text(&b, "root/.wh.plain", "#!x\n");
	cr_assert_eq(symlink("../outside.sh", at("out.sh")), 0);
	cr_assert_eq(symlink("..", at("dir")), 0);
	cr_assert_eq(symlink("loop.sh", at("loop.sh")), 0);
	cr_assert_eq(mkfifo(at("fifo.sh"), 0600), 0);
	files = run_rootfs();
	cr_expect_str_eq(files, "script /.wh.plain\nscript /bin/a\n", "%s", files);
}

Test(rootfs, same_as_the_image_of_it)
{
	_cleanup_free_ char *files = NULL, *image = NULL;

	builder_write_text(&b, "root/bin/a", "#!x\n");
	builder_write_text(&b, "root/usr/b.py", "x\n");
	builder_write_text(&b, "root/c d", "#!x\n");
	files = run_rootfs();
	layer_begin(&b);
	layer_file(&b, "c d", "#!x\n");
	layer_file(&b, "usr/b.py", "x\n");
	layer_file(&b, "bin/a", "#!x\n");
	layer_end(&b);
	builder_layout(&b);
	cr_assert_eq(builder_run(&b, &command_oci, "layout"), 0);
	image = builder_files(&b);
	cr_expect_str_eq(files, image);
}

Test(rootfs, setuid_and_empty)
{
	_cleanup_free_ char *files = NULL;

	builder_write_text(&b, "root/empty.py", "");
	builder_write_text(&b, "root/s", "#!x\n");
	cr_assert_eq(chmod(at("s"), 04755), 0);
	files = run_rootfs();
	cr_expect_str_eq(files, "script /empty.py\nscript,setuid /s\n", "%s", files);
}

Test(rootfs, not_a_directory)
{
	builder_write_text(&b, "file", "x");
	cr_assert_lt(builder_run(&b, &command_rootfs, "file"), 0);
	cr_expect(strstr(b.job->what, "Not a directory"), "%s", b.job->what);
	cr_expect_neq(access(b.output, F_OK), 0);
}
