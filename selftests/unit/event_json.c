// SPDX-License-Identifier: GPL-2.0-only
/* user/event_json.c: what of a record becomes which member. */
#include <criterion/criterion.h>
#include <string.h>

#include <bpf/bpf.h>

#include "kern/core/decide_code.h"
#include "kern/core/filesystem.h"
#include "user/event_field.h"
#include "user/event_format.h"
#include "user/event_json.h"
#include "user/filesystem_name.h"

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	return -1; /* no image has a name */
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	return -1;
}

static json_object *json_of(const struct db_event *event)
{
	static const struct kernel_maps maps = {};

	return event_to_json(&maps, event, event->seq);
}

/* A library that is executed. */
static const struct db_event wrong_class = {
	.boot_ns = 1,
	.verdict = DB_VERDICT_DENY,
	.reason = DB_REASON_WRONG_CLASS,
	.mode = DB_MODE_ENFORCE,
	.flags = DB_EVENT_BY_CONTENT,
	.inode = 7,
	.device = 254U << 20 | 300000,
	.fs_magic = 0xEF53,
	.level = DB_LEVEL_COUNT,
	.facts = { .moment = DB_MOMENT_EXEC, .classes = DB_CLASS_LIB | DB_CLASS_SETUID },
	.comm = "sh",
};

static void expect_number(const struct db_event *event, const char *name, uint64_t wanted)
{
	json_object *object = json_of(event);
	uint64_t number;

	cr_assert(event_number(object, name, &number), "%s", name);
	cr_expect_eq(number, wanted, "%s", name);
	json_object_put(object);
}

static void expect_text(const struct db_event *event, const char *name, const char *wanted)
{
	json_object *object = json_of(event);
	const char *text = event_text(object, name);

	if (wanted)
		cr_expect_str_eq(text ?: "none", wanted, "%s", name);
	else
		cr_expect_null(text, "%s", name);
	json_object_put(object);
}

Test(event_json, where_the_data_lies)
{
	struct db_event event = wrong_class;

	expect_text(&event, "filesystem", "ext4");
	expect_text(&event, "device", "254:300000");
	event.fs_magic = DB_FS_FUSE;
	expect_text(&event, "filesystem", "fuse");
	event.fs_magic = 0x12345678;
	expect_text(&event, "filesystem", "0x12345678");
	event.fs_magic = 0; /* about no file */
	expect_text(&event, "filesystem", NULL);
	expect_text(&event, "device", NULL);
}

Test(event_json, what_would_have_done)
{
	struct db_event event = wrong_class;
	json_object *object;

	expect_number(&event, "classes", DB_CLASS_LIB | DB_CLASS_SETUID);
	expect_number(&event, "wanted", DB_CLASS_EXEC | DB_CLASS_SCRIPT);
	event.facts.moment = DB_MOMENT_MODULE;
	expect_number(&event, "wanted", DB_CLASS_MODULE);
	event.facts.moment = DB_MOMENT_MAP;
	expect_number(&event, "wanted", DB_CLASS_EXEC | DB_CLASS_LIB | DB_CLASS_LOADER);
	/* Of what is not judged by its content no class would have done. */
	event.flags = 0;
	object = json_of(&event);
	cr_expect_not(json_object_object_get_ex(object, "wanted", NULL));
	json_object_put(object);
}

/* A name for each file system that code may be on: in a table of its own, as those of the kernel's side are sentences. */
Test(event_json, file_systems_have_names)
{
	char name[FILESYSTEM_NAME_SIZE];

#define HAS_NAME_(magic, text)          \
	filesystem_name((magic), name); \
	cr_expect_neq(strncmp(name, "0x", 2), 0, "%s", text);
	DB_HONEST_FILESYSTEMS(HAS_NAME_)
#undef HAS_NAME_
#define IS_NAME_(C, word, bit, magic)           \
	if (magic) {                            \
		filesystem_name((magic), name); \
		cr_expect_str_eq(name, #word);  \
	}
	DB_FOREIGN_FILESYSTEMS(IS_NAME_)
#undef IS_NAME_
}

static void expect_line(const struct db_event *event, const char *wanted)
{
	json_object *object = json_of(event);
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	event_format_find("text")->print(out, object);
	fclose(out);
	cr_expect(strstr(text, wanted), "%s", text);
	free(text);
	json_object_put(object);
}

Test(event_json, the_text_says_the_classes)
{
	struct db_event event = wrong_class;

	expect_line(&event, ": wrong-class (shipped as lib,setuid, not as one of exec,script)\n");
	event.reason = DB_REASON_NOT_IN_IMAGE;
	event.facts.classes = 0;
	expect_line(&event, ": not-in-image\n");
	/* Refused for something else than its class. */
	event.reason = DB_REASON_DENYLISTED;
	event.facts.classes = DB_CLASS_EXEC;
	expect_line(&event, ": denylisted\n");
}
