// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events in the Common Event Format, revision 0 of ArcSight's "Common Event Format" guide, without a syslog header: whoever sends
 * the lines on puts it there. In the header `|` and `\` are escaped, in the extension `=` and `\`.
 */
#include <inttypes.h>
#include <string.h>

#include "event_field.h"
#include "event_format.h"
#include "event_severity.h"
#include "event_title.h"
#include "report.h"

enum cef_kind { CEF_TEXT, CEF_NUMBER, CEF_TIME };

/* The dictionary's keys. With a label, one of the custom ones, of which the label tells the meaning. */
static const struct cef_key {
	const char *field, *key, *label;
	enum cef_kind kind;
} keys[] = {
	{ "time", "rt", NULL, CEF_TIME },
	{ "first", "start", NULL, CEF_TIME },
	{ "last", "end", NULL, CEF_TIME },
	{ "seq", "externalId", NULL, CEF_NUMBER },
	{ "count", "cnt", NULL, CEF_NUMBER },
	{ "host", "dvchost", NULL, CEF_TEXT },
	{ "verdict", "act", NULL, CEF_TEXT },
	{ "kind", "cat", NULL, CEF_TEXT },
	{ "reason", "reason", NULL, CEF_TEXT },
	{ "comm", "sproc", NULL, CEF_TEXT },
	{ "tgid", "spid", NULL, CEF_NUMBER },
	{ "uid", "suid", NULL, CEF_NUMBER },
	{ "path", "filePath", NULL, CEF_TEXT },
	{ "sha256", "fileHash", NULL, CEF_TEXT },
	{ "size", "fsize", NULL, CEF_NUMBER },
	{ "inode", "fileId", NULL, CEF_NUMBER },
	{ "image", "cs1", "image", CEF_TEXT },
	{ "container_id", "cs2", "container_id", CEF_TEXT },
	{ "pod_uid", "cs3", "pod_uid", CEF_TEXT },
	{ "scope", "cs4", "scope", CEF_TEXT },
	{ "arguments", "cs5", "arguments", CEF_TEXT },
	{ "exe", "cs6", "exe", CEF_TEXT },
	{ "ppid", "cn1", "ppid", CEF_NUMBER },
	{ "cgroup_id", "cn2", "cgroup_id", CEF_NUMBER },
	{ "mode", "flexString1", "mode", CEF_TEXT },
	{ "boot_id", "flexString2", "boot_id", CEF_TEXT },
};

static void print_escaped(FILE *out, const char *text, char special)
{
	char one[2] = "";

	for (; *text; text++) {
		if (*text == special || *text == '\\')
			fputc('\\', out);
		*one = *text;
		if (*text < 0x20 || *text == 0x7f)
			fputc('\\', out); /* the escape's own backslash is escaped, too */
		print_plain(out, one);
	}
}

static void print_key(FILE *out, const struct cef_key *key)
{
	fprintf(out, " %s=", key->key);
}

static void print_label(FILE *out, const struct cef_key *key)
{
	if (key->label)
		fprintf(out, " %sLabel=%s", key->key, key->label);
}

static void print_field(FILE *out, json_object *event, const struct cef_key *key)
{
	const char *text;
	uint64_t number;

	if (key->kind == CEF_TEXT) {
		text = event_text(event, key->field);
		if (!text || !*text)
			return;
		print_key(out, key);
		print_escaped(out, text, '=');
		print_label(out, key);
		return;
	}
	if (key->kind == CEF_NUMBER ? !event_number(event, key->field, &number)
				    : !event_time(event, key->field, &number))
		return;
	print_key(out, key);
	fprintf(out, "%" PRIu64, key->kind == CEF_TIME ? number / 1000000 : number);
	print_label(out, key);
}

void event_print_cef(FILE *out, json_object *event)
{
	bool gap = event_is_gap(event);

	fputs("CEF:0|driftbolt|driftbolt|" DRIFTBOLT_VERSION "|", out);
	print_escaped(out, gap ? "gap" : event_text(event, "reason") ?: "event", '|');
	fputc('|', out);
	print_escaped(out, gap ? "events lost" : event_title(event), '|');
	fprintf(out, "|%d|deviceFacility=driftbolt", severity_of_cef(event_severity(event)));
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		print_field(out, event, &keys[i]);
	fputc('\n', out);
}
