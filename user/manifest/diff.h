/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What code changes from one manifest to another, for whoever reviews it. Identity is content: what is told of a path says, too,
 * whether its content was allowed before or is still. A manifest holds no modes, owners, links, configuration or data: of those
 * nothing is seen here. Of the old manifest all is held, of the new one what differs.
 */
#ifndef DB_MANIFEST_DIFF_H
#define DB_MANIFEST_DIFF_H

#include "user/manifest/job.h"

/* X(CONSTANT, word, in the totals): what became of a path. */
/* clang-format off */
#define DIFF_KINDS(X)                                                                              \
	X(CHANGED, "changed", "changed")               /* same path, other content */              \
	X(CLASSES, "classes", "of other classes")      /* same path and content */                 \
	X(ADDED, "added", "added")                     /* content that was under no path */        \
	X(REMOVED, "removed", "removed")               /* content that is under no path now */     \
	X(MOVED, "moved", "moved")                     /* same content, another path instead */    \
	X(COPIED, "copied", "copied")                  /* content that was there, one path more */ \
	X(DROPPED, "dropped", "dropped")               /* content that stays, one path less */

/* X(CONSTANT, word, heading): each difference is in the first that fits, the most important first. */
#define DIFF_SECTIONS(X)                                                                           \
	X(SETUID, "setuid", "set-user-ID or file capabilities, new or changed")                    \
	X(POWER, "power", "new loaders, interpreters, JITs, executable stacks, container runtimes") \
	X(UNWATCHED, "unwatched", "no longer loaders or interpreters: what they take is judged less") \
	X(MODULE, "module", "new kernel modules")                                                  \
	X(CHANGED, "changed", "changed")                                                           \
	X(ADDED, "added", "added")                                                                 \
	X(REMOVED, "removed", "removed, no longer allowed")                                        \
	X(MOVED, "moved", "moved, the content as it was")                                          \
	X(COPIED, "copied", "copied, the content as it was")                                       \
	X(DROPPED, "dropped", "dropped, the content still allowed elsewhere")
/* clang-format on */

#define DIFF_KIND_(C, word, total) DIFF_##C,
enum diff_kind { DIFF_KINDS(DIFF_KIND_) DIFF_KIND_COUNT };
#undef DIFF_KIND_

#define DIFF_SECTION_(C, word, heading) DIFF_SECTION_##C,
enum diff_section { DIFF_SECTIONS(DIFF_SECTION_) DIFF_SECTION_COUNT };
#undef DIFF_SECTION_

/* Classes that let a program do more than run as what it is; modules have a section of their own. */
#define DIFF_POWERS \
	(DB_CLASS_LOADER | DB_CLASS_INTERP | DB_CLASS_JIT | DB_CLASS_EXECSTACK | DB_CLASS_RUNTIME)
/* Those that also hold it: of an interpreter what it reads is judged, a loader is refused as the program itself. */
#define DIFF_WATCHED (DB_CLASS_LOADER | DB_CLASS_INTERP)

struct difference {
	const struct manifest_file *before, *after; /* one may be NULL */
	/* Of what is after: an old path of its content; of what is dropped: a path it has now. May be NULL. */
	const char *elsewhere;
	/*
	 * DB_CLASS_*: what the path, or the one it moved from, did not have, or what its content had under no path; and the other way round.
	 * Content that is gone has lost nothing.
	 */
	uint32_t gained, lost;
	enum diff_kind kind;
	enum diff_section section;
};

struct diff_side {
	const char *name; /* of the file; borrowed */
	struct manifest_header header;
	uint64_t files;
};

struct diff {
	struct diff_side before, after;
	struct difference *differences; /* by section, then by path */
	size_t count;
	uint64_t same; /* paths */
	uint64_t kinds[DIFF_KIND_COUNT];
	uint64_t sections[DIFF_SECTION_COUNT];
	struct diff_reading *reading; /* what the files above are part of */
};

/* Failures of all are in the job. Visitors take files as manifest_read() gives them, those of the old manifest first. */
int diff_new(struct job *job, const char *before, const char *after, struct diff **ret_diff);
void diff_free(struct diff **diff);
struct manifest_visitor diff_visitor_before(struct diff *diff);
struct manifest_visitor diff_visitor_after(struct diff *diff);
/* After both. -EBADMSG: one manifest gives a digest two sizes, which the loader refuses, too. */
int diff_end(struct diff *diff);

/* The path that a difference is told of: the new one, or of what is gone the old one. */
const struct manifest_file *difference_file(const struct difference *difference);

extern const char *const diff_kind_words[DIFF_KIND_COUNT],
	*const diff_section_words[DIFF_SECTION_COUNT];

/* Errors of writing are left to the stream. */
void diff_print_text(const struct diff *diff, FILE *out);
/* -ENOMEM: what was written is no JSON. */
int diff_print_json(const struct diff *diff, FILE *out);

#endif
