// SPDX-License-Identifier: GPL-2.0-only
/* kern/core/program_name.h by table: what is left of a name without its version. */
#include <criterion/criterion.h>
#include <linux/types.h>

#include "kern/core/program_name.h"

static struct db_tail tail_of(const char *text)
{
	struct db_tail tail = {};

	for (; *text; text++)
		db_tail_add(&tail, (__u8)*text);
	return tail;
}

Test(program_name, stems)
{
	static const struct {
		const char *name, *whole, *first;
	} names[] = {
		{ "bash", "bash", "bash" },
		{ "python3.11", "python", "python" },
		{ "php-fpm8.2", "php-fpm", "php-fpm" },
		{ "vim.basic", "vim.basic", "vim" },
		{ "guile-3.0", "guile", "guile" },
		{ "busybox-x86_64", "busybox-x", "busybox-x" },
		{ "x86_64-linux-gnu-python3.11", "x", "x" },
		{ "sqlite3", "sqlite", "sqlite" },
		{ "gjs-console", "gjs-console", "gjs-console" },
		{ "node_exporter", "node_exporter", "node_exporter" },
		{ "busybox.static", "busybox.static", "busybox" },
		{ ".python3.11-wrapped", "python", "python" },
		{ "7z", "", "" },
		{ "-", "", "" },
		{ "", "", "" },
		{ "an-exceedingly-long-name-of-a-program", "an-exceedingly-long-name-of-a-program",
		  "an-exceedingly-long-name-of-a-program" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct db_tail whole = tail_of(names[i].whole), first = tail_of(names[i].first);
		struct db_stem stem = {};

		for (const char *c = names[i].name; *c; c++)
			db_stem_add(&stem, (__u8)*c);
		cr_expect(db_tail_is(&stem.whole, &whole), "%s: whole", names[i].name);
		cr_expect(db_tail_is(&stem.first, &first), "%s: first", names[i].name);
	}
}
