// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/types.h>

#include "maps/class.h"
#include "maps/verdict.h"
#include "mode.h"

#define NAME_(C, name, text) [DB_MODE_##C] = #name,
static const char *const modes[] = { DB_MODES(NAME_) };
#undef NAME_
#define NAME_(C, name, text) [DB_VERDICT_##C] = #name,
static const char *const verdicts[] = { DB_VERDICTS(NAME_) };
#undef NAME_
/* Words with hyphens are no C identifiers, but the preprocessor makes strings of them all the same. */
#define NAME_(C, name, text) [DB_REASON_##C] = #name,
static const char *const reasons[] = { DB_REASONS(NAME_) };
#undef NAME_
#define NAME_(C, name, text) [DB_REASON_##C] = text,
static const char *const reason_texts[] = { DB_REASONS(NAME_) };
#undef NAME_
#define NAME_(C, name, text) [DB_MOMENT_##C] = #name,
static const char *const moments[] = { DB_MOMENTS(NAME_) };
#undef NAME_
#define NAME_(C, name, text) [DB_TALLY_##C - DB_VERDICT_COUNT * DB_REASON_COUNT] = #name,
static const char *const tallies[] = { DB_TALLIES(NAME_) };
#undef NAME_

#define WORD_(table, number) ((number) < sizeof(table) / sizeof(*(table)) ? (table)[number] : "?")

static int parse(const char *const *table, __u32 count, const char *word)
{
	for (__u32 number = 0; number < count; number++)
		if (!strcmp(word, table[number]))
			return (int)number;
	return -EINVAL;
}

int mode_parse(const char *word)
{
	return parse(modes, DB_MODE_COUNT, word);
}

int verdict_parse(const char *word)
{
	return parse(verdicts, DB_VERDICT_COUNT, word);
}

int reason_parse(const char *word)
{
	return parse(reasons, DB_REASON_COUNT, word);
}

int moment_parse(const char *word)
{
	return parse(moments, DB_MOMENT_COUNT, word);
}

const char *mode_name(__u32 mode)
{
	return WORD_(modes, mode);
}

const char *verdict_name(__u32 verdict)
{
	return WORD_(verdicts, verdict);
}

const char *reason_name(__u32 reason)
{
	return WORD_(reasons, reason);
}

const char *reason_text(__u32 reason)
{
	return WORD_(reason_texts, reason);
}

const char *moment_name(__u32 moment)
{
	return WORD_(moments, moment);
}

const char *tally_name(__u32 slot)
{
	if (slot < DB_VERDICT_COUNT * DB_REASON_COUNT)
		return NULL;
	return WORD_(tallies, slot - DB_VERDICT_COUNT * DB_REASON_COUNT);
}

void classes_text(__u32 classes, char text[128])
{
	size_t length = 0;

	text[0] = '\0';
#define ADD_(C, name, bit, meaning)                                                                \
	if (classes & DB_CLASS_##C)                                                                \
		length += (size_t)snprintf(text + length, 128 - length, "%s%s", length ? "," : "", \
					   #name);
	DB_CLASSES(ADD_)
#undef ADD_
	if (!length)
		strcpy(text, "none");
}
