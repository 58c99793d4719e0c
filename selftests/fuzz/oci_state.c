// SPDX-License-Identifier: GPL-2.0-only
/* Any state is refused, or its fields can be used. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "user/oci_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct oci_state state;
	const char *image;

	if (oci_state_parse((const char *)bytes, size, &state) < 0)
		return 0;
	image = oci_state_annotation(&state, "driftbolt.image");
	if (!state.id || state.pid < 0 || (!state.pid && !state.stopped) || (image && !*image))
		abort();
	oci_state_close(&state);
	return 0;
}
