/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a user knows better than content and name tell: a file of rules, one a line, each giving
 * classes to the files whose paths match, or taking them away. Rules act on content, as classes
 * do: on all paths of a digest of which one matches, in the order of their lines.
 */
#ifndef DB_MANIFEST_CLASS_RULES_H
#define DB_MANIFEST_CLASS_RULES_H

#include "user/manifest/job.h"

struct class_rules;

/* Reads job->options.classes, if given, into job->rules. Failures are in the job. */
int class_rules_read(struct job *job);
void class_rules_free(struct class_rules **rules);

/* Whether a file that is not code otherwise may become so by its path; rules may be NULL. */
bool class_rules_add_to(const struct class_rules *rules, const char *path);
/* Sets the classes of all files; 0 is "not to be listed". Warns of rules that matched nothing. */
int class_rules_apply(struct job *job, struct manifest_file *files, size_t count);

#endif
