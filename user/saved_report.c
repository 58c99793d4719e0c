// SPDX-License-Identifier: GPL-2.0-only
#include "command.h"
#include "report.h"
#include "saved_report.h"

int report_saved(const struct saved_events *saved, int r)
{
	if (r == SAVED_EMPTY) {
		report(saved->name, 0, "no saved events there");
		return EXIT_OK; /* nothing may have happened */
	}
	if (r == -EINVAL && saved->in_directory && !saved->source.file)
		return report(saved->name, 0,
			      "is no regular file, so it is not read: move it elsewhere");
	if (r < 0 && !saved->source.file)
		return report(
			saved->name, r,
			"name what 'events --json' or 'events --save' made: a file or a directory");
	if (r < 0)
		return report(saved->name, r, "line %lu could not be read: check the medium",
			      saved->source.line);
	if (saved->bad_lines)
		return report(saved->name, 0, "%lu lines from line %lu on are no events: left out",
			      saved->bad_lines, saved->first_bad_line);
	return EXIT_OK;
}
