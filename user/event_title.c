// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <linux/types.h>

#include "event_field.h"
#include "event_title.h"
#include "maps/event.h"
#include "mode.h"

const char *event_title(json_object *event)
{
	json_object *signature = event_part(event, "signature", json_type_object);
	const char *name = signature ? event_text(signature, "name") : NULL;
	const char *reason = event_text(event, "reason");

	if (name)
		return name;
	for (__u32 i = 0; reason && i < DB_REASON_COUNT; i++)
		if (!strcmp(reason_name(i), reason))
			return reason_text(i);
	return reason ?: "event";
}
