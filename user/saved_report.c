// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "command.h"
#include "report.h"
#include "saved_report.h"

int report_repeats(const struct saved_events *saved)
{
	int r = saved->repeats_error;

	if (r == -EINVAL)
		return report(saved->name, 0,
			      "repeats are not counted: what should tell them is no regular file");
	return r < 0 ? report(saved->name, r,
			      "repeats are not counted: let the file beside it be read")
		     : EXIT_OK;
}

/* What to do about a file that cannot be opened. */
static const char *next_for(int error)
{
	switch (-error) {
	case EACCES:
	case EPERM:
		return "run as root, or copy it";
	case ENOMEM:
		return "free memory";
	default:
		return "name what 'events --json' or 'events --save' made: a file or a directory";
	}
}

static int report_file(const struct saved_events *saved, int r)
{
	if (r == SAVED_EMPTY) {
		report(saved->name, 0,
		       "no saved events there: name a directory that 'events --save' filled");
		return EXIT_OK; /* nothing may have happened */
	}
	if (r == -EINVAL && saved->in_directory && !saved->source.file)
		return report(saved->name, 0,
			      "is no regular file, so it is not read: move it elsewhere");
	if (r < 0 && !saved->source.file)
		return report(saved->name, r, "%s", next_for(r));
	if (r < 0)
		return report(saved->name, r, "line %lu could not be read: check the medium",
			      saved->source.line);
	if (saved->bad_lines == 1)
		return report(saved->name, 0, "line %lu is no event: left out",
			      saved->first_bad_line);
	if (saved->bad_lines)
		return report(saved->name, 0, "%lu lines from line %lu on are no events: left out",
			      saved->bad_lines, saved->first_bad_line);
	return EXIT_OK;
}

int report_saved(const struct saved_events *saved, int r)
{
	/* Where neither may be read it is said of the file. */
	int repeats = r == saved->repeats_error ? EXIT_OK : report_repeats(saved);

	return report_file(saved, r) ?: repeats;
}
