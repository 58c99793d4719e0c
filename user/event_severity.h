/* SPDX-License-Identifier: GPL-2.0-only */
/* How bad an event is, for formats that ask: of a signature what it says, else by verdict. docs/EVENTS.md has the table. */
#ifndef DB_USER_EVENT_SEVERITY_H
#define DB_USER_EVENT_SEVERITY_H

#include <json-c/json.h>

/* X(CONSTANT, caption of OCSF, number of CEF); the constant's own number is OCSF's severity_id. */
/* clang-format off */
#define EVENT_SEVERITIES(X)                                                                        \
	X(UNKNOWN, "Unknown", 0)                                                                   \
	X(INFORMATIONAL, "Informational", 2)                                                       \
	X(LOW, "Low", 3)                                                                           \
	X(MEDIUM, "Medium", 5)                                                                     \
	X(HIGH, "High", 8)                                                                         \
	X(CRITICAL, "Critical", 10)
/* clang-format on */

#define EVENT_SEVERITY_(C, caption, cef) SEVERITY_##C,
enum event_severity { EVENT_SEVERITIES(EVENT_SEVERITY_) };
#undef EVENT_SEVERITY_

enum event_severity event_severity(json_object *event);
const char *severity_caption(enum event_severity severity);
int severity_of_cef(enum event_severity severity);

#endif
