// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <json-c/json.h>

#include "container_id.h"
#include "event_text.h"
#include "mode.h"
#include "report.h"

/* Wall time of a boot time, RFC 3339 with nanoseconds. */
static void time_text(__u64 boot_ns, char text[64])
{
	/* Taken once, so that all times of one output keep their distances. */
	static __s64 boot_to_wall;
	struct timespec wall, boot;
	struct tm utc;
	time_t seconds;
	__s64 ns;
	size_t n;

	if (!boot_to_wall) {
		clock_gettime(CLOCK_REALTIME, &wall);
		clock_gettime(CLOCK_BOOTTIME, &boot);
		boot_to_wall =
			(wall.tv_sec - boot.tv_sec) * 1000000000LL + wall.tv_nsec - boot.tv_nsec;
	}
	ns = boot_to_wall + (__s64)boot_ns;
	seconds = ns / 1000000000LL;
	gmtime_r(&seconds, &utc);
	n = strftime(text, 64, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + n, 64 - n, ".%09lldZ", (long long)(ns % 1000000000LL));
}

/* A command line as one text, a blank between words, as far as it was kept. */
static void words_text(const __u8 words[DB_ARGS_SIZE], char *text)
{
	__u8 line[DB_ARGS_SIZE];
	size_t length = DB_ARGS_SIZE;

	while (length && !words[length - 1])
		length--;
	for (size_t i = 0; i < length; i++)
		line[i] = words[i] ?: ' ';
	escape_text(line, length, text);
}

static const char *image_of(const struct kernel_maps *maps, __u32 id, struct db_imageinfo *info)
{
	if (!id || bpf_map_lookup_elem(maps->imageinfo, &id, info))
		return NULL;
	return (const char *)info->name;
}

/* The scope as load and bind take it; NULL if the task was in none. */
static const char *scope_text(const struct db_event *event, char text[64])
{
	if (event->scope_cgroup) {
		snprintf(text, 64, "cgroup:%llu", (unsigned long long)event->scope_cgroup);
		return text;
	}
	return event->image ? "host" : NULL;
}

/*
 * The container an event is about: told by its cgroup, else, if the task keeps a scope, that cgroup itself. A host's
 * service is none. False if there is nothing to say; pod_uid may be there all the same.
 */
static bool container_of_event(const struct db_event *event, struct container_id *container)
{
	if (container_of_cgroup(&event->cgroups, container))
		return true;
	return (event->flags & DB_EVENT_CONTAINER) && *container->id;
}

#define POD_SHORT_LENGTH 8

static void print_container(FILE *out, const struct db_event *event)
{
	char id[CONTAINER_SHORT_SIZE], text[4 * CONTAINER_SHORT_SIZE + 1];
	struct container_id container;

	if (container_of_event(event, &container)) {
		container_short_id(&container, id);
		escape_text((const uint8_t *)id, sizeof(id), text);
		fprintf(out, " in %s", text);
	}
	if (*container.pod_uid)
		fprintf(out, " pod %.*s", POD_SHORT_LENGTH, container.pod_uid);
}

void event_print_text(FILE *out, const struct kernel_maps *maps, const struct db_event *event,
		      __u64 seq)
{
	char when[64], path[4 * DB_PATH_SIZE + 1], comm[4 * DB_COMM_SIZE + 1];
	struct db_imageinfo info;
	const char *image = image_of(maps, event->image, &info);

	time_text(event->boot_ns, when);
	escape_text(event->path, sizeof(event->path), path);
	escape_text(event->comm, sizeof(event->comm), comm);
	fprintf(out, "%s %-5s %-8s %s%s by %s[%u] image %s", when, verdict_name(event->verdict),
		moment_name(event->facts.moment), event->flags & DB_EVENT_PATH_CUT ? "..." : "",
		event->flags & DB_EVENT_HAS_PATH ? path : "-", comm, event->tgid, image ?: "-");
	print_container(out, event);
	fprintf(out, ": %s", reason_name(event->reason));
	if (event->flags & DB_EVENT_HAS_ARGS) {
		words_text(event->arguments, path);
		fprintf(out, ": %s", path);
	}
	fputc('\n', out);
}

static void add_text(json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

static void add_number(json_object *object, const char *key, __u64 number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static void print_object(FILE *out, json_object *object)
{
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN |
							       JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

static void add_host(json_object *object)
{
	char host[65] = "";

	if (!gethostname(host, sizeof(host) - 1) && *host)
		add_text(object, "host", host);
}

static void add_container(json_object *object, const struct db_event *event)
{
	struct container_id container;
	char text[4 * sizeof(container.id) + 1];

	if (container_of_event(event, &container)) {
		escape_text((const uint8_t *)container.id, sizeof(container.id), text);
		add_text(object, "container_id", text);
		if (container.runtime)
			add_text(object, "container_runtime", container.runtime);
	}
	if (*container.pod_uid)
		add_text(object, "pod_uid", container.pod_uid);
}

void event_print_json(FILE *out, const struct kernel_maps *maps, const struct db_event *event,
		      __u64 seq)
{
	char when[64], text[4 * DB_PATH_SIZE + 1], hex[65];
	json_object *object = json_object_new_object();
	struct db_imageinfo info;
	const char *image = image_of(maps, event->image, &info);
	const char *scope = scope_text(event, text);

	time_text(event->boot_ns, when);
	add_number(object, "seq", seq);
	add_text(object, "time", when);
	add_number(object, "boot_ns", event->boot_ns);
	add_host(object);
	add_text(object, "kind", moment_name(event->facts.moment));
	add_text(object, "verdict", verdict_name(event->verdict));
	add_text(object, "reason", reason_name(event->reason));
	add_number(object, "count", 1);
	add_text(object, "first", when);
	add_text(object, "last", when);
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
		words_text(event->arguments, text);
		add_text(object, "arguments", text);
	}
	if (event->flags & DB_EVENT_HAS_DIGEST) {
		hex_of_digest(event->digest.sha256, hex);
		add_text(object, "sha256", hex);
	}
	add_number(object, "size", event->size);
	add_number(object, "inode", event->inode);
	add_number(object, "facts", event->facts.flags);
	print_object(out, object);
}

void gap_print_text(FILE *out, __u64 seq, __u64 lost)
{
	fprintf(out, "-- gap: %llu events lost from number %llu --\n", (unsigned long long)lost,
		(unsigned long long)seq);
}

void gap_print_json(FILE *out, __u64 seq, __u64 lost)
{
	json_object *object = json_object_new_object();

	add_number(object, "seq", seq);
	add_host(object);
	add_text(object, "kind", "gap");
	add_number(object, "count", lost);
	print_object(out, object);
}
