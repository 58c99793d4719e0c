/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of maps/verdict.h. */
#ifndef DB_USER_MODE_H
#define DB_USER_MODE_H

#include <linux/types.h>

/* enum db_mode of a word, -EINVAL. */
int mode_parse(const char *word);

/* The number of a word, -EINVAL. */
int verdict_parse(const char *word);
int reason_parse(const char *word);
int moment_parse(const char *word);

/* The word of a number; "?" for a number of a newer version. */
const char *mode_name(__u32 mode);
const char *verdict_name(__u32 verdict);
const char *reason_name(__u32 reason);
const char *reason_text(__u32 reason);
const char *moment_name(__u32 moment);
/* Counter `slot`: the word of a tally; NULL if it counts a verdict and reason. */
const char *tally_name(__u32 slot);

/* Writes "exec,script" or "none" into text. */
void classes_text(__u32 classes, char text[128]);

#endif
