/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings of images: the words of maps/setting.h, and db_policy. */
#ifndef DB_USER_SETTING_H
#define DB_USER_SETTING_H

#include "kernel_maps.h"

/* What one word asks for. Both functions that read words return 0 or -EINVAL with *ret_what filled. */
struct setting_change {
	__u64 clear, levels; /* of db_policy.levels: what to clear, then to set */
	bool set_filesystems;
	__u64 filesystems;
};

/* Adds "SETTING=off|alert|block|default" or "filesystems=NAME[,NAME...]|none" to *change. */
int setting_parse(const char *word, struct setting_change *change, const char **ret_what);

/* Takes the changes over in two stores, each whole. The caller holds kernel_lock(). -errno. */
int setting_apply(const struct kernel_maps *maps, __u32 image, const struct setting_change *change);

int setting_read(const struct kernel_maps *maps, __u32 image, struct db_policy *ret_policy);

/* "?" for a number of a newer version. */
const char *setting_name(__u32 setting);
const char *setting_text(__u32 setting);
const char *level_name(__u32 level);
/* The number of a word, -EINVAL. */
int setting_number(const char *word);
int level_number(const char *word);

/* "nfs,fuse" or "none" */
void filesystems_text(__u64 filesystems, char text[128]);

#endif
