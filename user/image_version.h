/* SPDX-License-Identifier: GPL-2.0-only */
/* One version of an image: made, put in force, put back. Callers hold kernel_lock(). */
#ifndef DB_USER_IMAGE_VERSION_H
#define DB_USER_IMAGE_VERSION_H

#include "digest_set.h"
#include "kernel_maps.h"

struct image_version {
	int digests; /* inner map: digest -> classes, frozen */
	int sizes; /* inner map: the sizes of its files, frozen */
	struct db_imageinfo info;
};

#define IMAGE_VERSION_NONE                 \
	{                                  \
		.digests = -1, .sizes = -1 \
	}
#define _cleanup_version_ __attribute__((cleanup(image_version_close)))

/*
 * Makes, fills and freezes new inner maps of a set and of what `base` has, which may be IMAGE_VERSION_NONE: a digest
 * of both has the classes of both. Nothing is in force yet. The caller closes.
 */
int image_version_make(const struct kernel_maps *maps, const char *name,
		       const struct digest_set *set, const struct image_version *base,
		       struct image_version *ret_version);
/* The version in force; -ENOENT if the image has none. The caller closes. */
int image_version_current(const struct kernel_maps *maps, __u32 id,
			  struct image_version *ret_version);
void image_version_close(struct image_version *version);

/*
 * Swaps a version in for another (a reader sees the old digests or the new) and pins it as
 * images/<name>. `before` is the version in force, or none.
 */
int image_install(const struct kernel_maps *maps, __u32 id, const struct image_version *next,
		  const struct image_version *before);

/* The inner map that an outer map (images, sizes) holds for an image: a descriptor, or -ENOENT. */
int image_inner(int outer, __u32 id);

#endif
