// SPDX-License-Identifier: GPL-2.0-only
/* set: what else an image may not do, or may. */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "image.h"
#include "kern/core/decide_setting.h"
#include "report.h"
#include "setting.h"

static int print_settings(const struct kernel_maps *maps, __u32 image, const char *name)
{
	struct db_policy policy;
	int r = setting_read(maps, image, &policy);
	char text[128];

	if (r < 0)
		return report(name, r, "its settings could not be read");
	printf("%-18s %-7s %-6s %-9s %s\n", "setting", "set", "host", "container", "block refuses");
	for (__u32 i = 0; i < DB_SETTING_COUNT; i++) {
		__u32 set = (__u32)(policy.levels >> (2 * i)) & 3;

		printf("%-18s %-7s %-6s %-9s %s\n", setting_name(i),
		       set == DB_LEVEL_DEFAULT ? "-" : level_name(set),
		       level_name(db_level_of(policy.levels, i, 0)),
		       level_name(db_level_of(policy.levels, i, 1)), setting_text(i));
	}
	filesystems_text(policy.filesystems, text);
	printf("filesystems=%s\n", text);
	return EXIT_OK;
}

static int cmd_set(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_close_ int lock = -1;
	struct setting_change change = {};
	const char *what;
	__u32 id;
	int r;

	if (argc < 2)
		return usage_error("set", NULL, "the name of an image needed");
	if (!strncmp(argv[1], "--", 2) || !image_name_valid(argv[1]))
		return usage_error("set", argv[1], "not a name: 1 to 63 of a-z 0-9 _ -");
	for (int i = 2; i < argc; i++)
		if (setting_parse(argv[i], &change, &what))
			return usage_error("set", argv[i], what);
	r = kernel_maps_open_locked(&maps, argc == 2, &lock);
	if (r)
		return r;
	if (image_find(&maps, argv[1], &id, NULL))
		return report(argv[1], 0, "no image of this name: 'driftbolt status' lists them");
	if (argc == 2)
		return print_settings(&maps, id, argv[1]);
	r = setting_apply(&maps, id, &change);
	if (r < 0)
		return report(argv[1], r, "nothing was set");
	return EXIT_OK;
}
DB_COMMAND(cmd_set, .name = "set",
	   .arguments = "NAME [SETTING=off|alert|block|default | filesystems=LIST|none]...",
	   .summary = "Shows or changes what an image may do besides running its files",
	   .details = "Without a setting: the table, with the defaults for host and containers.\n"
		      "off lets it happen, alert records it, block refuses it in enforce.\n");
