// SPDX-License-Identifier: GPL-2.0-only
/* confirm: what was put in enforce on trial stays there. */
#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "command.h"
#include "confirm.h"
#include "report.h"

static int cmd_confirm(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	int r;

	if (argc > 1)
		return usage_error("confirm", argv[1], "one word too many");
	r = kernel_maps_open_locked(&maps, false, &lock);
	if (r)
		return r;
	r = confirm_end(&maps);
	if (r == -ETIME)
		return report(
			"confirm", 0,
			"too late: in audit since the time ran out; 'driftbolt events' says what was refused");
	if (r < 0)
		return report("confirm", r, "the kernel did not take it");
	if (!r)
		return report(
			"confirm", 0,
			"nothing waits for it: 'driftbolt mode enforce --confirm-within 5m' does");
	printf("%d image%s in enforce for good\n", r, r == 1 ? "" : "s");
	return EXIT_OK;
}
DB_COMMAND(cmd_confirm, .name = "confirm", .arguments = "",
	   .summary = "Keeps in enforce what 'mode enforce --confirm-within' put there",
	   .details = "In time; later it is in audit already, and exit is 1.\n");
