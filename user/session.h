/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The phases of the first load, all or nothing: open, rodata, load, pin maps, attach, pin links,
 * canary. Ended before session_keep(), a session leaves the machine as it was.
 */
#ifndef DB_USER_SESSION_H
#define DB_USER_SESSION_H

#include <limits.h>
#include <stdbool.h>
#include "features.h"
#include "kernel_maps.h"
#include "record_links.h"

struct session {
	struct driftbolt *skeleton; /* NULL when what is pinned already is used */
	struct kernel_maps maps;
	bool borrowed; /* maps are the skeleton's */
	bool pinned; /* this session made the pins; session_end() removes them */
	struct record_links record_links;
	__u32 programs; /* attached by this session */
	const char *failed; /* after an error: the sentence for it */
};

#define _cleanup_session_ __attribute__((cleanup(session_end)))

/* Loads the programs; nothing is attached and nothing is pinned yet. -errno with session->failed. */
int session_load(struct session *session, const struct features *features);
/* Pins the maps. */
int session_pin_maps(struct session *session);
/* Attaches every program, pins every link if asked to, and proves enforcement by the canary. */
int session_attach(struct session *session, bool pin_links);
/*
 * Uses the pins of an earlier load, after the same proof. -ENOTRECOVERABLE with session->failed: it
 * does not enforce any more. Other errors: as kernel_maps_open().
 */
int session_reuse(struct session *session, const struct features *features);
/* Pinned links that have a living program: to hooks (none if they are switched off), and from hooks to db_record. */
struct session_links {
	__u32 programs, recorders; /* as db_config has them, which says how many there should be */
};
struct session_links session_live_links(void);
/* Pinned links of a directory that have a living program. */
__u32 session_count_links(const char *path);
struct bpf_object;
/*
 * A pin of a directory of links that is none of an object's: by its name, or because the program behind it has another. `only`: the name
 * of all programs behind them, NULL for that of the pin. 1 with the name; 0: none; -errno.
 */
int session_find_stranger(const char *directory, const struct bpf_object *object, const char *only,
			  char name[NAME_MAX + 1]);
/* The same of the directories of a load. */
int session_find_strangers(const struct features *features, char name[NAME_MAX + 1]);
/* kernel.ftrace_enabled is 0: links live, and nothing is called (Linux before 7). */
bool session_switched_off(void);
/*
 * 0 if every program this kernel takes is attached by a pinned link, and has its recorder. -ENOTRECOVERABLE: not so. Other
 * errors: it could not be told.
 */
int session_links_live(const struct kernel_maps *maps, const struct features *features);

/* The last phase: marks the pins as those of a complete load; from here on they stay. 0 or -errno. */
int session_keep(struct session *session);
void session_end(struct session *session);

/* Removes everything pinned and waits until the programs are gone. 0 or -errno. */
int session_remove_pins(void);

#endif
