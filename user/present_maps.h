/* SPDX-License-Identifier: GPL-2.0-only */
/* One line of /proc/PID/maps: is it code, and of what kind? Pure. */
#ifndef DB_USER_PRESENT_MAPS_H
#define DB_USER_PRESENT_MAPS_H

#include <stdbool.h>

enum mapping_kind {
	MAPPING_DATA, /* not executable, or the kernel's own ([vdso], [vsyscall], [uprobes]) */
	MAPPING_FILE, /* executable, of a file */
	MAPPING_MEMORY, /* executable without a file */
};

struct mapping {
	enum mapping_kind kind;
	bool writable; /* of code: writable and executable at once */
	unsigned long start, end; /* addresses; in hexadecimal the name in /proc/PID/map_files */
};

/* False if it is no such line. */
bool mapping_parse(const char *line, struct mapping *ret_mapping);

#endif
