// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <unistd.h>

#include "boot.h"
#include "digest.h"
#include "event_json.h"
#include "event_parts.h"
#include "filesystem_name.h"
#include "kern/core/decide_code.h"
#include "kern/core/decide_setting.h"
#include "mode.h"
#include "report.h"
#include "setting.h"

/* A dev_t inside the kernel (MINORBITS of include/linux/kdev_t.h), which is another one than user space's. */
#define KERNEL_MAJOR(device) ((device) >> 20)
#define KERNEL_MINOR(device) ((device) & ((1U << 20) - 1))

static void add_text(json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

static void add_number(json_object *object, const char *key, __u64 number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static void add_host(json_object *object)
{
	char host[65] = "";

	if (!gethostname(host, sizeof(host) - 1) && *host)
		add_text(object, "host", host);
}

/* Sequence numbers start anew with each boot. */
static void add_boot(json_object *object)
{
	static char boot[BOOT_ID_SIZE];

	if (*boot || !boot_id(boot))
		add_text(object, "boot_id", boot);
}

static void add_container(json_object *object, const struct db_event *event)
{
	struct container_id container;
	char text[4 * sizeof(container.id) + 1];

	if (event_container(event, &container)) {
		escape_text((const uint8_t *)container.id, sizeof(container.id), text);
		add_text(object, "container_id", text);
		if (container.runtime)
			add_text(object, "container_runtime", container.runtime);
	}
	if (*container.pod_uid)
		add_text(object, "pod_uid", container.pod_uid);
}

/* Bytes of the kernel's as text that is printable; nothing if there are none. */
static void add_bytes(json_object *object, const char *key, const __u8 *bytes, size_t size)
{
	char text[4 * DB_PATH_SIZE + 1];

	escape_text(bytes, size, text);
	if (*text)
		add_text(object, key, text);
}

static void add_words(json_object *object, const char *key, const __u8 words[DB_ARGS_SIZE])
{
	char text[4 * DB_ARGS_SIZE + 1];

	event_words_text(words, text);
	if (*text)
		add_text(object, key, text);
}

static void add_hex(json_object *object, const char *key, __u64 bits)
{
	char hex[17];

	snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)bits);
	add_text(object, key, hex);
}

static void add_digest_start(json_object *object, const __u8 start[8])
{
	char hex[17];

	for (int i = 0; i < 8; i++)
		snprintf(hex + 2 * i, 3, "%02x", start[i]);
	if (strspn(hex, "0") < 16)
		add_text(object, "exe_sha256_start", hex);
}

static void add_time(json_object *object, const char *key, __u64 boot_ns)
{
	char when[64];

	if (!boot_ns)
		return;
	event_time_text(boot_ns, when);
	add_text(object, key, when);
}

static void add_program(json_object *object, const struct db_program *program)
{
	add_bytes(object, "exe", program->exe, sizeof(program->exe));
	if (program->flags & DB_PROGRAM_EXE_CUT)
		json_object_object_add(object, "exe_truncated", json_object_new_boolean(1));
	add_digest_start(object, program->sha256_start);
	add_words(object, "cmdline", program->cmdline);
	add_time(object, "executed", program->exec_ns);
}

static json_object *program_to_json(const struct db_program *program)
{
	json_object *object = json_object_new_object();

	add_number(object, "pid", program->tgid);
	add_number(object, "uid", program->uid);
	add_bytes(object, "comm", program->comm, sizeof(program->comm));
	add_program(object, program);
	return object;
}

/* The process that did it: its program, its rights and who led to it. */
static void add_process(json_object *object, const struct db_event *event)
{
	json_object *ancestors;

	add_number(object, "euid", event->euid);
	add_number(object, "gid", event->gid);
	if (event->login_uid != (__u32)-1)
		add_number(object, "login_uid", event->login_uid);
	add_hex(object, "capabilities", event->capabilities);
	add_bytes(object, "tty", event->tty, sizeof(event->tty));
	add_program(object, &event->process);
	add_time(object, "started", event->start_ns);
	ancestors = json_object_new_array_ext(DB_ANCESTORS);
	for (__u32 i = 0; i < event->ancestor_count && i < DB_ANCESTORS; i++)
		json_object_array_add(ancestors, program_to_json(&event->ancestors[i]));
	json_object_object_add(object, "ancestors", ancestors);
	if (event->flags & DB_EVENT_MORE_ANCESTORS)
		json_object_object_add(object, "ancestors_truncated", json_object_new_boolean(1));
}

/* Where the data lies. */
static void add_filesystem(json_object *object, const struct db_event *event)
{
	char name[FILESYSTEM_NAME_SIZE], device[32];

	if (!event->fs_magic)
		return; /* about no file */
	filesystem_name(event->fs_magic, name);
	snprintf(device, sizeof(device), "%u:%u", KERNEL_MAJOR(event->device),
		 KERNEL_MINOR(event->device));
	add_text(object, "filesystem", name);
	add_text(object, "device", device);
}

/* What the verdict was made of: `driftbolt replay` makes it again. */
static void add_facts(json_object *object, const struct db_event *event)
{
	__u32 setting = db_setting_of(event->facts.moment, event->reason);

	if (event->level != DB_LEVEL_COUNT && setting != DB_SETTING_COUNT) {
		add_text(object, "setting", setting_name(setting));
		add_text(object, "level", level_name(event->level));
	}
	if (event->flags & DB_EVENT_BY_CONTENT)
		add_text(object, "decided_by", "content");
	if (event->flags & DB_EVENT_BY_WRITE)
		add_text(object, "decided_by", "write");
	add_number(object, "facts", event->facts.flags);
	add_number(object, "classes", event->facts.classes);
	if (event->flags & DB_EVENT_BY_CONTENT)
		add_number(object, "wanted", db_classes_wanted(event->facts.moment));
	if (event->facts.hash_result)
		json_object_object_add(object, "hash_result",
				       json_object_new_int(event->facts.hash_result));
}

json_object *event_to_json(const struct kernel_maps *maps, const struct db_event *event, __u64 seq)
{
	char when[64], text[4 * DB_PATH_SIZE + 1], hex[65];
	json_object *object = json_object_new_object();
	struct db_imageinfo info;
	const char *image = event_image_name(maps, event->image, &info);
	const char *scope = event_scope_text(event, text);

	event_time_text(event->boot_ns, when);
	add_number(object, "seq", seq);
	add_text(object, "time", when);
	add_number(object, "boot_ns", event->boot_ns);
	add_host(object);
	add_boot(object);
	add_text(object, "kind", moment_name(event->facts.moment));
	add_text(object, "verdict", verdict_name(event->verdict));
	add_text(object, "reason", reason_name(event->reason));
	add_number(object, "count", 1 + (__u32)event->repeats);
	add_text(object, "first", when);
	add_time(object, "last", event->last_ns);
	add_text(object, "mode", mode_name(event->mode));
	if (image)
		add_text(object, "image", image);
	if (scope)
		add_text(object, "scope", scope);
	add_number(object, "cgroup_id", event->cgroup_id);
	add_container(object, event);
	add_number(object, "pid", event->pid);
	add_number(object, "tgid", event->tgid);
	add_number(object, "ppid", event->ppid);
	add_number(object, "uid", event->uid);
	escape_text(event->comm, sizeof(event->comm), text);
	add_text(object, "comm", text);
	if (event->flags & DB_EVENT_HAS_PATH) {
		escape_text(event->path, sizeof(event->path), text);
		add_text(object, "path", text);
		if (event->flags & DB_EVENT_PATH_CUT)
			json_object_object_add(object, "path_truncated",
					       json_object_new_boolean(1));
	}
	if (event->flags & DB_EVENT_HAS_ARGS) {
		event_words_text(event->arguments, text);
		add_text(object, "arguments", text);
	}
	if (event->flags & DB_EVENT_HAS_DIGEST) {
		hex_of_digest(event->digest.sha256, hex);
		add_text(object, "sha256", hex);
	}
	add_number(object, "size", event->size);
	add_number(object, "inode", event->inode);
	add_filesystem(object, event);
	add_process(object, event);
	add_facts(object, event);
	return object;
}

json_object *gap_to_json(__u64 seq, __u64 lost)
{
	json_object *object = json_object_new_object();

	add_number(object, "seq", seq);
	add_host(object);
	add_boot(object);
	add_text(object, "kind", "gap");
	add_number(object, "count", lost);
	return object;
}
