/* SPDX-License-Identifier: GPL-2.0-only */
/* What the canary's child does in its scope, and the words for how it came out. */
#ifndef DB_USER_CANARY_PROBE_H
#define DB_USER_CANARY_PROBE_H

/* The program, as bytes: canary.S. Its image allows exactly them. */
extern const char canary_start[], canary_end[];

enum finding {
	PROVED,
	NO_PROBE,
	ALLOWED_REFUSED,
	ALLOWED_FAILED,
	CHANGED_RAN,
	CHANGED_FAILED,
	MAP_REFUSED,
	MAP_BROKEN,
	CHANGED_MAPPED,
	CHANGED_MAP_FAILED,
};

/* What the child tells its parent. */
struct outcome {
	enum finding finding;
	int error; /* errno, where it was not the EPERM of a refusal */
};

/* Runs the program, runs it changed, maps both executable. */
struct outcome canary_probe(void);
/* Static, until the next call. */
const char *canary_sentence(const struct outcome *outcome);

#endif
