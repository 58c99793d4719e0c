// SPDX-License-Identifier: GPL-2.0-only
/* Which classes a file gets: the rules of docs/design/010-manifest-classes.md, one by one. */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftests/fixtures/lib/elf_builder.h"
#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/facts.h"

#define LD "/lib64/ld-linux-x86-64.so.2"

static struct builder b;

static void begin(void)
{
	builder_begin(&b);
	layer_begin(&b);
}

static void end(void)
{
	builder_end(&b);
}

TestSuite(classes, .init = begin, .fini = end);

static void add_elf(const char *path, struct elf_shape shape)
{
	unsigned char bytes[ELF_BUILDER_SIZE];

	elf_build(&shape, bytes);
	/* Distinct digests: classes of like content would be united. */
	memcpy(bytes + ELF_BUILDER_SIZE - 64, path, strnlen(path, 63));
	layer_bytes(&b, path, bytes, sizeof(bytes), 0755);
}

static void expect(const char *files)
{
	layer_end(&b);
	expect_files(&b, files);
}

Test(classes, programs_and_libraries)
{
	add_elf("a", (struct elf_shape){ .type = ET_EXEC });
	add_elf("b", (struct elf_shape){ .type = ET_DYN, .interp = LD, .needed = "libc.so.6" });
	add_elf("c", (struct elf_shape){ .type = ET_DYN, .pie = true });
	add_elf("d", (struct elf_shape){ .type = ET_DYN, .soname = "libd.so.1" });
	add_elf("e", (struct elf_shape){ .type = ET_DYN, .needed = "libc.so.6" });
	add_elf("f", (struct elf_shape){ .type = ET_DYN, .interp = LD, .soname = "libc.so.6" });
	add_elf("g", (struct elf_shape){ .type = ET_DYN });
	add_elf("h", (struct elf_shape){ .type = ET_DYN, .dynamic = true, .entry = true });
	add_elf("i", (struct elf_shape){ .type = ET_DYN, .dynamic = true });
	add_elf("j", (struct elf_shape){ .type = ET_CORE });
	add_elf("k", (struct elf_shape){ .type = ET_EXEC, .no_load = true });
	add_elf("l", (struct elf_shape){ .type = ET_REL, .section = ".text" });
	expect("exec /a\nexec /b\nexec /c\nlib /d\nlib /e\nexec,lib /f\nexec /g\nexec,lib /h\n"
	       "lib /i\n");
}

Test(classes, loaders)
{
	add_elf("lib/ld.so",
		(struct elf_shape){ .type = ET_DYN, .soname = "ld-linux-x86-64.so.2" });
	/* musl: one file is loader and C library; programs name it by a link */
	add_elf("lib/libc.so", (struct elf_shape){ .type = ET_DYN, .soname = "libc.so" });
	layer_symlink(&b, "lib/ld-musl-x86_64.so.1", "libc.so");
	add_elf("bin/a", (struct elf_shape){ .type = ET_DYN,
					     .interp = "/lib64/../lib/ld-musl-x86_64.so.1" });
	layer_symlink(&b, "lib64", "/lib");
	/* known by nothing but a program that names it */
	add_elf("opt/own", (struct elf_shape){ .type = ET_EXEC });
	add_elf("bin/b", (struct elf_shape){ .type = ET_DYN, .interp = "/opt/own" });
	/* a PT_INTERP that is itself an ordinary program stays one */
	add_elf("bin/c", (struct elf_shape){ .type = ET_DYN, .interp = "/bin/b" });
	/* the same bytes elsewhere: not executable there either */
	{
		unsigned char bytes[ELF_BUILDER_SIZE];

		elf_build(&(struct elf_shape){ .type = ET_EXEC }, bytes);
		memcpy(bytes + ELF_BUILDER_SIZE - 64, "opt/own", 7);
		layer_bytes(&b, "opt/same", bytes, sizeof(bytes), 0755);
	}
	expect("exec /bin/a\nexec /bin/b\nexec /bin/c\nloader /lib/ld.so\nlib,loader /lib/libc.so\n"
	       "loader /opt/own\nloader /opt/same\n");
}

/* Debian builds musl and klibc without a DT_SONAME, and an image may have them without a program that names them. */
Test(classes, linker_without_soname)
{
	add_elf("lib/x86_64-linux-musl/libc.so",
		(struct elf_shape){ .type = ET_DYN, .dynamic = true, .entry = true });
	add_elf("lib/plugin.so",
		(struct elf_shape){ .type = ET_DYN, .dynamic = true, .entry = true });
	add_elf("lib/klibc-BY.so", (struct elf_shape){ .type = ET_EXEC });
	add_elf("lib/ld-musl-x86_64.so.1",
		(struct elf_shape){ .type = ET_DYN, .dynamic = true, .entry = true });
	add_elf("lib/linker64", (struct elf_shape){ .type = ET_DYN, .soname = "ld-android.so" });
	add_elf("lib/more/libc.so", (struct elf_shape){ .type = ET_DYN, .soname = "libc.so" });
	expect("loader /lib/klibc-BY.so\nlib,loader /lib/ld-musl-x86_64.so.1\nloader /lib/linker64\n"
	       "lib /lib/more/libc.so\nexec,lib /lib/plugin.so\n"
	       "lib,loader /lib/x86_64-linux-musl/libc.so\n");
}

Test(classes, interpreters_and_jit)
{
	add_elf("bin/bash", (struct elf_shape){ .type = ET_DYN, .interp = LD });
	add_elf("bin/bashful", (struct elf_shape){ .type = ET_DYN, .interp = LD });
	add_elf("bin/node", (struct elf_shape){ .type = ET_EXEC });
	add_elf("bin/python3.11", (struct elf_shape){ .type = ET_DYN, .interp = LD });
	add_elf("bin/tool",
		(struct elf_shape){ .type = ET_DYN, .interp = LD, .needed = "libjli.so" });
	add_elf("lib/bash", (struct elf_shape){ .type = ET_DYN, .soname = "bash" });
	add_elf("opt/box", (struct elf_shape){ .type = ET_EXEC });
	layer_symlink(&b, "bin/sh", "../opt/box");
	layer_symlink(&b, "bin/lua", "missing");
	layer_symlink(&b, "bin/perl", "perl");
	layer_link(&b, "bin/awk", "bin/bashful");
	expect("exec,interp /bin/awk\nexec,interp /bin/bash\nexec,interp /bin/bashful\n"
	       "exec,interp,jit /bin/node\nexec,interp /bin/python3.11\nexec,jit /bin/tool\n"
	       "lib /lib/bash\nexec,interp /opt/box\n");
}

Test(classes, more_interpreters_and_jit)
{
	static const char *const names[][2] = {
		{ "apache2", "exec,jit" },  { "busybox.static", "exec,interp" },
		{ "git", "exec" }, /* PCRE compiles, but grep -P must not make git a JIT */
		{ "httpd", "exec,jit" },    { "ocamlrun", "exec,interp" },
		{ "postgres", "exec,jit" }, { "ruby3.1", "exec,interp,jit" },
	};
	_cleanup_free_ char *expected = calloc(1, 4096);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		add_elf(names[i][0], (struct elf_shape){ .type = ET_DYN,
							 .interp = LD,
							 .needed = "libpcre2-8.so.0" });
		sprintf(expected + strlen(expected), "%s /%s\n", names[i][1], names[i][0]);
	}
	expect(expected);
}

Test(classes, executable_stacks)
{
	add_elf("a", (struct elf_shape){ .type = ET_EXEC, .exec_stack = true });
	add_elf("b", (struct elf_shape){ .type = ET_EXEC, .no_stack = true });
	add_elf("c", (struct elf_shape){ .type = ET_EXEC, .no_stack = true, .machine = EM_386 });
	add_elf("d", (struct elf_shape){ .type = ET_DYN, .no_stack = true, .soname = "d" });
	add_elf("e",
		(struct elf_shape){ .type = ET_EXEC, .no_stack = true, .machine = EM_AARCH64 });
	expect("exec,execstack /a\nexec /b\nexec,execstack /c\nlib,execstack /d\nexec /e\n");
}

Test(classes, modules)
{
	add_elf("a.ko", (struct elf_shape){ .type = ET_REL, .section = ".modinfo" });
	add_elf("b.o",
		(struct elf_shape){ .type = ET_REL, .section = ".gnu.linkonce.this_module" });
	add_elf("c.ko", (struct elf_shape){ .type = ET_REL, .section = ".text" });
	layer_file(&b, "d.ko.xz", "\3757zXZ");
	layer_file(&b, "e.ko.xz", "text");
	layer_file(&b, "f.ko.gz", "\037\213");
	layer_file(&b, "g.ko.zst", "\050\265\057\375");
	layer_file(&b, "h.tar.xz", "\3757zXZ");
	expect("module /a.ko\nmodule /b.o\nmodule /d.ko.xz\nmodule /f.ko.gz\nmodule /g.ko.zst\n");
}

Test(classes, scripts)
{
	layer_file(&b, "a", "#!/bin/sh\n");
	layer_file(&b, "b.txt", "echo\n");
	layer_bytes(&b, "c", "echo\n", 5, 0755);
	layer_bytes(&b, "d", "\0bin", 4, 0755);
	layer_file(&b, "e.py", "");
	layer_file(&b, "f.pyc", "\0\0\0");
	layer_file(&b, "etc/profile.d/x", "x=1\n");
	layer_file(&b, "etc/hosts", "::1\n");
	layer_file(&b, "g.so", "INPUT(x)\n");
	layer_file(&b, "node_modules/h.mjs", "x\n");
	/* a shell, or another program, may run what the kernel does not know */
	layer_bytes(&b, "h", "", 0, 0100);
	layer_bytes(&b, "i", "\177ELF\0", 5, 0755);
	layer_bytes(&b, "j.ko.gz", "\037\213", 2, 0755);
	add_elf("k", (struct elf_shape){ .type = ET_REL, .section = ".text" });
	expect("script /a\nscript /c\nscript /d\nscript /e.py\nscript /etc/profile.d/x\nscript /f.pyc\n"
	       "script /h\nscript /i\nmodule /j.ko.gz\nscript /node_modules/h.mjs\n");
}

/* CoreCLR maps the sections of ReadyToRun images executable, whatever the file is called. */
Test(classes, portable_executables)
{
	unsigned char pe[512] = "MZ", far[512] = "MZ", zeros[512] = "MZ";

	pe[0x3c] = 0x80;
	memcpy(pe + 0x80, "PE\0\0", 4);
	far[0x3d] = 0x08; /* beyond what is looked at */
	layer_bytes(&b, "System.Private.CoreLib.dll", pe, sizeof(pe), 0644);
	pe[0xff] = 1;
	layer_bytes(&b, "app", pe, sizeof(pe), 0644);
	layer_bytes(&b, "far.exe", far, sizeof(far), 0644);
	layer_bytes(&b, "old.exe", zeros, sizeof(zeros), 0644);
	layer_bytes(&b, "short.dll", "MZ", 2, 0644);
	layer_file(&b, "text",
		   "MZ is how a program for DOS begins, and a text may as well, or not\n");
	layer_file(&b, "text.dll", "not one\n");
	expect("lib,script /System.Private.CoreLib.dll\nlib,script /app\nlib,script /far.exe\n"
	       "script /old.exe\nscript /short.dll\nscript /text.dll\n");
}

Test(classes, setuid_is_marked_on_code_only)
{
	struct archive_entry *entry = archive_entry_new();
	unsigned char bytes[ELF_BUILDER_SIZE];

	elf_build(&(struct elf_shape){ .type = ET_EXEC }, bytes);
	layer_bytes(&b, "a", bytes, sizeof(bytes), 04755);
	bytes[ELF_BUILDER_SIZE - 1] = 1;
	layer_bytes(&b, "b", bytes, sizeof(bytes), 02755);
	layer_bytes(&b, "c", "\0data", 5, 04644);
	bytes[ELF_BUILDER_SIZE - 1] = 2;
	archive_entry_set_pathname(entry, "d");
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0755);
	archive_entry_set_size(entry, sizeof(bytes));
	archive_entry_xattr_add_entry(entry, "security.capability", "\1\0\0\2", 4);
	cr_assert_eq(archive_write_header(b.archive, entry), ARCHIVE_OK);
	cr_assert_eq(archive_write_data(b.archive, bytes, sizeof(bytes)), sizeof(bytes));
	archive_entry_free(entry);
	expect("exec,setuid /a\nexec,setuid /b\nexec,setuid /d\n");
}

Test(classes, sourced_and_included_by_name)
{
	static const char *const names[] = {
		"etc/apache2/envvars",
		"etc/conf.d/sshd",
		"usr/lib/git-core/git-sh-setup",
		"usr/libexec/git-core/git-sh-i18n",
		"var/www/a.gemspec",
		"var/www/b.inc",
		"var/www/c.module",
	};
	_cleanup_free_ char *expected = calloc(1, 4096);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		layer_file(&b, names[i], "x\n");
		sprintf(expected + strlen(expected), "script /%s\n", names[i]);
	}
	layer_file(&b, "etc/apache2/other", "x\n");
	layer_file(&b, "usr/share/git-core/x", "x\n");
	expect(expected);
}

static int traits_of(const void *bytes, size_t size, uint32_t *traits)
{
	_cleanup_close_ int fd = memfd_create("elf", MFD_CLOEXEC);
	_cleanup_free_ char *interpreter = NULL;
	const char *reason = NULL;
	int r;

	cr_assert_eq(write(fd, bytes, size), (ssize_t)size);
	r = elf_traits(fd, traits, &interpreter, &reason);
	if (r < 0)
		cr_expect(reason);
	return r;
}

/* Any prefix of an ELF file is taken or refused, never read beyond. */
Test(classes, truncated_elf)
{
	struct elf_shape shape = { .type = ET_DYN, .interp = LD, .soname = "x", .needed = "y" };
	unsigned char bytes[ELF_BUILDER_SIZE];
	uint32_t traits;

	elf_build(&shape, bytes);
	for (size_t size = 0; size < sizeof(bytes); size += size < 512 ? 1 : 64)
		(void)traits_of(bytes, size, &traits);
	cr_expect_eq(traits_of(bytes, 63, &traits), -ENOEXEC);
	cr_expect_eq(traits_of(bytes, 200, &traits), -ENOEXEC);
}

Test(classes, elf_tables_that_would_cost_memory)
{
	unsigned char bytes[ELF_BUILDER_SIZE];
	Elf64_Ehdr *header = (Elf64_Ehdr *)bytes;
	uint32_t traits;

	elf_build(&(struct elf_shape){ .type = ET_REL }, bytes);
	header->e_shoff = 1024;
	header->e_shnum = 0; /* extended numbering */
	cr_expect_eq(traits_of(bytes, sizeof(bytes), &traits), -ENOEXEC);

	elf_build(&(struct elf_shape){ .type = ET_EXEC }, bytes);
	header->e_phnum = 0xfffe;
	cr_expect_eq(traits_of(bytes, sizeof(bytes), &traits), -ENOEXEC);
}

/* Of libasan; gcc does not ship its header. */
int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void *, size_t),
					      void (*freed)(const volatile void *));

static void expect_exec(Elf64_Ehdr header, const unsigned char *bytes, const char *what)
{
	unsigned char copy[ELF_BUILDER_SIZE];
	uint32_t traits = 0;
	int r;

	memcpy(copy, bytes, sizeof(copy));
	memcpy(copy, &header, sizeof(header));
	r = traits_of(copy, sizeof(copy), &traits);
	cr_expect_eq(r, 0, "%s: %d", what, r);
	cr_expect(traits & TRAIT_ELF_EXEC, "%s", what);
}

/* load_elf_binary() runs all of these; a tool that hides its sections writes such headers. */
Test(classes, elf_that_the_kernel_runs_but_libelf_refuses)
{
	unsigned char bytes[ELF_BUILDER_SIZE];
	const Elf64_Ehdr *header = (Elf64_Ehdr *)bytes;
	Elf64_Ehdr bent;

	elf_build(&(struct elf_shape){ .type = ET_DYN, .interp = LD }, bytes);
	for (unsigned int i = 0; i < 4; i++) {
		bent = *header;
		bent.e_ident[EI_CLASS] = (unsigned char)i;
		expect_exec(bent, bytes, "class");
		bent = *header;
		bent.e_ident[EI_DATA] = (unsigned char)i;
		expect_exec(bent, bytes, "byte order");
	}
	bent = *header;
	bent.e_ident[EI_VERSION] = 0;
	bent.e_version = 0;
	expect_exec(bent, bytes, "version");
	bent = *header;
	bent.e_shoff = 1024;
	expect_exec(bent, bytes, "extended section numbers");
	bent.e_shnum = 40;
	bent.e_shoff = 1ULL << 63;
	expect_exec(bent, bytes, "sections nowhere");
	bent.e_shoff = ELF_BUILDER_SIZE - 8;
	bent.e_shentsize = 1;
	expect_exec(bent, bytes, "sections cut off");
}

/* A repaired header is read to the end: its interpreter is a loader, its stack is seen. */
Test(classes, elf_with_a_bent_header_is_read_whole)
{
	struct elf_shape shape = { .type = ET_EXEC, .interp = "/opt/own", .exec_stack = true };
	unsigned char bytes[ELF_BUILDER_SIZE];

	elf_build(&shape, bytes);
	bytes[EI_DATA] = 0;
	layer_bytes(&b, "bin/a", bytes, sizeof(bytes), 0755);
	add_elf("opt/own", (struct elf_shape){ .type = ET_EXEC });
	expect("exec,execstack /bin/a\nloader /opt/own\n");
}

static size_t largest;

static void note_allocation(const volatile void *pointer, size_t size)
{
	largest = size > largest ? size : largest;
}

static void note_free(const volatile void *pointer)
{
}

/* A file of a few KB with a hole: what libelf would load is as large as the hole. */
Test(classes, elf_strings_that_would_cost_memory)
{
	_cleanup_close_ int fd = memfd_create("elf", MFD_CLOEXEC);
	_cleanup_free_ char *interpreter = NULL;
	unsigned char bytes[ELF_BUILDER_SIZE];
	const char *reason = NULL;
	Elf64_Shdr *sections;
	uint32_t traits;

	elf_build(&(struct elf_shape){ .type = ET_REL, .section = ".modinfo" }, bytes);
	sections = (Elf64_Shdr *)(bytes + ((Elf64_Ehdr *)bytes)->e_shoff);
	sections[2].sh_size = 1U << 30;
	cr_assert_eq(write(fd, bytes, sizeof(bytes)), sizeof(bytes));
	cr_assert_eq(ftruncate(fd, 2LL << 30), 0);
	cr_assert_gt(__sanitizer_install_malloc_and_free_hooks(note_allocation, note_free), 0);
	cr_expect_eq(elf_traits(fd, &traits, &interpreter, &reason), 0);
	cr_expect(traits & TRAIT_MODULE);
	cr_expect(largest < 8U << 20, "%zu bytes at once", largest);
}

Test(classes, elf_that_nothing_takes_is_not_code)
{
	static const char cut[] = "\177ELF\002\001\001";

	layer_bytes(&b, "a", cut, sizeof(cut), 0644);
	layer_bytes(&b, "b.py", "\177ELF", 4, 0644);
	expect("script /b.py\n");
}
