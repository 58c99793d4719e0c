// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "maps/limits.h"
#include "maps/verdict.h"
#include "user/event_field.h"
#include "user/manifest/learn_rules.h"

static const char *class_for(uint32_t reason)
{
	switch (reason) {
	case DB_REASON_ANONYMOUS_CODE:
	case DB_REASON_MODIFIED_CODE:
		return "jit";
	case DB_REASON_EXECUTABLE_STACK:
		return "execstack";
	default:
		return NULL;
	}
}

/*
 * A line is told, and copied: of what is no printable word, a wildcard, or longer than driftbolt ever notes, none is made. The
 * file is somebody's.
 */
static const char *program_of(json_object *event)
{
	const char *program = event_text(event, "exe");

	if (!program || *program != '/' || strlen(program) >= DB_EXE_SIZE)
		return NULL;
	for (const char *at = program; *at; at++)
		if (*at <= ' ' || *at > '~' || strchr("\\*?[", *at))
			return NULL;
	return program;
}

int learn_rules_event(struct learn_rules *rules, json_object *event, uint32_t reason,
		      uint64_t events)
{
	const char *class = class_for(reason), *program = program_of(event);
	struct learn_rule *rule = rules->rules;

	if (!class || !program)
		return 0;
	for (; rule < rules->rules + rules->count; rule++) {
		if (rule->class == class && !strcmp(rule->program, program)) {
			rule->events += events;
			return 0;
		}
	}
	if (rules->count == LEARN_RULES_MAX)
		return 0;
	*rule = (struct learn_rule){ .class = class, .program = strdup(program), .events = events };
	if (!rule->program)
		return -ENOMEM;
	rules->count++;
	return 0;
}

void learn_rules_end(struct learn_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		free(rules->rules[i].program);
	rules->count = 0;
}
