// SPDX-License-Identifier: GPL-2.0-only
/* mode: one store decides between refusing and recording. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "confirm.h"
#include "image.h"
#include "mode.h"
#include "report.h"

/* The words of the command line. */
struct wanted {
	__u32 mode; /* DB_MODE_UNCONFIRMED if it is to be confirmed */
	int confirm_within; /* seconds */
	const char *name; /* NULL: all images */
};

static int wanted_parse(int argc, char **argv, struct wanted *wanted)
{
	int mode, next = 2;

	if (argc < 2)
		return usage_error("mode", NULL, "audit, enforce or off needed");
	mode = mode_parse(argv[1]);
	if (mode < 0)
		return usage_error("mode", argv[1], "not a mode: audit, enforce or off");
	*wanted = (struct wanted){ .mode = (__u32)mode };
	if (next < argc && !strcmp(argv[next], "--confirm-within")) {
		if (mode != DB_MODE_ENFORCE)
			return usage_error("mode", argv[next], "only enforce is to be confirmed");
		if (++next == argc)
			return usage_error("mode", argv[next - 1], "a time needed, as 5m");
		wanted->confirm_within = confirm_parse(argv[next]);
		if (wanted->confirm_within < 0)
			return usage_error("mode", argv[next],
					   "not a time: 1s to 24h, as 90s, 5m or 1h");
		wanted->mode = DB_MODE_UNCONFIRMED;
		next++;
	}
	if (next < argc)
		wanted->name = argv[next++];
	if (wanted->name && !strncmp(wanted->name, "--", 2))
		return usage_error("mode", wanted->name, "not an option: --confirm-within");
	return next < argc ? usage_error("mode", argv[next], "one word too many") : EXIT_OK;
}

/* What enforces for good is put on no trial. */
static bool stays(const struct kernel_maps *maps, __u32 id, const struct wanted *wanted)
{
	return wanted->mode == DB_MODE_UNCONFIRMED && !image_unconfirmed(maps, id) &&
	       image_mode(maps, id) == DB_MODE_ENFORCE;
}

static int set_one(const struct kernel_maps *maps, __u32 id, const char *name,
		   const struct wanted *wanted)
{
	int r, left = 0;

	if (stays(maps, id, wanted)) {
		printf("'%s': enforce already, for good\n", name);
		return EXIT_OK;
	}
	if (wanted->mode == DB_MODE_UNCONFIRMED)
		left = confirm_begin(maps, wanted->confirm_within);
	if (left == -EXDEV)
		return report("/proc/self/ns/time", 0,
			      "a clock of its own: run it in the initial time namespace");
	r = left < 0 ? left : image_set_mode(maps, id, wanted->mode);
	if (r < 0)
		return report(name, r, "its mode could not be set");
	if (wanted->mode == DB_MODE_UNCONFIRMED)
		printf("'%s': enforce, and audit in %d seconds: 'driftbolt confirm' keeps it\n",
		       name, left);
	else
		printf("'%s': %s\n", name, mode_name(wanted->mode));
	return EXIT_OK;
}

static int set_all(const struct kernel_maps *maps, const struct wanted *wanted)
{
	struct db_imageinfo info;
	int r = EXIT_OK;
	__u32 id = 0;

	while (!r && image_next(maps, &id, &info))
		r = set_one(maps, id, (char *)info.name, wanted);
	return r;
}

static int cmd_mode(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct wanted wanted;
	__u32 id;
	int r;

	r = wanted_parse(argc, argv, &wanted);
	if (r)
		return r;
	r = kernel_maps_open_locked(&maps, false, &lock);
	if (r)
		return r;
	if (wanted.name && image_find(&maps, wanted.name, &id, NULL))
		return report(wanted.name, 0,
			      "no image of this name: 'driftbolt status' lists them");
	return wanted.name ? set_one(&maps, id, wanted.name, &wanted) : set_all(&maps, &wanted);
}
DB_COMMAND(
	cmd_mode, .name = "mode",
	.arguments = "audit|enforce|off [NAME] | enforce --confirm-within TIME [NAME]",
	.summary = "Sets the mode of one image or of all",
	.details =
		"audit records what enforce would refuse; off judges nothing.\n"
		"--confirm-within: in audit after TIME (90s, 5m, 1h) unless 'driftbolt confirm'\n"
		"comes. The kernel's clock sees to it: nobody is locked out for longer.\n");
