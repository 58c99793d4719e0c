// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <strings.h>

#include "event_field.h"
#include "event_severity.h"

#define SEVERITY_ROW_(C, caption, cef) { caption, cef },
static const struct {
	const char *caption;
	int cef;
} severities[] = { EVENT_SEVERITIES(SEVERITY_ROW_) };
#undef SEVERITY_ROW_
#define SEVERITY_COUNT (sizeof(severities) / sizeof(*severities))

static const struct {
	const char *verdict;
	enum event_severity severity;
} by_verdict[] = {
	{ "kill", SEVERITY_HIGH },	     { "deny", SEVERITY_HIGH },
	{ "audit", SEVERITY_MEDIUM },	     { "alert", SEVERITY_LOW },
	{ "allow", SEVERITY_INFORMATIONAL },
};

enum event_severity event_severity(json_object *event)
{
	json_object *signature = event_part(event, "signature", json_type_object);
	const char *said = signature ? event_text(signature, "severity") : NULL;
	const char *verdict = event_text(event, "verdict") ?: "";
	const char *reason = event_text(event, "reason") ?: "";

	if (event_is_gap(event))
		return SEVERITY_MEDIUM; /* what is not known may be anything */
	for (size_t i = 1; said && i < SEVERITY_COUNT; i++)
		if (!strcasecmp(severities[i].caption, said))
			return (enum event_severity)i;
	if (!strcmp(reason, "denylisted") || !strcmp(reason, "tamper"))
		return SEVERITY_CRITICAL; /* known to be malicious, whatever the mode is */
	for (size_t i = 0; i < sizeof(by_verdict) / sizeof(*by_verdict); i++)
		if (!strcmp(by_verdict[i].verdict, verdict))
			return by_verdict[i].severity;
	return SEVERITY_UNKNOWN;
}

const char *severity_caption(enum event_severity severity)
{
	return severities[severity].caption;
}

int severity_of_cef(enum event_severity severity)
{
	return severities[severity].cef;
}
