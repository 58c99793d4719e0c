// SPDX-License-Identifier: GPL-2.0-only
/* unload: the machine as it was before the first load. */
#include <errno.h>

#include "cleanup.h"
#include "command.h"
#include "kernel_maps.h"
#include "report.h"
#include "session.h"

static int cmd_unload(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	int r;

	if (argc > 1)
		return usage_error("unload", argv[1], "takes no words");
	if (!kernel_maps_pinned())
		return report_not_open(-ENOENT);
	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	r = session_remove_pins();
	if (r < 0)
		return report(DB_PIN_ROOT, r, "not everything is gone: run it again as root");
	return EXIT_OK;
}
DB_COMMAND(cmd_unload, .name = "unload", .arguments = "",
	   .summary = "Ends enforcement and removes every program, link and map",
	   .details = "Returns when the kernel has let go of the programs.\n");
