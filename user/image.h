/* SPDX-License-Identifier: GPL-2.0-only */
/* Images in the kernel: names, versions, modes. Callers hold kernel_lock() to change any. */
#ifndef DB_USER_IMAGE_H
#define DB_USER_IMAGE_H

#include <stdbool.h>
#include "kernel_maps.h"

/* [a-z0-9_-]{1,63} */
bool image_name_valid(const char *name);

/* The image's id and what is known of it; -ENOENT: no image of this name. ret_info may be NULL. */
int image_find(const struct kernel_maps *maps, const char *name, __u32 *ret_id,
	       struct db_imageinfo *ret_info);
/* Walks all images in order of id: *id starts at 0, false at the end. */
bool image_next(const struct kernel_maps *maps, __u32 *id, struct db_imageinfo *ret_info);
/*
 * An id that no image had before: tasks keep the id of their scope for life, so a second image with it
 * would judge tasks of the first. -ENOSPC after 1021.
 */
int image_new_id(const struct kernel_maps *maps, __u32 *ret_id);

/*
 * Switches an image off and removes it; its id is not used again. Tasks that keep a scope of it are
 * judged by nobody from then on, not by the host scope either. -errno: it is as it was.
 */
int image_remove(const struct kernel_maps *maps, __u32 id, const char *name);

/* Looks a key up in the inner map that an outer map (images, sizes) holds for an image. */
bool image_lookup(int outer, __u32 id, const void *key, void *ret_value);
bool image_has(const struct kernel_maps *maps, __u32 id, const struct db_digest *digest);

/* What it is in now: enum db_mode, or -errno. */
int image_mode(const struct kernel_maps *maps, __u32 id);
/* True if that is a matter of time (confirm.h), or was. */
bool image_unconfirmed(const struct kernel_maps *maps, __u32 id);
/* enum db_mode or DB_MODE_UNCONFIRMED. One store; the write lock follows in the order that never leaves enforce without it. */
int image_set_mode(const struct kernel_maps *maps, __u32 id, __u32 mode);

#endif
