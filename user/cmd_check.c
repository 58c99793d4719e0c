// SPDX-License-Identifier: GPL-2.0-only
/* check: what stands in the way of enforcement here, and a proof that nothing does. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "report.h"
#include "session.h"

static int cmd_check(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_session_ struct session session = { .maps = KERNEL_MAPS_NONE };
	struct gap gaps[GAPS_MAX];
	struct features features;
	size_t blocking = 0;
	size_t count;
	int r;

	if (argc > 1)
		return usage_error("check", argv[1], "takes no words");
	count = features_probe(&features, gaps);
	for (size_t i = 0; i < count; i++) {
		printf("%s %s: %s\n", gaps[i].cgroups_only ? "note" : "gap ", gaps[i].object,
		       gaps[i].sentence);
		blocking += !gaps[i].cgroups_only;
	}
	if (blocking)
		return EXIT_CANNOT;
	/* Two probes at once would be judged by each other's programs, and a load has halves of itself. */
	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	if (kernel_maps_pinned()) {
		_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;

		r = kernel_maps_open(&maps, true);
		r = r < 0 ? r : session_links_live(&maps, &features);
		if (r == -ENOTRECOVERABLE) {
			puts("gap  " DB_PIN_ROOT
			     ": some of the programs are no longer attached, or have "
			     "no recorder: 'driftbolt unload', then load again");
			return EXIT_CANNOT;
		}
		if (r < 0)
			return report_not_open(r);
		puts("ok   driftbolt is loaded here: 'driftbolt status' says what it does");
		return EXIT_OK;
	}
	/* Nothing is pinned, so everything is gone again when this process ends. */
	r = session_load(&session, &features);
	if (r >= 0)
		r = session_attach(&session, false);
	if (r < 0) {
		printf("gap  %s: %s\n", r == -ENOTRECOVERABLE ? "canary" : strerror(-r),
		       session.failed);
		return EXIT_CANNOT;
	}
	if (!features.overlay)
		puts("note overlay: this kernel has no overlayfs; containers on it cannot start");
	puts("ok   this kernel enforces: a changed program was refused, an unchanged one ran");
	return EXIT_OK;
}
DB_COMMAND(cmd_check, .name = "check", .arguments = "",
	   .summary = "Says whether this kernel can enforce, one sentence for each gap",
	   .details =
		   "Loads and attaches everything for a moment, judging only a child of its own,\n"
		   "and leaves nothing behind. Exit 77 if this kernel cannot enforce.\n");
