/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs audit found doing what a class by hand would allow: the lines of a file for --classes that would have. A digest
 * says nothing of a program's memory, so this is told beside the manifest, not written into it.
 */
#ifndef DB_MANIFEST_LEARN_RULES_H
#define DB_MANIFEST_LEARN_RULES_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#define LEARN_RULES_MAX 256 /* programs; further ones are not told */

struct learn_rule {
	const char *class; /* jit or execstack */
	char *program; /* as events have its path */
	uint64_t events;
};

struct learn_rules {
	struct learn_rule rules[LEARN_RULES_MAX];
	size_t count;
};

/* Notes an `audit` event whose reason such a class would have answered; others are no matter. 0 or -ENOMEM. */
int learn_rules_event(struct learn_rules *rules, json_object *event, uint32_t reason,
		      uint64_t events);
void learn_rules_end(struct learn_rules *rules);

#endif
