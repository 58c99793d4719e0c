/* SPDX-License-Identifier: GPL-2.0-only */
/* db_names: by which names interpreters and jits in the layers of a container's image are known. */
#ifndef DB_USER_PROGRAM_NAMES_H
#define DB_USER_PROGRAM_NAMES_H

/* Fills the map behind fd from the tables of the manifest builder. 0 or -errno. */
int program_names_fill(int fd);

#endif
