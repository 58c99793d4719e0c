// SPDX-License-Identifier: GPL-2.0-only
/* mode: one store decides between refusing and recording. */
#include <stdio.h>

#include "cleanup.h"
#include "command.h"
#include "image.h"
#include "mode.h"
#include "report.h"

static int set_one(const struct kernel_maps *maps, __u32 id, const char *name, __u32 mode)
{
	int r = image_set_mode(maps, id, mode);

	if (r < 0)
		return report(name, r, "its mode could not be set");
	printf("'%s': %s\n", name, mode_name(mode));
	return EXIT_OK;
}

static int cmd_mode(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct db_imageinfo info;
	int mode, r = EXIT_OK;
	__u32 id = 0;

	if (argc < 2 || argc > 3)
		return usage_error("mode", argc > 3 ? argv[3] : NULL,
				   argc > 3 ? "one word too many" : "audit, enforce or off needed");
	mode = mode_parse(argv[1]);
	if (mode < 0)
		return usage_error("mode", argv[1], "not a mode: audit, enforce or off");
	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	r = kernel_maps_open(&maps, false);
	if (r < 0)
		return report_not_open(r);
	if (argc == 3) {
		if (image_find(&maps, argv[2], &id, NULL))
			return report(argv[2], 0,
				      "no image of this name: 'driftbolt status' lists them");
		return set_one(&maps, id, argv[2], (__u32)mode);
	}
	while (!r && image_next(&maps, &id, &info))
		r = set_one(&maps, id, (char *)info.name, (__u32)mode);
	return r;
}
DB_COMMAND(cmd_mode, .name = "mode", .arguments = "audit|enforce|off [NAME]",
	   .summary = "Sets the mode of one image or of all",
	   .details = "audit records what enforce would refuse; off judges nothing.\n");
