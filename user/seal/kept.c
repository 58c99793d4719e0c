// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "maps/limits.h"
#include "seal/kept.h"

static int compare_ids(const void *a, const void *b)
{
	__u32 left = *(const __u32 *)a, right = *(const __u32 *)b;

	return left < right ? -1 : left > right;
}

bool id_set_has(const struct id_set *set, __u32 id)
{
	return set->count && bsearch(&id, set->ids, set->count, sizeof(id), compare_ids);
}

void id_set_free(struct id_set *set)
{
	free(set->ids);
	*set = (struct id_set){ .ids = NULL };
}

void kept_free(struct kept *kept)
{
	id_set_free(&kept->programs);
	id_set_free(&kept->maps);
}

static int id_set_add(struct id_set *set, __u32 id)
{
	if (set->count == set->capacity) {
		size_t capacity = set->capacity ? 2 * set->capacity : 128;
		__u32 *ids = reallocarray(set->ids, capacity, sizeof(*ids));

		if (!ids)
			return -ENOMEM;
		set->ids = ids;
		set->capacity = capacity;
	}
	set->ids[set->count++] = id;
	return 0;
}

static void id_set_sort(struct id_set *set)
{
	size_t kept = 0;

	if (!set->count)
		return;
	qsort(set->ids, set->count, sizeof(*set->ids), compare_ids);
	for (size_t i = 1; i < set->count; i++)
		if (set->ids[i] != set->ids[kept])
			set->ids[++kept] = set->ids[i];
	set->count = kept + 1;
}

/* What one program is, and which maps it uses: `maps` holds room for `count` on entry. */
#define PROGRAM_MAPS_MAX 64 /* include/linux/bpf_verifier.h: MAX_USED_MAPS */

static int program_info(__u32 id, struct bpf_prog_info *ret_info, __u32 maps[PROGRAM_MAPS_MAX])
{
	__u32 size = sizeof(*ret_info);
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);

	if (fd < 0)
		return -errno;
	*ret_info = (struct bpf_prog_info){
		.nr_map_ids = PROGRAM_MAPS_MAX,
		.map_ids = (__u64)(unsigned long)maps,
	};
	if (bpf_obj_get_info_by_fd(fd, ret_info, &size))
		return -errno;
	if (ret_info->nr_map_ids > PROGRAM_MAPS_MAX)
		return -E2BIG;
	return 0;
}

static int add_link(const char *path, struct kept *kept)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	_cleanup_close_ int fd = bpf_obj_get(path);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	return id_set_add(&kept->programs, info.prog_id);
}

static int add_map_fd(int fd, struct kept *kept)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	return id_set_add(&kept->maps, info.id);
}

static int add_map(const char *path, struct kept *kept)
{
	_cleanup_close_ int fd = bpf_obj_get(path);

	return fd < 0 ? -errno : add_map_fd(fd, kept);
}

static int add_pins(const char *path, int (*add)(const char *path, struct kept *kept),
		    struct kept *kept)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char pin[PATH_MAX];
	int r = 0;

	if (!directory)
		return errno == ENOENT ? 0 : -errno;
	while (r >= 0 && (entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", path, entry->d_name);
		r = add(pin, kept);
	}
	return r;
}

/* What a map of maps holds are identifiers. */
static int add_inner(int outer, struct kept *kept)
{
	__u32 key, next, id, *at = NULL;
	int r = 0;

	while (r >= 0 && !bpf_map_get_next_key(outer, at, &next)) {
		key = next;
		at = &key;
		if (!bpf_map_lookup_elem(outer, &key, &id))
			r = id_set_add(&kept->maps, id);
	}
	return r;
}

int kept_find(const struct kernel_maps *maps, struct kept *kept)
{
	__u32 used[PROGRAM_MAPS_MAX];
	struct bpf_prog_info info;
	int r = add_pins(DB_PIN_LINKS, add_link, kept);

	r = r < 0 ? r : add_pins(DB_PIN_RECORDER, add_link, kept);
	r = r < 0 ? r : add_pins(DB_PIN_SEAL, add_link, kept);
	r = r < 0 ? r : add_pins(DB_PIN_MAPS, add_map, kept);
	r = r < 0 ? r : add_pins(DB_PIN_IMAGES, add_map, kept);
	r = r < 0 ? r : add_inner(maps->images, kept);
	r = r < 0 ? r : add_inner(maps->sizes, kept);
	if (r < 0)
		return r;
	id_set_sort(&kept->programs);
	/* Those without a pin: constants, and what libbpf makes for itself. */
	for (size_t i = 0; i < kept->programs.count; i++) {
		r = program_info(kept->programs.ids[i], &info, used);
		for (__u32 j = 0; r >= 0 && j < info.nr_map_ids; j++)
			r = id_set_add(&kept->maps, used[j]);
		if (r < 0)
			return r;
	}
	id_set_sort(&kept->maps);
	return 0;
}

/* True if it is one, with what it does. */
static bool is_intruder(const struct kept *kept, const struct bpf_prog_info *info,
			const __u32 *maps, const char **ret_does)
{
	*ret_does = "replaces functions of other programs";
	if (info->type == BPF_PROG_TYPE_EXT)
		return true;
	*ret_does = "has a map of driftbolt's";
	for (__u32 i = 0; i < info->nr_map_ids; i++)
		if (id_set_has(&kept->maps, maps[i]))
			return true;
	return false;
}

int kept_find_intruder(const struct kept *kept, char *text, size_t size)
{
	__u32 maps[PROGRAM_MAPS_MAX], id = 0;
	struct bpf_prog_info info;
	const char *does;
	int r;

	while (!bpf_prog_get_next_id(id, &id)) {
		if (id_set_has(&kept->programs, id))
			continue;
		r = program_info(id, &info, maps);
		if (r == -ENOENT)
			continue; /* gone meanwhile */
		if (r < 0)
			return r;
		if (!is_intruder(kept, &info, maps, &does))
			continue;
		snprintf(text, size, "the BPF program '%.16s' (id %u) %s", info.name, id, does);
		return 1;
	}
	return errno == ENOENT ? 0 : -errno;
}

/* Files by which who has them open for writing ends the enforcement. */
static bool is_switch(const char *path)
{
	static const char *const names[] = { "/proc/sys/kernel/ftrace_enabled", "/dev/mem",
					     "/dev/kmem", "/dev/port", "/dev/snapshot" };
	const char *end;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(path, names[i]))
			return true;
	/* Of proc mounted elsewhere; machine-specific registers; probes. */
	end = strrchr(path, '/');
	return end && (!strcmp(end, "/ftrace_enabled") || !strcmp(end, "/msr") ||
		       !strcmp(end, "/kprobe_events") || !strcmp(end, "/uprobe_events") ||
		       !strcmp(end, "/dynamic_events"));
}

static bool is_written(const char *process, const char *fd)
{
	char path[PATH_MAX], line[128];
	_cleanup_fclose_ FILE *info = NULL;
	unsigned int flags;

	snprintf(path, sizeof(path), "/proc/%s/fdinfo/%s", process, fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		if (sscanf(line, "flags: %o", &flags) == 1)
			return (flags & O_ACCMODE) != O_RDONLY;
	return false;
}

static int find_switch_of(const char *process, char *text, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	_cleanup_closedir_ DIR *directory = NULL;
	struct dirent *entry;
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%s/fd", process);
	directory = opendir(path);
	while (directory && (entry = readdir(directory))) {
		snprintf(path, sizeof(path), "/proc/%s/fd/%s", process, entry->d_name);
		length = readlink(path, target, sizeof(target) - 1);
		if (length <= 0)
			continue;
		target[length] = '\0';
		if (!is_switch(target) || !is_written(process, entry->d_name))
			continue;
		snprintf(text, size, "process %s has %s open for writing", process, target);
		return 1;
	}
	return 0;
}

int kept_find_open_switch(char *text, size_t size)
{
	_cleanup_closedir_ DIR *directory = opendir("/proc");
	struct dirent *entry;
	int found = 0;

	while (!found && directory && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]))
			found = find_switch_of(entry->d_name, text, size);
	return found;
}
