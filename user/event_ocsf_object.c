// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "event_field.h"
#include "event_ocsf_object.h"

#define NS_PER_MS 1000000

enum { SHA_256 = 3, TYPE_UNKNOWN = 0 }; /* fingerprint.algorithm_id; file.type_id, device.type_id */

void ocsf_add_text(json_object *object, const char *name, const char *text)
{
	if (text)
		json_object_object_add(object, name, json_object_new_string(text));
}

void ocsf_add_number(json_object *object, const char *name, uint64_t number)
{
	json_object_object_add(object, name, json_object_new_uint64(number));
}

void ocsf_copy_text(json_object *object, const char *name, json_object *event, const char *from)
{
	ocsf_add_text(object, name, event_text(event, from));
}

void ocsf_copy_number(json_object *object, const char *name, json_object *event, const char *from)
{
	uint64_t number;

	if (event_number(event, from, &number))
		ocsf_add_number(object, name, number);
}

void ocsf_copy_time(json_object *object, const char *name, json_object *event, const char *from)
{
	uint64_t ns;

	if (event_time(event, from, &ns))
		ocsf_add_number(object, name, ns / NS_PER_MS);
}

/* Takes the part; an empty one is left out. */
void ocsf_add_part(json_object *object, const char *name, json_object *part)
{
	if (json_object_is_type(part, json_type_array) ? json_object_array_length(part)
						       : (size_t)json_object_object_length(part))
		json_object_object_add(object, name, part);
	else
		json_object_put(part);
}

json_object *ocsf_list_of(json_object *part)
{
	json_object *list = json_object_new_array();

	json_object_array_add(list, part);
	return list;
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* Empty without a path, which OCSF wants of a file. */
static json_object *file_of(const char *path)
{
	json_object *file = json_object_new_object();

	if (!path)
		return file;
	ocsf_add_text(file, "name", last_name(path));
	ocsf_add_text(file, "path", path);
	ocsf_add_number(file, "type_id", TYPE_UNKNOWN);
	return file;
}

/* What was judged, with its digest. */
json_object *ocsf_judged_file(json_object *event)
{
	json_object *file = file_of(event_text(event, "path"));
	const char *sha256 = event_text(event, "sha256");
	json_object *hash;

	if (!json_object_object_length(file))
		return file;
	ocsf_copy_number(file, "size", event, "size");
	if (!sha256)
		return file;
	hash = json_object_new_object();
	ocsf_add_text(hash, "algorithm", "SHA-256");
	ocsf_add_number(hash, "algorithm_id", SHA_256);
	ocsf_add_text(hash, "value", sha256);
	json_object_object_add(file, "hashes", ocsf_list_of(hash));
	return file;
}

static json_object *user_of(json_object *event)
{
	json_object *user = json_object_new_object();
	char text[24];
	uint64_t uid;

	if (!event_number(event, "uid", &uid))
		return user;
	snprintf(text, sizeof(text), "%" PRIu64, uid);
	ocsf_add_text(user, "uid", text);
	return user;
}

static bool is_uuid(const char *text)
{
	return strlen(text) == 36 && strspn(text, "0123456789abcdefABCDEF-") == 36 &&
	       text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
	       strcspn(text, "-") == 8 && strcspn(text + 9, "-") == 4;
}

static json_object *container_of(json_object *event)
{
	json_object *container = json_object_new_object();
	const char *pod = event_text(event, "pod_uid");

	if (!event_text(event, "container_id"))
		return container;
	ocsf_copy_text(container, "uid", event, "container_id");
	ocsf_copy_text(container, "runtime", event, "container_runtime");
	if (pod && is_uuid(pod)) /* podman's and static pods' are none: they are in unmapped */
		ocsf_add_text(container, "pod_uuid", pod);
	return container;
}

static json_object *ancestor_of(json_object *from)
{
	json_object *process = json_object_new_object();

	if (!json_object_is_type(from, json_type_object))
		return process;
	ocsf_copy_number(process, "pid", from, "pid");
	ocsf_copy_text(process, "name", from, "comm");
	ocsf_copy_text(process, "path", from, "exe");
	ocsf_copy_text(process, "cmd_line", from, "cmdline");
	return process;
}

static json_object *ancestry_of(json_object *event)
{
	json_object *from = event_part(event, "ancestors", json_type_array);
	json_object *list = json_object_new_array();
	size_t count = from ? json_object_array_length(from) : 0;

	for (size_t i = 0; i < count; i++) {
		json_object *process = ancestor_of(json_object_array_get_idx(from, i));

		if (json_object_object_length(process))
			json_object_array_add(list, process);
		else
			json_object_put(process);
	}
	return list;
}

json_object *ocsf_parent_of(json_object *event)
{
	json_object *parent = json_object_new_object();
	json_object *from = event_part(event, "ancestors", json_type_array);
	json_object *first =
		from && json_object_array_length(from) ? json_object_array_get_idx(from, 0) : NULL;
	uint64_t pid, ppid;

	if (!event_number(event, "ppid", &ppid))
		return parent;
	ocsf_add_number(parent, "pid", ppid);
	if (json_object_is_type(first, json_type_object) && event_number(first, "pid", &pid) &&
	    pid == ppid) {
		ocsf_copy_text(parent, "name", first, "comm");
		json_object_object_add(parent, "file", file_of(event_text(first, "exe")));
		if (!event_text(first, "exe"))
			json_object_object_del(parent, "file");
	}
	return parent;
}

/* Empty without a process id, which OCSF wants of a process. */
json_object *ocsf_process_of(json_object *event)
{
	json_object *process = json_object_new_object();
	uint64_t tgid;

	if (!event_number(event, "tgid", &tgid))
		return process;
	ocsf_add_number(process, "pid", tgid);
	ocsf_copy_number(process, "ptid", event, "pid");
	ocsf_copy_text(process, "name", event, "comm");
	ocsf_copy_text(process, "cmd_line", event,
		       event_text(event, "cmdline") ? "cmdline" : "arguments");
	ocsf_copy_time(process, "created_time", event, "started");
	ocsf_copy_text(process, "path", event, "exe");
	ocsf_add_part(process, "file", file_of(event_text(event, "exe")));
	ocsf_add_part(process, "user", user_of(event));
	ocsf_add_part(process, "container", container_of(event));
	ocsf_add_part(process, "parent_process", ocsf_parent_of(event));
	ocsf_add_part(process, "ancestry", ancestry_of(event));
	return process;
}

json_object *ocsf_actor_of(json_object *process)
{
	json_object *actor = json_object_new_object();

	ocsf_add_part(actor, "process", process);
	return actor;
}

json_object *ocsf_device_of(json_object *event)
{
	json_object *device = json_object_new_object();

	ocsf_copy_text(device, "hostname", event, "host");
	ocsf_copy_text(device, "boot_uid", event, "boot_id");
	ocsf_add_number(device, "type_id", TYPE_UNKNOWN);
	return device;
}
