// SPDX-License-Identifier: GPL-2.0-only
/* --classes: what a file of rules gives and takes, and which files are refused. */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "selftests/fixtures/lib/elf_builder.h"
#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/compile.h"

static struct builder b;
static char rules_path[128];

static void begin(void)
{
	unsigned char bytes[ELF_BUILDER_SIZE];

	builder_begin(&b);
	snprintf(rules_path, sizeof(rules_path), "%s/rules", b.directory);
	elf_build(&(struct elf_shape){ .type = ET_EXEC }, bytes);
	layer_begin(&b);
	layer_bytes(&b, "bin/app", bytes, sizeof(bytes), 0755);
	layer_link(&b, "bin/same", "bin/app");
	bytes[ELF_BUILDER_SIZE - 1] = 1;
	layer_bytes(&b, "bin/node", bytes, sizeof(bytes), 0755);
	layer_file(&b, "etc/a b", "x\n");
	layer_file(&b, "etc/[c]", "y\n");
	layer_file(&b, "run.sh", "#!/bin/sh\n");
	layer_end(&b);
}

static void end(void)
{
	builder_end(&b);
}

TestSuite(rules, .init = begin, .fini = end);

#define UNCHANGED "exec /bin/app\nexec,interp,jit /bin/node\nexec /bin/same\nscript /run.sh\n"

static void use(const void *rules, size_t size)
{
	builder_write(&b, "rules", rules, size);
	job_free(&b.job);
	b.job = job_new(&(struct options){ .quiet = true, .classes = rules_path });
}

static void gives(const char *rules, const char *files)
{
	use(rules, strlen(rules));
	expect_files(&b, files);
}

Test(rules, nothing_to_do)
{
	gives("", UNCHANGED);
	gives("# comment\n\n  \t\n\t# another", UNCHANGED);
}

/* Of a digest all paths have the same classes: one that matches is enough. */
Test(rules, added_and_taken_away)
{
	gives("jit /bin/app\n",
	      "exec,jit /bin/app\nexec,interp,jit /bin/node\nexec,jit /bin/same\nscript /run.sh\n");
	gives("!jit,!interp /bin/node\n",
	      "exec /bin/app\nexec /bin/node\nexec /bin/same\nscript /run.sh\n");
	gives("execstack,!jit\t /bin/n*",
	      "exec /bin/app\nexec,interp,execstack /bin/node\nexec /bin/same\nscript /run.sh\n");
}

Test(rules, later_lines_count_more)
{
	gives("!jit /bin/*\njit /bin/node\n", UNCHANGED);
	gives("jit /bin/app\n!jit /bin/same\n", UNCHANGED);
}

Test(rules, stars_cross_slashes)
{
	gives("!script /*.sh\n", "exec /bin/app\nexec,interp,jit /bin/node\nexec /bin/same\n");
	gives("!exec,!interp,!jit /*n/*\n", "script /run.sh\n");
}

Test(rules, data_becomes_code)
{
	gives("script /etc/a b\nlib /etc/\\[c]\n",
	      "exec /bin/app\nexec,interp,jit /bin/node\nexec /bin/same\nlib /etc/[c]\n"
	      "script /etc/a\\040b\nscript /run.sh\n");
}

Test(rules, data_becomes_code_in_a_root_file_system)
{
	_cleanup_free_ char *files = NULL;

	builder_write_text(&b, "root/a.tpl", "x\n");
	builder_write_text(&b, "root/b.sh", "#!x\n");
	builder_write_text(&b, "root/c", "x\n");
	use("script /*.tpl\n!script /b.sh\n", 28);
	cr_assert_eq(builder_run(&b, &command_rootfs, "root"), 0);
	files = builder_files(&b);
	cr_expect_str_eq(files, "script /a.tpl\n", "%s", files);
}

Test(rules, no_dynamic_linker_becomes_executable)
{
	gives("loader,exec /bin/app\n",
	      "loader /bin/app\nexec,interp,jit /bin/node\nloader /bin/same\nscript /run.sh\n");
}

Test(rules, a_rule_that_matches_nothing_is_said)
{
	char expected[256];

	snprintf(expected, sizeof(expected),
		 "driftbolt-manifest: \"%s\": line 3 matches no file: check its path\n",
		 rules_path);
	cr_redirect_stderr();
	gives("# x\njit /bin/app\njit /usr/bin/app\n",
	      "exec,jit /bin/app\nexec,interp,jit /bin/node\nexec,jit /bin/same\nscript /run.sh\n");
	fflush(stderr);
	cr_expect_stderr_eq_str(expected);
}

Test(rules, refused_with_the_line)
{
	static const struct {
		const char *rules, *what;
	} cases[] = {
		{ "jit /a\nfast /b\n", "line 2: unknown class" },
		{ "\n\nJIT /b", "line 3: unknown class" },
		{ "jit, /b\n", "line 1: unknown class" },
		{ "!!jit /b\n", "line 1: unknown class" },
		{ "! /b\n", "line 1: unknown class" },
		{ "jit,jit /b\n", "line 1: class given twice" },
		{ "jit,!jit /b\n", "line 1: class given twice" },
		{ "jit\n", "line 1: path glob missing" },
		{ "jit \n", "line 1: a path glob that begins" },
		{ "jit bin/app\n", "line 1: a path glob that begins" },
		{ "jit *\n", "line 1: a path glob that begins" },
		{ "jit /bin/[a\n", "line 1: path glob has a `[`" },
		{ "jit /bin/[]\n", "line 1: path glob has a `[`" },
		{ "jit /bin/[[:alpha:\n", "line 1: path glob has a `[`" },
		{ "jit /bin/[[:alpha:]\n", "line 1: path glob has a `[`" },
		{ "jit /bin/\\\\[a\n", "line 1: path glob has a `[`" },
		{ "jit /bin/a\\\n", "line 1: path glob ends with a backslash" },
		{ "jit /bin/app\r\n", "line 1: carriage return" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		use(cases[i].rules, strlen(cases[i].rules));
		expect_failure(&b, "rules", cases[i].what);
	}
	use("jit /bin/\0app\n", 14);
	expect_failure(&b, "rules", "line 1: NUL byte");
}

Test(rules, globs_that_look_wrong_but_are_not)
{
	cr_redirect_stderr();
	gives("jit /x[]a]\njit /x[!]]\njit /x[[:alpha:]_]\njit /x\\[\njit /x]\njit /x\\\\[a]\n",
	      UNCHANGED);
}

Test(rules, file_that_cannot_be_read)
{
	use("", 0);
	b.job->options.classes = "/nonexistent/rules";
	expect_failure(&b, "/nonexistent/rules", "No such file");
	b.job->options.classes = "/";
	expect_failure(&b, "/", "reading: Is a directory");
}
