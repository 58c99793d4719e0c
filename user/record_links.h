/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * db_record (kern/record.bpf.c) in place of record() in every program that has that function: verified and kept once. A link
 * for each, pinned by the name of the program under DB_PIN_RECORDER.
 */
#ifndef DB_USER_RECORD_LINKS_H
#define DB_USER_RECORD_LINKS_H

#include <stdbool.h>
#include <stddef.h>

struct driftbolt;

#define RECORD_LINKS_MAX 64
struct record_links {
	int fds[RECORD_LINKS_MAX];
	size_t count;
};

/* Before the object is opened: libbpf asks for what its section "recorder" is. 0 or -errno. */
int record_links_register(void);
/* Before the object is loaded: db_record is loaded for the function of a program that is there by then. */
void record_links_prepare(const struct driftbolt *skeleton);
/* After it is loaded, and before anything is attached. 0 or -errno; what was made is in links then, too. */
int record_links_make(struct record_links *links, const struct driftbolt *skeleton, bool pin);
/* Closes them. Those that are pinned stay. */
void record_links_close(struct record_links *links);

#endif
