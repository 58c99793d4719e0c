/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a loaded image the one that a container runtime names? */
#ifndef DB_USER_IMAGE_REFERENCE_H
#define DB_USER_IMAGE_REFERENCE_H

#include <stdbool.h>
#include <linux/types.h>

#include "maps/state.h"

/*
 * True if `reference` is the name the image was loaded under, the reference in its manifest (docker.io/library/web is
 * web:latest), or ends in the digest of its OCI image manifest. One with another digest fits by its whole text only.
 */
bool image_reference_fits(const struct db_imageinfo *info, const char *reference);

#endif
