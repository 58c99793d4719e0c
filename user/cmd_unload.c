// SPDX-License-Identifier: GPL-2.0-only
/* unload: one image, or the machine as it was before the first load. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "image.h"
#include "kernel_maps.h"
#include "report.h"
#include "scope.h"
#include "session.h"
#include "seal/seal.h"
#include "seal/state.h"

/* Where an image holds is said first and taken away by the operator: not by the way. */
static int holds_nowhere(const struct kernel_maps *maps, const char *name, __u32 id)
{
	struct db_scope scope;
	__u64 cgroup = 0;

	if (scope_host(maps) == (int)id)
		return report(name, 0,
			      "holds in the host scope: 'driftbolt load --scope none --name %s "
			      "MANIFEST' takes it away",
			      name);
	if (scope_containers(maps) == (int)id)
		return report(name, 0,
			      "holds in the containers scope: 'driftbolt unbind containers' first");
	scope_sweep(maps);
	while (scope_next(maps, &cgroup, &scope))
		if (scope.image == id)
			return report(name, 0,
				      "holds in cgroup:%llu: 'driftbolt unbind cgroup:%llu' first",
				      (unsigned long long)cgroup, (unsigned long long)cgroup);
	return EXIT_OK;
}

static int unload_image(const char *name)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	__u32 id;
	int r;

	r = kernel_maps_open(&maps, false);
	if (r < 0)
		return report_not_open(r);
	r = image_find(&maps, name, &id, NULL);
	if (r < 0)
		return report(name, 0, "no image of this name: 'driftbolt status' lists them");
	r = holds_nowhere(&maps, name, id);
	if (r)
		return r;
	r = image_remove(&maps, id, name);
	if (r < 0)
		return report(name, r, "it could not be switched off, so it stays");
	return EXIT_OK;
}

static int unload_all(void)
{
	int r = seal_take_back();

	r = r < 0 ? r : session_remove_pins();

	if (r < 0)
		return report(DB_PIN_ROOT, r, "not everything is gone: run it again as root");
	return EXIT_OK;
}

static int cmd_unload(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;

	if (argc > 2)
		return usage_error("unload", argv[2], "one word too many");
	if (argc == 2 && (!strncmp(argv[1], "--", 2) || !image_name_valid(argv[1])))
		return usage_error("unload", argv[1], "not a name: 1 to 63 of a-z 0-9 _ -");
	if (!kernel_maps_pinned())
		return report_not_open(-ENOENT);
	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	/* Before anything is removed: what can be removed of it would be missing. */
	if (seal_holds())
		return report_not_open(-EROFS);
	return argc == 2 ? unload_image(argv[1]) : unload_all();
}
DB_COMMAND(
	cmd_unload, .name = "unload", .arguments = "[NAME]",
	.summary = "Removes one image, or ends enforcement and removes everything",
	.details =
		"An image must hold nowhere: 'driftbolt unbind' first. Tasks that are still in a\n"
		"scope of it are judged by nobody from then on, as in mode off.\n"
		"Without NAME every program, link and map is removed; it returns when the kernel\n"
		"has let go of the programs.\n");
