// SPDX-License-Identifier: GPL-2.0-only
/* metrics: counters, losses and fill as OpenMetrics text, for node_exporter's textfile collector. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "metrics_kernel.h"
#include "report.h"
#include "whole_file.h"

/* The collector is no root, and reads no file that is being written: the name of that does not end with .prom. */
static int write_file(const struct metrics *metrics, const char *path)
{
	_cleanup_whole_file_ struct whole_file file = {};
	int r = whole_file_open(&file, path);

	if (r < 0)
		return r;
	metrics_write(file.out, metrics);
	return whole_file_put(&file, 0644);
}

static int print(const struct metrics *metrics, const char *path)
{
	int r;

	if (path) {
		r = write_file(metrics, path);
		if (r == -EINVAL)
			return report(
				path, 0,
				"is no regular file, so it is not replaced: give another name");
		return r < 0 ? report(path, r, "name a file in a directory that root may write")
			     : EXIT_OK;
	}
	metrics_write(stdout, metrics);
	return report_output();
}

static int cmd_metrics(int argc, char **argv)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_(metrics_kernel_free) struct metrics_kernel state = {};
	const char *path = NULL;
	int r;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "-o") && strcmp(argv[i], "--output"))
			return usage_error("metrics", argv[i], "not an option: --output FILE");
		if (++i == argc)
			return usage_error("metrics", argv[i - 1], "a value is missing");
		path = argv[i];
	}
	r = kernel_maps_open(&maps, true);
	if (r < 0 && (r != -ENOENT || kernel_maps_pinned()))
		return report_not_open(r);
	r = metrics_kernel_read(&state, r < 0 ? NULL : &maps);
	if (r < 0)
		return report("metrics", r, "try again");
	return print(&state.metrics, path);
}
DB_COMMAND(
	cmd_metrics, .name = "metrics", .arguments = "[--output FILE]",
	.summary = "Prints counters, losses and fill as OpenMetrics text",
	.details =
		"FILE is replaced whole, for node_exporter's textfile collector: NAME.prom in its\n"
		"directory. Where driftbolt is not loaded, that is all it says.\n");
