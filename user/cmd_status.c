// SPDX-License-Identifier: GPL-2.0-only
/* status: what is loaded, where it holds, what it counted. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <json-c/json.h>

#include "bound_roots.h"
#include "cleanup.h"
#include "command.h"
#include "config.h"
#include "confirm.h"
#include "counters.h"
#include "image.h"
#include "mode.h"
#include "recorder.h"
#include "report.h"
#include "scope.h"
#include "session.h"
#include "setting.h"
#include "seal/state.h"

/* "deny/not-in-image" or the tally's word. */
static void counter_name(__u32 slot, char name[64])
{
	const char *tally = tally_name(slot);

	if (tally)
		snprintf(name, 64, "%s", tally);
	else if (slot / DB_REASON_COUNT == DB_VERDICT_ALLOW)
		snprintf(name, 64, "allow");
	else
		snprintf(name, 64, "%s/%s", verdict_name(slot / DB_REASON_COUNT),
			 reason_name(slot % DB_REASON_COUNT));
}

/* What was set; what is not there has the default of the scope. */
static json_object *settings_json(const struct kernel_maps *maps, __u32 id)
{
	json_object *settings = json_object_new_object();
	struct db_policy policy;
	char text[128];

	if (setting_read(maps, id, &policy) < 0)
		return settings;
	for (__u32 i = 0; i < DB_SETTING_COUNT; i++) {
		__u32 level = (__u32)(policy.levels >> (2 * i)) & 3;

		if (level != DB_LEVEL_DEFAULT)
			json_object_object_add(settings, setting_name(i),
					       json_object_new_string(level_name(level)));
	}
	filesystems_text(policy.filesystems, text);
	if (policy.filesystems)
		json_object_object_add(settings, "filesystems", json_object_new_string(text));
	return settings;
}

/* The cgroups bound to an image, as `unbind` takes them. */
static void add_cgroups(const struct kernel_maps *maps, __u32 id, json_object *scopes)
{
	struct db_scope scope;
	__u64 cgroup = 0;
	char text[64];

	while (scope_next(maps, &cgroup, &scope)) {
		if (scope.image != id)
			continue;
		snprintf(text, sizeof(text), "cgroup:%llu", (unsigned long long)cgroup);
		json_object_array_add(scopes, json_object_new_string(text));
	}
}

/* Of one in enforce on trial: until when, or since when it is in audit because nobody confirmed it. */
static void add_confirmation(const struct kernel_maps *maps, __u32 id, json_object *image)
{
	struct db_config config;
	char text[32] = "";
	struct tm parts;
	time_t wall;

	if (!image_unconfirmed(maps, id) || config_read(maps, &config) < 0)
		return;
	wall = (time_t)confirm_wall(&config);
	if (gmtime_r(&wall, &parts))
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	json_object_object_add(image,
			       config_confirm_missed(&config) ? "confirm_missed" : "confirm_until",
			       json_object_new_string(text));
}

/* Running containers bound to an image, by the cgroup that each was found in. */
static json_object *containers_json(const struct kernel_maps *maps, __u32 id)
{
	json_object *containers = json_object_new_array();
	struct db_container container;
	struct db_bound_root bound;
	__u64 root = 0;

	while (bound_roots_next(maps, &root, &bound))
		if (bound.image == id &&
		    !bpf_map_lookup_elem(maps->containers, &root, &container) &&
		    container.boot_ns == bound.boot_ns)
			json_object_array_add(containers,
					      json_object_new_uint64(container.cgroup_id));
	return containers;
}

static json_object *image_json(const struct kernel_maps *maps, __u32 id,
			       const struct db_imageinfo *info)
{
	json_object *image = json_object_new_object(), *scopes = json_object_new_array();

	json_object_object_add(image, "name", json_object_new_string((char *)info->name));
	json_object_object_add(image, "id", json_object_new_uint64(id));
	json_object_object_add(image, "mode",
			       json_object_new_string(mode_name((__u32)image_mode(maps, id))));
	add_confirmation(maps, id, image);
	json_object_object_add(image, "digests", json_object_new_uint64(info->files));
	json_object_object_add(image, "generation", json_object_new_uint64(info->generation));
	json_object_object_add(image, "reference", json_object_new_string((char *)info->reference));
	json_object_object_add(image, "map_id", json_object_new_uint64(info->inner_id));
	if (scope_host(maps) == (int)id)
		json_object_array_add(scopes, json_object_new_string("host"));
	if (scope_host(maps) == (int)id && scope_host_waits(maps))
		json_object_object_add(image, "waits_for_switch_of_root",
				       json_object_new_boolean(1));
	if (scope_containers(maps) == (int)id)
		json_object_array_add(scopes, json_object_new_string("containers"));
	add_cgroups(maps, id, scopes);
	json_object_object_add(image, "scopes", scopes);
	json_object_object_add(image, "containers", containers_json(maps, id));
	json_object_object_add(image, "settings", settings_json(maps, id));
	return image;
}

/* Of a sealed machine: its programs, as for the hooks. */
static void add_seal(json_object *status)
{
	json_object *programs;
	struct db_seal seal;

	if (seal_read(&seal) < 0 || !seal.sealed_ns)
		return;
	programs = json_object_new_object();
	json_object_object_add(programs, "attached", json_object_new_uint64(seal_live_links()));
	json_object_object_add(programs, "expected", json_object_new_uint64(seal.programs));
	json_object_object_add(status, "seal_programs", programs);
}

static json_object *status_json(const struct kernel_maps *maps, const __u64 *counters)
{
	json_object *status = json_object_new_object(), *images = json_object_new_array();
	json_object *counts = json_object_new_object(), *recorder = json_object_new_object();
	json_object *programs = json_object_new_object(), *off = json_object_new_array();
	json_object *recorders = json_object_new_object();
	struct session_links alive = session_live_links();
	struct db_config config = {};
	struct db_imageinfo info;
	struct utsname kernel;
	__u64 events = recorder_next(maps);
	__u32 id = 0;
	char name[64];

	uname(&kernel);
	json_object_object_add(status, "version", json_object_new_string(DRIFTBOLT_VERSION));
	json_object_object_add(status, "kernel", json_object_new_string(kernel.release));
	json_object_object_add(status, "sealed", json_object_new_boolean(seal_holds()));
	add_seal(status);
	config_read(maps, &config);
	json_object_object_add(programs, "attached", json_object_new_int(alive.programs));
	json_object_object_add(programs, "expected", json_object_new_uint64(config.programs));
	json_object_object_add(status, "programs", programs);
	json_object_object_add(recorders, "attached", json_object_new_int(alive.recorders));
	json_object_object_add(recorders, "expected", json_object_new_uint64(config.recorders));
	json_object_object_add(status, "recorders", recorders);
	while (image_next(maps, &id, &info))
		json_object_array_add(images, image_json(maps, id, &info));
	json_object_object_add(status, "images", images);
	add_cgroups(maps, DB_IMAGE_OFF, off);
	json_object_object_add(status, "off", off);
	json_object_object_add(status, "off_containers", containers_json(maps, DB_IMAGE_OFF));
	for (__u32 slot = 0; slot < DB_COUNTER_SLOTS; slot++) {
		if (!counters[slot])
			continue;
		counter_name(slot, name);
		json_object_object_add(counts, name, json_object_new_uint64(counters[slot]));
	}
	json_object_object_add(status, "counters", counts);
	json_object_object_add(recorder, "events", json_object_new_uint64(events));
	json_object_object_add(
		recorder, "kept",
		json_object_new_uint64(events > DB_EVENT_SLOTS ? DB_EVENT_SLOTS : events));
	json_object_object_add(recorder, "slots", json_object_new_uint64(DB_EVENT_SLOTS));
	json_object_object_add(status, "recorder", recorder);
	return status;
}

static const char *text_of(json_object *object, const char *key)
{
	return json_object_get_string(json_object_object_get(object, key));
}

static void print_containers(const char *what, json_object *containers)
{
	for (size_t i = 0; i < json_object_array_length(containers); i++)
		printf("%s that was started in cgroup:%s\n", what,
		       json_object_get_string(json_object_array_get_idx(containers, i)));
}

static void print_scope(json_object *image, const char *scope)
{
	bool waits =
		!strcmp(scope, "host") && json_object_object_get(image, "waits_for_switch_of_root");

	printf("  %s in %s%s\n", waits ? "will hold" : "holds", scope,
	       waits ? " from the switch of root on: nothing of it is judged yet" : "");
}

static void print_images(json_object *images)
{
	size_t count = json_object_array_length(images);

	for (size_t i = 0; i < count; i++) {
		json_object *image = json_object_array_get_idx(images, i);
		json_object *scopes = json_object_object_get(image, "scopes");
		size_t scope_count = json_object_array_length(scopes);

		printf("image '%s': %s, %s digests, generation %s, from %s\n",
		       text_of(image, "name"), text_of(image, "mode"), text_of(image, "digests"),
		       text_of(image, "generation"), text_of(image, "reference"));
		if (json_object_object_get(image, "confirm_until"))
			printf("  audit again at %s: 'driftbolt confirm' keeps it in enforce\n",
			       text_of(image, "confirm_until"));
		if (json_object_object_get(image, "confirm_missed"))
			printf("  in audit since %s: enforce was not confirmed\n",
			       text_of(image, "confirm_missed"));
		if (!scope_count)
			printf("  holds nowhere yet: 'driftbolt bind %s cgroup:/PATH'\n",
			       text_of(image, "name"));
		for (size_t j = 0; j < scope_count; j++)
			print_scope(image,
				    json_object_get_string(json_object_array_get_idx(scopes, j)));
		print_containers("  holds in the container",
				 json_object_object_get(image, "containers"));
		json_object_object_foreach (json_object_object_get(image, "settings"), name, level)
			printf("  %s=%s\n", name, json_object_get_string(level));
	}
	if (!count)
		puts("no images");
}

static void print_off(json_object *off)
{
	for (size_t i = 0; i < json_object_array_length(off); i++)
		printf("off in %s: judged by nobody\n",
		       json_object_get_string(json_object_array_get_idx(off, i)));
}

/* "programs", "recorders" or "seal_programs", which are not there unless sealed */
static bool all_attached(json_object *status, const char *kind)
{
	json_object *links = json_object_object_get(status, kind);

	if (!links)
		return true;
	return json_object_get_int(json_object_object_get(links, "attached")) >=
	       json_object_get_int(json_object_object_get(links, "expected"));
}

static bool is_sealed(json_object *status)
{
	return json_object_get_boolean(json_object_object_get(status, "sealed"));
}

static void print_text(json_object *status)
{
	json_object *recorder = json_object_object_get(status, "recorder");
	json_object *programs = json_object_object_get(status, "programs");
	json_object *recorders = json_object_object_get(status, "recorders");

	printf("driftbolt %s on Linux %s, %s\n", text_of(status, "version"),
	       text_of(status, "kernel"),
	       is_sealed(status) ? "sealed until this machine restarts" : "not sealed");
	if (!all_attached(status, "seal_programs"))
		puts("THE SEAL IS BROKEN: some of its programs are not attached: restart this machine");
	if (session_switched_off())
		puts("NOT ENFORCING: kernel.ftrace_enabled is 0, which takes programs off their hooks: 'sysctl "
		     "kernel.ftrace_enabled=1'");
	else if (!all_attached(status, "programs"))
		printf("NOT ENFORCING: only %s of %s programs are attached: 'driftbolt unload', then "
		       "load again\n",
		       text_of(programs, "attached"), text_of(programs, "expected"));
	else if (!all_attached(status, "recorders"))
		printf("EVENTS ARE LOST: only %s of %s programs have a recorder: 'driftbolt unload', then "
		       "load again\n",
		       text_of(recorders, "attached"), text_of(recorders, "expected"));
	print_images(json_object_object_get(status, "images"));
	print_off(json_object_object_get(status, "off"));
	print_containers("judged by nobody: the container",
			 json_object_object_get(status, "off_containers"));
	printf("recorder: %s events, %s of them kept\n", text_of(recorder, "events"),
	       text_of(recorder, "kept"));
	json_object_object_foreach (json_object_object_get(status, "counters"), name, value)
		printf("  %-28s %s\n", name, json_object_get_string(value));
}

static int cmd_status(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_free_ __u64 *counters = NULL;
	json_object *status;
	bool json = false;
	int r;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json"))
			return usage_error("status", argv[i], "not an option: --json");
		json = true;
	}
	r = kernel_maps_open(&maps, true);
	if (r < 0)
		return report_not_open(r);
	counters = counters_read(&maps);
	if (!counters)
		return report("status", -ENOMEM, "try again");
	status = status_json(&maps, counters);
	if (json)
		puts(json_object_to_json_string_ext(
			status, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	else
		print_text(status);
	r = all_attached(status, "programs") && all_attached(status, "recorders") &&
			    all_attached(status, "seal_programs")
		    ? EXIT_OK
		    : EXIT_FAILED;
	json_object_put(status);
	return r;
}
DB_COMMAND(
	cmd_status, .name = "status", .arguments = "[--json]",
	.summary = "Shows images, scopes, modes, counters and losses",
	.details = "Exit 1 if some of the programs are no longer attached, or have no recorder.\n");
