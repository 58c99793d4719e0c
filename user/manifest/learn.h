/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What events in audit would add to a manifest: content that an image did not ship, or not for this use, and that the kernel
 * hashed. Events are what somebody's programs did: whoever loads what is learned here allows that. It is for a person to review.
 */
#ifndef DB_MANIFEST_LEARN_H
#define DB_MANIFEST_LEARN_H

#include <json-c/json.h>

#include "user/manifest/compile.h"

/* X(CONSTANT, what the summary says): why an event adds nothing. The first that applies is counted. */
/* clang-format off */
#define LEARN_LEFT_OUT(X)                                                                          \
	X(GAP, "lost by the recorder: what they were is not known")                                \
	X(OTHER_IMAGE, "other images than --name says")                                         \
	X(DENYLISTED, "digests on the deny list, which are never learned")                      \
	X(ALERT, "alerts, which no mode refuses")                                                  \
	X(REFUSED, "refused or killed, not audited: look at them first")                           \
	X(ALLOWED, "allowed already")                                                              \
	X(NOT_HASHED, "not hashed by the kernel, as the image has no file of such a size: list "   \
		      "what brought them, with 'driftbolt-manifest rootfs' or 'deb'")              \
	X(NOT_BY_MANIFEST, "reasons that no manifest changes, but a setting or a class given by hand")  \
	X(LINKER, "what was mapped as a program's dynamic linker: list what brought it, with "           \
		  "'driftbolt-manifest rootfs' or 'deb'")                                          \
	X(PATH, "the whole path of a file is not known")                                                \
	X(TWO_SIZES, "a digest with two sizes, of which one is wrong")                           \
	X(UNREADABLE, "no verdict, kind, digest or size that this version knows")
/* clang-format on */

#define LEARN_LEFT_OUT_(C, text) LEARN_##C,
enum learn_left_out { LEARN_LEFT_OUT(LEARN_LEFT_OUT_) LEARN_LEFT_OUT_COUNT };
#undef LEARN_LEFT_OUT_

struct learn;
struct learn_rules;

/* Failures of all are in the job. */
int learn_new(struct job *job, struct learn **ret_learn);
void learn_free(struct learn **learn);
/* One object of a file of events. */
int learn_event(struct learn *learn, json_object *event);
/* What was learned, with classes, for listing_unite(); the paths are the list's own from then on. */
int learn_end(struct learn *learn, struct listing *list);
/* Events that were counted so; after learn_end(). */
uint64_t learn_left_out(const struct learn *learn, enum learn_left_out why);
uint64_t learn_events(const struct learn *learn);
/* Lines for --classes that events ask for; the learner's own. */
const struct learn_rules *learn_class_rules(const struct learn *learn);

#endif
