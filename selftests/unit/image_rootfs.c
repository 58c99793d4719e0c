// SPDX-License-Identifier: GPL-2.0-only
/* A root file system on disk: the same manifest as its image, and nothing from outside it. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <linux/magic.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/compile.h"
#include "user/manifest/mounts.h"

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

static void mount_memory(const char *path)
{
	cr_assert_eq(mkdir(at(path), 0755), 0);
	cr_assert_eq(mount("test", at(path), "tmpfs", 0, NULL), 0, "%s", strerror(errno));
}

static void mount_some(void)
{
	if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		cr_skip_test("no mount namespace to be had");
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 && errno == EINVAL)
		cr_skip_test("the root directory is no mount, as in a chroot: what is mounted here "
			     "would be seen outside");
	builder_write_text(&b, "root/a", "#!x\n");
	mount_memory("opt");
	builder_write_text(&b, "root/opt/b", "#!x\n");
	mount_memory("run");
	builder_write_text(&b, "root/run/c", "#!x\n");
}

Test(rootfs, other_file_systems_are_left_out_and_said)
{
	_cleanup_free_ char *files = NULL;

	mount_some();
	cr_redirect_stderr();
	files = run_rootfs();
	cr_expect_str_eq(files, "script /a\n", "%s", files);
	fflush(stderr);
	cr_expect_stderr_eq_str("driftbolt-manifest: \"/opt\": another file system, left out: "
				"use --all-mounts to list it\n");
	umount2(at("opt"), MNT_DETACH);
	umount2(at("run"), MNT_DETACH);
}

Test(rootfs, other_file_systems_are_entered_where_asked_for)
{
	_cleanup_free_ char *files = NULL;

	mount_some();
	cr_redirect_stderr();
	b.job = job_new(&(struct options){ .quiet = true, .all_mounts = true });
	files = run_rootfs();
	cr_expect_str_eq(files, "script /a\nscript /opt/b\nscript /run/c\n", "%s", files);
	fflush(stderr);
	cr_expect_stderr_eq_str("");
	umount2(at("opt"), MNT_DETACH);
	umount2(at("run"), MNT_DETACH);
}

Test(rootfs, kinds_of_mounts)
{
	static const struct {
		unsigned long type;
		const char *path;
		enum mount_kind kind;
	} cases[] = {
		{ PROC_SUPER_MAGIC, "/proc", MOUNT_VIEW },
		{ SYSFS_MAGIC, "/srv/chroot/sys", MOUNT_VIEW },
		{ DEVPTS_SUPER_MAGIC, "/dev/pts", MOUNT_VIEW },
		{ TMPFS_MAGIC, "/dev", MOUNT_SCRATCH },
		{ TMPFS_MAGIC, "/run/user/1000", MOUNT_SCRATCH },
		{ TMPFS_MAGIC, "/tmp", MOUNT_SCRATCH },
		{ TMPFS_MAGIC, "/tmpfiles", MOUNT_FILES },
		{ TMPFS_MAGIC, "/usr", MOUNT_FILES },
		{ EXT4_SUPER_MAGIC, "/run/media", MOUNT_FILES },
		{ BTRFS_SUPER_MAGIC, "/home", MOUNT_FILES },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		cr_expect_eq(mount_kind(cases[i].type, cases[i].path), cases[i].kind, "%s",
			     cases[i].path);
}

Test(rootfs, not_a_directory)
{
	builder_write_text(&b, "file", "x");
	cr_assert_lt(builder_run(&b, &command_rootfs, "file"), 0);
	cr_expect(strstr(b.job->what, "Not a directory"), "%s", b.job->what);
	cr_expect_neq(access(b.output, F_OK), 0);
}
