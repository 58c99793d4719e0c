// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "setting.h"

#define NAME_(C, name, host, container, text) [DB_SETTING_##C] = #name,
static const char *const settings[] = { DB_SETTINGS(NAME_) };
#undef NAME_
#define TEXT_(C, name, host, container, text) [DB_SETTING_##C] = text,
static const char *const texts[] = { DB_SETTINGS(TEXT_) };
#undef TEXT_
#define LEVEL_(C, name) [DB_LEVEL_##C] = #name,
static const char *const levels[] = { DB_LEVELS(LEVEL_) };
#undef LEVEL_

static const struct {
	const char *name;
	__u64 bit;
} filesystems[] = {
#define FILESYSTEM_(C, name, bit, magic) { #name, 1ULL << (bit) },
	DB_FOREIGN_FILESYSTEMS(FILESYSTEM_)
#undef FILESYSTEM_
};

const char *setting_name(__u32 setting)
{
	return setting < DB_SETTING_COUNT ? settings[setting] : "?";
}

const char *setting_text(__u32 setting)
{
	return setting < DB_SETTING_COUNT ? texts[setting] : "?";
}

const char *level_name(__u32 level)
{
	return level < DB_LEVEL_COUNT ? levels[level] : "?";
}

int setting_number(const char *word)
{
	for (int setting = 0; setting < DB_SETTING_COUNT; setting++)
		if (!strcmp(word, settings[setting]))
			return setting;
	return -EINVAL;
}

int level_number(const char *word)
{
	for (int level = 0; level < DB_LEVEL_COUNT; level++)
		if (!strcmp(word, levels[level]))
			return level;
	return -EINVAL;
}

void filesystems_text(__u64 bits, char text[128])
{
	size_t length = 0;

	strcpy(text, "none");
	for (size_t i = 0; i < sizeof(filesystems) / sizeof(*filesystems); i++)
		if (bits & filesystems[i].bit)
			length += (size_t)snprintf(text + length, 128 - length, "%s%s",
						   length ? "," : "", filesystems[i].name);
}

static int parse_filesystems(const char *list, __u64 *ret_bits)
{
	__u64 bits = 0;

	if (!strcmp(list, "none")) {
		*ret_bits = 0;
		return 0;
	}
	while (*list) {
		size_t length = strcspn(list, ","), i;

		for (i = 0; i < sizeof(filesystems) / sizeof(*filesystems); i++)
			if (!strncmp(list, filesystems[i].name, length) &&
			    !filesystems[i].name[length])
				break;
		if (i == sizeof(filesystems) / sizeof(*filesystems))
			return -EINVAL;
		bits |= filesystems[i].bit;
		list += length;
		if (*list == ',' && !*++list)
			return -EINVAL;
	}
	*ret_bits = bits;
	return bits ? 0 : -EINVAL;
}

int setting_parse(const char *word, struct setting_change *change, const char **ret_what)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : 0;
	__u32 setting, level;

	*ret_what = "not SETTING=off|alert|block|default: 'driftbolt set NAME' lists the settings";
	if (!length)
		return -EINVAL;
	if (!strncmp(word, "filesystems", length) && length == strlen("filesystems")) {
		*ret_what = "not a list of fuse, nfs, 9p, cifs, smb2, ceph, afs, vboxsf, gfs2, "
			    "ocfs2, ecryptfs, loop, network-block; or none";
		change->set_filesystems = true;
		return parse_filesystems(equals + 1, &change->filesystems);
	}
	for (setting = 0; setting < DB_SETTING_COUNT; setting++)
		if (!strncmp(word, settings[setting], length) && !settings[setting][length])
			break;
	if (setting == DB_SETTING_COUNT)
		return -EINVAL;
	for (level = 0; level < DB_LEVEL_COUNT; level++)
		if (!strcmp(equals + 1, levels[level]))
			break;
	if (level == DB_LEVEL_COUNT)
		return -EINVAL;
	change->clear |= DB_LEVEL_AT(3, setting);
	change->levels &= ~DB_LEVEL_AT(3, setting);
	change->levels |= DB_LEVEL_AT(level, setting);
	return 0;
}

int setting_read(const struct kernel_maps *maps, __u32 image, struct db_policy *ret_policy)
{
	return bpf_map_lookup_elem(maps->policy, &image, ret_policy) ? -errno : 0;
}

int setting_apply(const struct kernel_maps *maps, __u32 image, const struct setting_change *change)
{
	struct db_policy policy;
	int r = setting_read(maps, image, &policy);

	if (r < 0)
		return r;
	policy.levels = (policy.levels & ~change->clear) | change->levels;
	if (change->set_filesystems)
		policy.filesystems = change->filesystems;
	return bpf_map_update_elem(maps->policy, &image, &policy, BPF_ANY) ? -errno : 0;
}
