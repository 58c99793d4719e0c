// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events in the Open Cybersecurity Schema Framework: a finding is a Detection Finding (2004), what was allowed a Process
 * Activity (1007), a gap a Base Event (0). docs/EVENTS.md says which field becomes what; what OCSF has no place for is in `unmapped`
 * under its own name. Required attributes without a known value are OCSF's own "Unknown" (0).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event_field.h"
#include "event_format.h"
#include "event_line.h"
#include "event_ocsf_object.h"
#include "event_severity.h"
#include "event_title.h"

#define OCSF_VERSION "1.8.0"
#define NS_PER_MS    1000000

enum ocsf_action { ACTION_ALLOWED = 1, ACTION_DENIED = 2 };
enum ocsf_disposition {
	DISPOSITION_UNKNOWN = 0,
	DISPOSITION_ALLOWED = 1,
	DISPOSITION_BLOCKED = 2,
	DISPOSITION_DETECTED = 15,
	DISPOSITION_ALERT = 19,
};
enum ocsf_activity { ACTIVITY_CREATE = 1, ACTIVITY_LAUNCH = 1, ACTIVITY_OTHER = 99 };
enum ocsf_id { ANALYTIC_RULE = 1, STATUS_NEW = 1 };

static const struct ocsf_class {
	int category, uid;
	const char *category_name, *name;
} finding_class = { 2, 2004, "Findings", "Detection Finding" },
  activity_class = { 1, 1007, "System Activity", "Process Activity" },
  base_class = { 0, 0, "Uncategorized", "Base Event" };

static const struct outcome {
	const char *verdict;
	enum ocsf_action action;
	enum ocsf_disposition disposition;
	const char *disposition_name;
} outcomes[] = {
	{ "allow", ACTION_ALLOWED, DISPOSITION_ALLOWED, "Allowed" },
	{ "alert", ACTION_ALLOWED, DISPOSITION_ALERT, "Alert" },
	{ "audit", ACTION_ALLOWED, DISPOSITION_DETECTED, "Detected" },
	{ "deny", ACTION_DENIED, DISPOSITION_BLOCKED, "Blocked" },
	{ "kill", ACTION_DENIED, DISPOSITION_BLOCKED, "Blocked" },
};

static json_object *metadata_of(json_object *event, const char *const *profiles)
{
	json_object *metadata = json_object_new_object(), *product = json_object_new_object();
	json_object *list = json_object_new_array();

	ocsf_add_text(metadata, "version", OCSF_VERSION);
	ocsf_add_text(product, "name", "driftbolt");
	ocsf_add_text(product, "vendor_name", "driftbolt");
	ocsf_add_text(product, "version", DRIFTBOLT_VERSION);
	json_object_object_add(metadata, "product", product);
	for (; *profiles; profiles++)
		json_object_array_add(list, json_object_new_string(*profiles));
	json_object_object_add(metadata, "profiles", list);
	ocsf_add_text(metadata, "log_name", "flight recorder");
	ocsf_copy_text(metadata, "event_code", event, "reason");
	ocsf_copy_text(metadata, "original_time", event, "time");
	ocsf_copy_number(metadata, "sequence", event, "seq");
	return metadata;
}

/* Takes the text, as asprintf() made it. */
static void add_made(json_object *object, const char *name, int length, char *text)
{
	if (length < 0)
		return; /* no memory: the attribute is missing, which the consumer says */
	ocsf_add_text(object, name, text);
	free(text);
}

/* The same for the same event, whoever converts it: host, boot and number. */
static void add_uid(json_object *object, json_object *event)
{
	const char *host = event_text(event, "host") ?: "";
	const char *boot = event_text(event, "boot_id") ?: "";
	uint64_t seq;
	char *text;
	int n;

	if (event_number(event, "seq", &seq))
		n = asprintf(&text, "%s/%s/%" PRIu64, host, boot, seq);
	else
		n = asprintf(&text, "%s/%s/", host, boot);
	add_made(object, "uid", n, text);
}

static json_object *analytic_of(json_object *event)
{
	json_object *analytic = json_object_new_object();
	json_object *signature = event_part(event, "signature", json_type_object);

	ocsf_add_number(analytic, "type_id", ANALYTIC_RULE);
	ocsf_add_text(analytic, "type", "Rule");
	ocsf_add_text(analytic, "name", event_title(event));
	if (signature && event_text(signature, "id"))
		ocsf_copy_text(analytic, "uid", signature, "id");
	else
		ocsf_copy_text(analytic, "uid", event, "reason");
	return analytic;
}

static json_object *finding_info_of(json_object *event)
{
	json_object *info = json_object_new_object();

	add_uid(info, event);
	ocsf_add_text(info, "title", event_title(event));
	ocsf_copy_time(info, "created_time", event, "time");
	ocsf_copy_time(info, "first_seen_time", event, "first");
	ocsf_copy_time(info, "last_seen_time", event, "last");
	json_object_object_add(info, "analytic", analytic_of(event));
	if (event_text(event, "kind"))
		json_object_object_add(
			info, "types",
			ocsf_list_of(json_object_new_string(event_text(event, "kind"))));
	return info;
}

/* What OCSF has no attribute for, under the names of docs/EVENTS.md. */
static json_object *unmapped_of(json_object *event)
{
	static const char *const names[] = {
		"kind",		 "verdict",    "reason",	   "mode",
		"image",	 "scope",      "cgroup_id",	   "boot_ns",
		"inode",	 "filesystem", "device",	   "facts",
		"classes",	 "wanted",     "hash_result",	   "path_truncated",
		"pod_uid",	 "signature",  "arguments",	   "euid",
		"gid",		 "login_uid",  "capabilities",	   "tty",
		"exe_truncated", "executed",   "exe_sha256_start", "ancestors_truncated",
		"setting",	 "level",      "decided_by",
	};
	json_object *unmapped = json_object_new_object(), *field;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (json_object_object_get_ex(event, names[i], &field))
			json_object_object_add(unmapped, names[i], json_object_get(field));
	return unmapped;
}

static void add_class(json_object *object, const struct ocsf_class *class, int activity,
		      const char *activity_name)
{
	char type[128];

	ocsf_add_number(object, "category_uid", (uint64_t) class->category);
	ocsf_add_text(object, "category_name", class->category_name);
	ocsf_add_number(object, "class_uid", (uint64_t) class->uid);
	ocsf_add_text(object, "class_name", class->name);
	ocsf_add_number(object, "activity_id", (uint64_t)activity);
	ocsf_add_text(object, "activity_name", activity_name);
	ocsf_add_number(object, "type_uid", (uint64_t)(class->uid * 100 + activity));
	/* The caption of the id, which for 99 is "Other" and not the name that the source gives. */
	snprintf(type, sizeof(type), "%s: %s", class->name,
		 activity == ACTIVITY_OTHER ? "Other" : activity_name);
	ocsf_add_text(object, "type_name", type);
}

/* Required by OCSF: of what has no time, as a gap, the time at which it is printed. */
static void add_times(json_object *object, json_object *event)
{
	struct timespec now;
	uint64_t ns, count;

	if (!event_time(event, "time", &ns)) {
		clock_gettime(CLOCK_REALTIME, &now);
		ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	}
	ocsf_add_number(object, "time", ns / NS_PER_MS);
	if (event_is_gap(event) || !event_number(event, "count", &count) || count < 2)
		return;
	ocsf_add_number(object, "count", count);
	ocsf_copy_time(object, "start_time", event, "first");
	ocsf_copy_time(object, "end_time", event, "last");
}

static void add_severity(json_object *object, json_object *event)
{
	enum event_severity severity = event_severity(event);

	ocsf_add_number(object, "severity_id", severity);
	ocsf_add_text(object, "severity", severity_caption(severity));
}

static void add_message(json_object *object, json_object *event)
{
	const char *verdict = event_text(event, "verdict"), *path = event_text(event, "path");
	char *text;
	int n = asprintf(&text, "%s: %s%s%s", verdict ?: "event", event_title(event),
			 path ? ": " : "", path ?: "");

	add_made(object, "message", n, text);
}

static const struct outcome *outcome_of(json_object *event)
{
	const char *verdict = event_text(event, "verdict") ?: "";

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
		if (!strcmp(outcomes[i].verdict, verdict))
			return &outcomes[i];
	return NULL;
}

/* The profile "security_control". */
static void add_control(json_object *object, json_object *event, const struct outcome *outcome)
{
	json_object *policy = json_object_new_object(), *attack, *technique;
	json_object *signature = event_part(event, "signature", json_type_object);

	if (outcome) {
		ocsf_add_number(object, "action_id", outcome->action);
		ocsf_add_text(object, "action",
			      outcome->action == ACTION_DENIED ? "Denied" : "Allowed");
		ocsf_add_number(object, "disposition_id", outcome->disposition);
		ocsf_add_text(object, "disposition", outcome->disposition_name);
	}
	ocsf_copy_text(policy, "name", event, "image");
	ocsf_add_part(object, "policy", policy);
	if (!signature || !event_text(signature, "technique"))
		return;
	technique = json_object_new_object();
	ocsf_copy_text(technique, "uid", signature, "technique");
	attack = json_object_new_object();
	json_object_object_add(attack, "technique", technique);
	json_object_object_add(object, "attacks", ocsf_list_of(attack));
}

static void add_evidence(json_object *object, json_object *event)
{
	json_object *evidence = json_object_new_object();

	ocsf_add_part(evidence, "process", ocsf_process_of(event));
	ocsf_add_part(evidence, "file", ocsf_judged_file(event));
	if (json_object_object_length(evidence))
		json_object_object_add(object, "evidences", ocsf_list_of(evidence));
	else
		json_object_put(evidence);
}

static json_object *finding(json_object *event, const struct outcome *outcome)
{
	static const char *const profiles[] = { "container", "host", "security_control", NULL };
	json_object *object = json_object_new_object();

	add_class(object, &finding_class, ACTIVITY_CREATE, "Create");
	json_object_object_add(object, "metadata", metadata_of(event, profiles));
	json_object_object_add(object, "finding_info", finding_info_of(event));
	ocsf_add_number(object, "status_id", STATUS_NEW);
	ocsf_add_text(object, "status", "New");
	json_object_object_add(object, "is_alert", json_object_new_boolean(1));
	add_control(object, event, outcome);
	add_evidence(object, event);
	if (event_text(event, "host"))
		json_object_object_add(object, "device", ocsf_device_of(event));
	ocsf_add_part(object, "actor", ocsf_actor_of(ocsf_process_of(event)));
	return object;
}

/* Of an exec the program that was started and who started it; else who did something, and what it was done to. */
static json_object *activity(json_object *event, const struct outcome *outcome)
{
	static const char *const profiles[] = { "container", "host", "security_control", NULL };
	const char *kind = event_text(event, "kind") ?: "";
	json_object *object = json_object_new_object(), *process = ocsf_process_of(event);
	bool launch = !strcmp(kind, "exec");

	add_class(object, &activity_class, launch ? ACTIVITY_LAUNCH : ACTIVITY_OTHER,
		  launch ? "Launch" : kind);
	json_object_object_add(object, "metadata", metadata_of(event, profiles));
	add_control(object, event, outcome);
	json_object_object_add(object, "device", ocsf_device_of(event));
	json_object_object_add(
		object, "actor",
		ocsf_actor_of(launch ? ocsf_parent_of(event) : ocsf_process_of(event)));
	json_object_object_del(process, "file");
	ocsf_add_part(process, "file", ocsf_judged_file(event));
	json_object_object_add(object, "process", process);
	return object;
}

/* What OCSF requires of a Process Activity is known. */
static bool is_activity(json_object *event)
{
	const char *kind = event_text(event, "kind");
	uint64_t tgid, ppid;

	return kind && *kind && event_text(event, "host") && event_number(event, "tgid", &tgid) &&
	       event_number(event, "ppid", &ppid);
}

static json_object *base(json_object *event, const char *activity_name)
{
	static const char *const profiles[] = { "host", NULL };
	json_object *object = json_object_new_object();

	add_class(object, &base_class, ACTIVITY_OTHER, *activity_name ? activity_name : "event");
	json_object_object_add(object, "metadata", metadata_of(event, profiles));
	if (event_text(event, "host"))
		json_object_object_add(object, "device", ocsf_device_of(event));
	return object;
}

static json_object *gap(json_object *event)
{
	json_object *object = base(event, "Loss of events");
	json_object *unmapped = json_object_new_object();
	uint64_t count = 0, seq = 0;
	char text[80];

	event_number(event, "count", &count);
	event_number(event, "seq", &seq);
	snprintf(text, sizeof(text), "%" PRIu64 " events lost from number %" PRIu64, count, seq);
	ocsf_add_text(object, "message", text);
	ocsf_add_text(unmapped, "kind", "gap");
	ocsf_copy_number(unmapped, "seq", event, "seq");
	ocsf_copy_number(unmapped, "count", event, "count");
	json_object_object_add(object, "unmapped", unmapped);
	return object;
}

void event_print_ocsf(FILE *out, json_object *event)
{
	const struct outcome *outcome = outcome_of(event);
	json_object *object;

	if (event_is_gap(event)) {
		object = gap(event);
	} else {
		if (!outcome || outcome->disposition != DISPOSITION_ALLOWED)
			object = finding(event, outcome);
		else if (is_activity(event))
			object = activity(event, outcome);
		else
			object = base(event, event_text(event, "kind") ?: "");
		add_message(object, event);
		ocsf_add_part(object, "unmapped", unmapped_of(event));
	}
	add_times(object, event);
	add_severity(object, event);
	print_json_line(out, object);
	json_object_put(object);
}
