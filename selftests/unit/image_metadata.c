// SPDX-License-Identifier: GPL-2.0-only
/* Layouts and archives: what is chosen, what is checked, and metadata that lies. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftests/fixtures/lib/image_builder.h"
#include "user/cleanup.h"
#include "user/manifest/compile.h"
#include "user/manifest/image.h"
#include "user/manifest/limits.h"

#define MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"
#define INDEX_TYPE    "application/vnd.oci.image.index.v1+json"
#define ZERO_HEX      "0000000000000000000000000000000000000000000000000000000000000000"

static struct builder b;

static void begin(void)
{
	builder_begin(&b);
	layer_begin(&b);
	layer_file(&b, "a", "#!x\n");
	layer_end(&b);
}

static void end(void)
{
	builder_end(&b);
}

/* A signal that comes while the manifest is written, in the child of a test alone. */
static int signal_in_fsync;

int fsync(int fd)
{
	if (signal_in_fsync)
		raise(signal_in_fsync);
	return (int)syscall(SYS_fsync, fd);
}

TestSuite(metadata, .init = begin, .fini = end);

static void fails(const struct command *command, const char *input, const char *what)
{
	cr_assert_lt(builder_run(&b, command, input), 0, "`%s` not found", what);
	cr_expect(strstr(b.job->what, what), "\"%s\": %s", b.job->object, b.job->what);
	cr_expect_neq(access(b.output, F_OK), 0, "a manifest was written all the same");
}

static void works(const struct command *command, const char *input)
{
	cr_assert_eq(builder_run(&b, command, input), 0, "\"%s\": %s: %s", b.job->object,
		     b.job->what, b.job->next);
}

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	cr_assert_geq(vasprintf(&text, format, arguments), 0);
	va_end(arguments);
	return text;
}

/* An index.json of these entries. */
static void write_index(const char *entries)
{
	_cleanup_free_ char *text = text_of("{\"schemaVersion\":2,\"manifests\":[%s]}", entries);

	builder_write_text(&b, "layout/oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
	builder_write_text(&b, "layout/index.json", text);
}

/* A descriptor of text stored as a blob, with further members. */
static char *entry_of(const char *type, const char *text, const char *more)
{
	char hex[HASH_HEX_SIZE];

	builder_blob(&b, text, hex);
	return text_of("{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%zu%s}", type, hex,
		       strlen(text), more);
}

/* The builder's image for a platform, as an entry of an index. */
static char *image_entry(const char *architecture, const char *more)
{
	_cleanup_free_ char *config = NULL, *manifest = NULL, *members = NULL;
	char hex[HASH_HEX_SIZE];

	b.architecture = architecture;
	builder_layout(&b);
	config = builder_config(&b);
	digest_hex(config, strlen(config), hex);
	manifest = builder_manifest(&b, hex, strlen(config));
	members = text_of(",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}%s",
			  architecture, more);
	return entry_of(MANIFEST_TYPE, manifest, members);
}

Test(metadata, header_of_a_layout)
{
	char hex[HASH_HEX_SIZE], wanted[512];
	_cleanup_free_ char *config = builder_config(&b), *manifest = NULL, *output = NULL;

	digest_hex(config, strlen(config), hex);
	manifest = builder_manifest(&b, hex, strlen(config));
	digest_hex(manifest, strlen(manifest), hex);
	builder_layout(&b);
	works(&command_oci, "layout");
	output = builder_output(&b);
	snprintf(wanted, sizeof(wanted),
		 "driftbolt-manifest 1\nimage -\ndigest sha256:%s\nplatform linux/amd64\n"
		 "generation 0\nfile ",
		 hex);
	cr_expect_eq(strncmp(output, wanted, strlen(wanted)), 0, "%s", output);
}

Test(metadata, two_runs_are_alike)
{
	_cleanup_free_ char *first = NULL, *second = NULL;

	builder_layout(&b);
	works(&command_oci, "layout");
	first = builder_output(&b);
	works(&command_oci, "layout");
	second = builder_output(&b);
	cr_expect_str_eq(first, second);
}

Test(metadata, platform_is_chosen)
{
	_cleanup_free_ char *amd = image_entry("amd64", ""), *arm = NULL, *both = NULL;
	_cleanup_free_ char *index = NULL, *nested = NULL, *output = NULL;
	struct options options = { .platform = "linux/arm64/v8", .quiet = true };

	arm = image_entry("arm64", "");
	both = text_of("%s,%s", amd, arm);
	write_index(both);
	b.job = job_new(&options);
	works(&command_oci, "layout");
	output = builder_output(&b);
	cr_expect(strstr(output, "\nplatform linux/arm64\n"), "%s", output);

	/* The same one index deeper. */
	index = text_of("{\"schemaVersion\":2,\"mediaType\":\"" INDEX_TYPE "\",\"manifests\":[%s]}",
			both);
	nested = entry_of(INDEX_TYPE, index, "");
	write_index(nested);
	works(&command_oci, "layout");

	b.job->options.platform = "linux/riscv64";
	unlink(b.output);
	fails(&command_oci, "layout",
	      "not among the platforms of this image: linux/amd64 linux/arm64");
}

Test(metadata, an_only_image_of_another_platform)
{
	struct options options = { .platform = "linux/amd64", .quiet = true };

	b.architecture = "s390x";
	builder_layout(&b);
	works(&command_oci, "layout");
	unlink(b.output);
	job_free(&b.job);
	b.job = job_new(&options);
	fails(&command_oci, "layout", "the image is for linux/s390x");
}

Test(metadata, tags)
{
	_cleanup_free_ char *one = image_entry(
		"amd64", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"one\"}");
	_cleanup_free_ char *two = image_entry(
		"amd64", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"r.io/x:2\"}");
	_cleanup_free_ char *both = text_of("%s,%s", one, two), *output = NULL;

	write_index(both);
	fails(&command_oci, "layout", "several images");
	fails(&command_oci, "layout:three", "no such image");
	works(&command_oci, "layout:r.io/x:2");
	output = builder_output(&b);
	cr_expect(strstr(output, "\nimage r.io/x:2\n"), "%s", output);
}

Test(metadata, reference_that_a_manifest_cannot_hold)
{
	_cleanup_free_ char *entry = image_entry(
		"amd64", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"a b\\n\"}");
	struct options options = { .image = "own:1", .quiet = true };

	write_index(entry);
	fails(&command_oci, "layout", "cannot stand in a manifest");
	job_free(&b.job);
	b.job = job_new(&options);
	works(&command_oci, "layout");
}

Test(metadata, wrong_digest_of_a_layer)
{
	b.blobs[0].data[512] ^= 1; /* content, not header: the tar archive stays readable */
	builder_layout(&b);
	b.blobs[0].data[512] ^= 1;
	{
		char path[256], hex[HASH_HEX_SIZE];

		/* What lies under the right name is the bent one. */
		digest_hex(b.blobs[0].data, b.blobs[0].size, hex);
		snprintf(path, sizeof(path), "layout/blobs/sha256/%s", hex);
		builder_layout(&b);
		b.blobs[0].data[512] ^= 1;
		builder_write(&b, path, b.blobs[0].data, b.blobs[0].size);
	}
	fails(&command_oci, "layout", "does not have the digest");
}

Test(metadata, wrong_diff_id)
{
	b.tars[0].data[512] ^= 1;
	builder_layout(&b);
	fails(&command_oci, "layout", "diff_id");
}

static void bend_layer(size_t size, const char *what)
{
	char path[256], hex[HASH_HEX_SIZE];
	_cleanup_free_ char *longer = calloc(1, size + 1);

	memcpy(longer, b.blobs[0].data, size < b.blobs[0].size ? size : b.blobs[0].size);
	builder_layout(&b);
	digest_hex(b.blobs[0].data, b.blobs[0].size, hex);
	snprintf(path, sizeof(path), "layout/blobs/sha256/%s", hex);
	builder_write(&b, path, longer, size);
	fails(&command_oci, "layout", what);
}

Test(metadata, layer_too_long)
{
	bend_layer(b.blobs[0].size + 1, "larger than");
}

Test(metadata, layer_too_short)
{
	bend_layer(b.blobs[0].size - 512, "cut off");
}

Test(metadata, blob_missing)
{
	char path[256], hex[HASH_HEX_SIZE];

	builder_layout(&b);
	digest_hex(b.blobs[0].data, b.blobs[0].size, hex);
	snprintf(path, sizeof(path), "%s/layout/blobs/sha256/%s", b.directory, hex);
	unlink(path);
	fails(&command_oci, "layout", "missing");
	mkdir(path, 0755);
	fails(&command_oci, "layout", "not a regular file");
}

/* Each document in place of an image manifest, index.json or config. */
Test(metadata, bent_manifests)
{
	static const struct {
		const char *text, *what;
	} bent[] = {
		{ "", "without a size" }, /* replaced below */
		{ "{}", "without layers" },
		{ "[]", "without layers" },
		{ "nonsense", "not JSON" },
		{ "{\"layers\":[]} {}", "something follows" },
		{ "{\"layers\":{}}", "without layers" },
		{ "{\"layers\":[],\"manifests\":[]}", "in one document" },
		{ "{\"layers\":[{}]}", "without a sha256 digest" },
		{ "{\"layers\":[{\"digest\":\"sha256:" ZERO_HEX "\"}]}", "without a size" },
		{ "{\"layers\":[{\"digest\":\"sha256:" ZERO_HEX "\",\"size\":-1}]}",
		  "without a size" },
		{ "{\"layers\":[{\"digest\":\"sha256:../../../../etc/passwd\",\"size\":1}]}",
		  "without a sha256 digest" },
		{ "{\"layers\":[{\"digest\":\"sha512:" ZERO_HEX ZERO_HEX "\",\"size\":1}]}",
		  "without a sha256 digest" },
		{ "{\"layers\":[{\"digest\":\"sha256:" ZERO_HEX "\",\"size\":1,\"mediaType\":"
		  "\"application/vnd.oci.image.layer.v1.tar+gzip+encrypted\"}]}",
		  "unknown type of layer" },
		{ "{\"layers\":[]}", "without a sha256 digest" },
		{ "{\"layers\":[],\"config\":{\"digest\":\"sha256:" ZERO_HEX "\",\"size\":1,"
		  "\"mediaType\":\"application/vnd.cncf.helm.config.v1+json\"}}",
		  "not the config of a container image" },
		{ "{\"mediaType\":\"" INDEX_TYPE "\",\"layers\":[]}", "not its descriptor's" },
		{ "{\"layers\":[],\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
		  "]]]]]}",
		  "not JSON" },
	};

	for (size_t i = 1; i < sizeof(bent) / sizeof(bent[0]); i++) {
		_cleanup_free_ char *entry = entry_of(MANIFEST_TYPE, bent[i].text, "");

		write_index(entry);
		fails(&command_oci, "layout", bent[i].what);
	}
}

Test(metadata, bent_indexes)
{
	static const struct {
		const char *text, *what;
	} bent[] = {
		{ "{}", "without manifests" },
		{ "{\"manifests\":[]}", "no such image" },
		{ "{\"manifests\":[1]}", "without a sha256 digest" },
		{ "{\"manifests\":[{}],\"layers\":[]}", "in one document" },
		{ "{\"manifests\":[{\"digest\":\"sha256:" ZERO_HEX "\",\"size\":1}]}", "missing" },
		{ "\"x\"", "without manifests" },
		{ "\xff", "not JSON" },
		{ " ", "not JSON" },
	};

	builder_layout(&b);
	for (size_t i = 0; i < sizeof(bent) / sizeof(bent[0]); i++) {
		builder_write_text(&b, "layout/index.json", bent[i].text);
		fails(&command_oci, "layout", bent[i].what);
	}
	builder_write_text(&b, "layout/index.json", "");
	fails(&command_oci, "layout", "empty");
	builder_write_text(&b, "layout/oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}");
	fails(&command_oci, "layout", "not an image layout of version 1");
}

static void with_config(const char *config, const char *what)
{
	_cleanup_free_ char *manifest = NULL;
	char hex[HASH_HEX_SIZE];

	builder_layout(&b);
	builder_blob(&b, config, hex);
	manifest = builder_manifest(&b, hex, strlen(config));
	builder_blob(&b, manifest, hex);
	builder_index(&b, hex, strlen(manifest));
	fails(&command_oci, "layout", what);
}

Test(metadata, bent_configs)
{
	with_config("{}", "platform");
	with_config("{\"os\":\"linux\",\"architecture\":\"a b\"}", "platform");
	with_config("{\"os\":\"linux\",\"architecture\":\"amd64\"}", "without rootfs.diff_ids");
	with_config("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[]}}",
		    "differ in their layers");
	with_config("{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"diff_ids\":[1]}}",
		    "not a sha256 digest");
}

Test(metadata, indexes_nested_too_deep)
{
	_cleanup_free_ char *entry = image_entry("amd64", "");

	for (unsigned int i = 0; i <= LIMIT_INDEX_DEPTH; i++) {
		_cleanup_free_ char *index = text_of("{\"manifests\":[%s]}", entry);

		free(entry);
		entry = entry_of(INDEX_TYPE, index, "");
	}
	write_index(entry);
	fails(&command_oci, "layout", "nested too deep");
}

Test(metadata, too_much_json)
{
	_cleanup_free_ char *text = malloc(LIMIT_JSON + 2);

	memset(text, ' ', LIMIT_JSON + 1);
	builder_layout(&b);
	builder_write(&b, "layout/index.json", text, LIMIT_JSON + 1);
	fails(&command_oci, "layout", "of JSON");
}

Test(metadata, archives_of_both_kinds_and_packings)
{
	static const enum packing packings[] = { PACK_PLAIN, PACK_GZIP, PACK_ZSTD };

	for (size_t i = 0; i < 3; i++) {
		_cleanup_free_ char *files = NULL, *again = NULL, *output = NULL;

		builder_oci_archive(&b, packings[i]);
		works(&command_archive, "archive.tar");
		files = builder_files(&b);
		cr_expect_str_eq(files, "script /a\n");
		builder_docker_archive(&b, packings[i]);
		works(&command_archive, "archive.tar");
		again = builder_files(&b);
		cr_expect_str_eq(again, "script /a\n");
		output = builder_output(&b);
		cr_expect(strstr(output, "\nimage test/app:1\ndigest -\n"), "%s", output);
	}
	works(&command_archive, "archive.tar:test/app:1");
	unlink(b.output);
	fails(&command_archive, "archive.tar:test/app:2", "no such image");
}

Test(metadata, archive_whose_layer_is_not_its_config_s)
{
	b.blobs[0].data[512] ^= 1;
	builder_docker_archive(&b, PACK_PLAIN);
	fails(&command_archive, "archive.tar", "diff_id");
}

/* archive.tar: more zeros than the ratio allows. */
static void write_bomb(void)
{
	static const char zeros[1U << 20];
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	char path[128];

	snprintf(path, sizeof(path), "%s/archive.tar", b.directory);
	archive_write_set_format_raw(archive);
	archive_write_add_filter_zstd(archive);
	cr_assert_eq(archive_write_open_filename(archive, path), ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "archive");
	cr_assert_eq(archive_write_header(archive, entry), ARCHIVE_OK);
	for (size_t i = 0; i <= LIMIT_RATIO_FLOOR / sizeof(zeros); i++)
		archive_write_data(archive, zeros, sizeof(zeros));
	cr_assert_eq(archive_write_close(archive), ARCHIVE_OK);
	archive_write_free(archive);
	archive_entry_free(entry);
}

/* Each of them is read again for each blob. */
Test(metadata, archive_of_directories)
{
	struct bytes tar;

	layer_begin(&b);
	for (size_t i = 0; i <= LIMIT_ARCHIVE_FILES; i++)
		layer_directory(&b, "d");
	layer_end(&b);
	b.layers--;
	tar = b.tars[b.layers];
	builder_write(&b, "archive.tar", tar.data, tar.size);
	free(tar.data);
	free(b.blobs[b.layers].data);
	fails(&command_archive, "archive.tar", "more than 20000");
}

Test(metadata, archive_that_is_a_bomb)
{
	write_bomb();
	fails(&command_archive, "archive.tar", "times its size");
	b.job->options.unpacked_max = 2 * LIMIT_RATIO_FLOOR;
	fails(&command_archive, "archive.tar", "not in the archive");
}

Test(metadata, archives_that_are_none)
{
	builder_write_text(&b, "archive.tar", "");
	fails(&command_archive, "archive.tar", "not a readable tar archive");
	builder_write_text(&b, "archive.tar", "something else entirely");
	fails(&command_archive, "archive.tar", "not a readable tar archive");
	fails(&command_archive, "missing.tar", "No such file");
	fails(&command_archive, "layout", "");
	fails(&command_oci, "missing", "No such file");
}

Test(metadata, output_is_whole_or_not_there)
{
	builder_layout(&b);
	cr_assert_eq(mkfifo(b.output, 0600), 0);
	cr_assert_lt(builder_run(&b, &command_oci, "layout"), 0);
	cr_expect(strstr(b.job->what, "not a regular file"));
	unlink(b.output);
	builder_write_text(&b, "manifest.txt", "old");
	b.blobs[0].data[512] ^= 1;
	builder_layout(&b);
	cr_assert_lt(builder_run(&b, &command_oci, "layout"), 0);
	{
		_cleanup_free_ char *text = builder_output(&b);

		cr_expect_str_eq(text, "old");
	}
}

static size_t files_in_directory(void)
{
	_cleanup_closedir_ DIR *directory = opendir(b.directory);
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(directory)))
		count += entry->d_type == DT_REG;
	return count;
}

/* Whoever interrupts it finds the old manifest or the new one, and nothing beside it. */
Test(metadata, a_signal_leaves_nothing_behind)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	builder_layout(&b);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		int status;
		pid_t child = fork();

		if (child == 0) {
			signal(signals[i], SIG_DFL);
			signal_in_fsync = signals[i];
			builder_run(&b, &command_oci, "layout");
			_exit(0);
		}
		cr_assert_eq(waitpid(child, &status, 0), child);
		cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == signals[i], "%x", status);
		cr_expect_eq(files_in_directory(), access(b.output, F_OK) == 0 ? 1 : 0);
	}
	cr_expect_eq(access(b.output, F_OK), 0, "given up though it was whole");
}

/* The limit is an error like a full disk; the signal of it would leave no time to clean up. */
Test(metadata, a_limit_of_file_sizes_is_an_error)
{
	struct rlimit before, limit;
	char name[8];

	layer_begin(&b);
	for (size_t i = 0; i < 1000; i++) { /* more than a buffer of stdio */
		snprintf(name, sizeof(name), "%zu", i);
		layer_file(&b, name, "#!x\n");
	}
	layer_end(&b);
	builder_layout(&b);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 10;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fails(&command_oci, "layout", "File too large");
	setrlimit(RLIMIT_FSIZE, &before);
	cr_expect_eq(files_in_directory(), 0);
}
