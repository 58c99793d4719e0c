/* SPDX-License-Identifier: GPL-2.0-only */
/* Other programs, run to their end. */
#ifndef DB_USER_SPAWN_H
#define DB_USER_SPAWN_H

/* Runs argv[0], found in PATH, with our standard streams. Its exit code, 128 + signal, or -errno if it did not start. */
int spawn_wait(char *const argv[]);

/*
 * A manifest of a directory as it is now, made by driftbolt-manifest, which is looked for beside this program and then
 * in PATH. *ret_path is to be removed and freed by the caller. Reports; an exit code.
 */
int spawn_manifest(const char *directory, char **ret_path);

#endif
