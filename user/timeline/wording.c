// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "wording.h"

#define COMM_LENGTH 15 /* so much of a program's name the kernel keeps */

const struct wording_act wording_acts[] = {
	{ "exec", "run ", "" },
	{ "map", "map ", " as code" },
	{ "protect", "make a mapping of ", " executable" },
	{ "write", "open ", " for writing" },
	{ "truncate", "cut or extend ", "" },
	{ "read", "read ", " as code" },
	{ "inline", "run code that is in no file", NULL },
	{ "memory", "make memory executable or fill it from outside", NULL },
	{ "process", "reach into another process or change what it claims to be", NULL },
	{ "kernel", "have the kernel load, run, trace or show something: ", "" },
	{ "module", "load the kernel module ", "" },
	{ "device", "open, make or mount the device ", "" },
	{ "linker", "start a program by ", " as its dynamic linker" },
	{ "seal", "break the seal: ", "" },
};
const unsigned int wording_act_count = sizeof(wording_acts) / sizeof(*wording_acts);

const char *wording_outcome(uint32_t verdict)
{
	static const char *const texts[DB_VERDICT_COUNT + 1] = {
		[DB_VERDICT_ALLOW] = "was allowed to",	    [DB_VERDICT_ALERT] = "was seen to",
		[DB_VERDICT_AUDIT] = "would be refused to", [DB_VERDICT_DENY] = "was refused to",
		[DB_VERDICT_KILL] = "was killed trying to",
	};

	return texts[verdict] ?: "";
}

const char *wording_counted(uint32_t verdict)
{
	static const char *const texts[DB_VERDICT_COUNT + 1] = {
		[DB_VERDICT_ALLOW] = "allowed",
		[DB_VERDICT_ALERT] = "noticed",
		[DB_VERDICT_AUDIT] = "would be refused",
		[DB_VERDICT_DENY] = "refused",
		[DB_VERDICT_KILL] = "killed",
		[DB_VERDICT_COUNT] = "of another version",
	};

	return texts[verdict];
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* Whether a command line begins with this name, by whatever path. */
static bool begins_with(const char *cmdline, const char *comm)
{
	size_t length = strcspn(cmdline, " ");

	for (size_t at = length; at-- > 0;)
		if (cmdline[at] == '/')
			return !strncmp(cmdline + at + 1, comm, strlen(comm));
	return !strncmp(cmdline, comm, strlen(comm));
}

static void print_own_name(FILE *out, const struct timeline *timeline,
			   const struct timeline_process *process, const char *name)
{
	const char *comm = text_of(&timeline->texts, process->comm);

	if (process->exe && *comm && strncmp(name, comm, COMM_LENGTH) &&
	    !begins_with(text_of(&timeline->texts, process->cmdline), comm))
		fprintf(out, " as %s", comm);
}

void print_process_name(FILE *out, const struct timeline *timeline, uint32_t index)
{
	const struct timeline_process *process = &timeline->processes[index];
	const char *exe = text_of(&timeline->texts, process->exe);
	const char *comm = text_of(&timeline->texts, process->comm);
	const char *name = *exe ? file_name(exe) : *comm ? comm : "?";

	fprintf(out, "%s[%u]", name, process->pid);
	print_own_name(out, timeline, process, name);
}

void print_process(FILE *out, const struct timeline *timeline, uint32_t index)
{
	const struct timeline_process *process = &timeline->processes[index];
	const char *exe = text_of(&timeline->texts, process->exe);
	const char *comm = text_of(&timeline->texts, process->comm);

	fprintf(out, "%s[%u]", *exe ? exe : *comm ? comm : "?", process->pid);
	print_own_name(out, timeline, process, file_name(exe));
	if (process->cmdline)
		fprintf(out, ": %s", text_of(&timeline->texts, process->cmdline));
	if (process->first_program)
		fprintf(out, " (before: %s)", text_of(&timeline->texts, process->first_program));
}

static void print_act(FILE *out, const struct timeline *timeline,
		      const struct timeline_event *event)
{
	const char *kind = text_of(&timeline->texts, event->kind);
	const char *path = text_of(&timeline->texts, event->path);

	for (unsigned int i = 0; i < wording_act_count; i++) {
		const struct wording_act *act = &wording_acts[i];

		if (strcmp(act->kind, kind))
			continue;
		fputs(act->before, out);
		if (act->after)
			fprintf(out, "%s%s%s", event->flags & TIMELINE_PATH_CUT ? "..." : "",
				*path ? path : "a file of unknown path", act->after);
		return;
	}
	fprintf(out, "%s %s", kind, path);
}

void print_sentence(FILE *out, const struct timeline *timeline, const struct timeline_event *event)
{
	const char *reason = text_of(&timeline->texts, event->reason);
	const char *outcome = wording_outcome(event->verdict);
	const char *text = timeline_reason_text(reason);

	print_process_name(out, timeline, event->process);
	if (*outcome)
		fprintf(out, " %s ", outcome);
	else
		fprintf(out, ", %s: ", text_of(&timeline->texts, event->verdict_word));
	print_act(out, timeline, event);
	if (*reason)
		fprintf(out, ": %s", text ?: reason);
}

void print_counts(FILE *out, const struct timeline_incident *incident)
{
	static const uint32_t order[] = { DB_VERDICT_KILL,  DB_VERDICT_DENY,  DB_VERDICT_ALERT,
					  DB_VERDICT_AUDIT, DB_VERDICT_COUNT, DB_VERDICT_ALLOW };
	const char *comma = "";

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if (!incident->verdicts[order[i]])
			continue;
		fprintf(out, "%s%llu %s", comma, (unsigned long long)incident->verdicts[order[i]],
			wording_counted(order[i]));
		comma = ", ";
	}
}
