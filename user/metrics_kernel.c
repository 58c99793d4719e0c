// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "config.h"
#include "counters.h"
#include "image.h"
#include "metrics_kernel.h"
#include "recorder.h"
#include "session.h"

#define COUNT_BATCH 4096 /* entries fetched at a time; a bucket of the kernel's hash must fit */

void metrics_kernel_free(struct metrics_kernel *state)
{
	free(state->counters);
	free(state->images);
	free(state->maps);
	free(state->programs);
	*state = (struct metrics_kernel){};
}

static int read_images(struct metrics_kernel *state, const struct kernel_maps *maps)
{
	struct db_imageinfo info;
	__u32 id = 0;

	while (image_next(maps, &id, &info)) {
		size_t count = state->metrics.image_count;
		struct metrics_image *images =
			reallocarray(state->images, count + 1, sizeof(*images));
		int mode = image_mode(maps, id);

		if (!images)
			return -ENOMEM;
		images[count] =
			(struct metrics_image){ .info = info, .mode = mode < 0 ? 0 : (__u32)mode };
		for (__u32 verdict = 0; verdict < DB_VERDICT_COUNT; verdict++)
			images[count].findings[verdict] = counters_of_image(maps, id, verdict);
		state->metrics.images = state->images = images;
		state->metrics.image_count++;
	}
	return 0;
}

/*
 * In batches, which do not begin anew when the entry they stand at is deleted meanwhile. -errno where the kernel has no batches for
 * this kind of map.
 */
static int count_by_batch(int fd, const struct bpf_map_info *info, __u64 *ret_count)
{
	_cleanup_free_ void *keys = calloc(COUNT_BATCH, info->key_size);
	_cleanup_free_ void *values = calloc(COUNT_BATCH, info->value_size);
	__u64 position = 0, total = 0;
	bool first = true;

	if (!keys || !values)
		return -ENOMEM;
	for (;;) {
		__u32 count = COUNT_BATCH;
		int r = bpf_map_lookup_batch(fd, first ? NULL : &position, &position, keys, values,
					     &count, NULL);

		if (r && errno != ENOENT)
			return -errno;
		total += count;
		if (r || total > info->max_entries)
			break;
		first = false;
	}
	*ret_count = total;
	return 0;
}

static int count_by_key(int fd, const struct bpf_map_info *info, __u64 *ret_count)
{
	_cleanup_free_ void *key = calloc(1, info->key_size);
	__u64 total = 0;

	if (!key)
		return -ENOMEM;
	for (bool first = true; total < info->max_entries; first = false) {
		if (bpf_map_get_next_key(fd, first ? NULL : key, key))
			break;
		total++;
	}
	*ret_count = total;
	return 0;
}

static bool has_entries(__u32 type)
{
	return type == BPF_MAP_TYPE_HASH || type == BPF_MAP_TYPE_LRU_HASH ||
	       type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* False if the pin cannot be read, or the map has no number of entries. */
static bool read_map(const char *name, struct metrics_map *map)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = BPF_F_RDONLY);
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	_cleanup_close_ int fd = -1;
	char path[512];

	snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", name);
	fd = bpf_obj_get_opts(path, &options);
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size) || !has_entries(info.type))
		return false;
	snprintf(map->name, sizeof(map->name), "%.63s", name);
	map->max_entries = info.max_entries;
	return !count_by_batch(fd, &info, &map->entries) || !count_by_key(fd, &info, &map->entries);
}

static int read_maps(struct metrics_kernel *state)
{
	_cleanup_closedir_ DIR *directory = opendir(DB_PIN_MAPS);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		size_t count = state->metrics.map_count;
		struct metrics_map *maps = reallocarray(state->maps, count + 1, sizeof(*maps));

		if (!maps)
			return -ENOMEM;
		state->metrics.maps = state->maps = maps;
		if (entry->d_name[0] != '.' && read_map(entry->d_name, &maps[count]))
			state->metrics.map_count++;
	}
	return directory ? 0 : -errno;
}

static bool read_program(const char *name, struct metrics_program *program)
{
	struct bpf_link_info link_info = {};
	struct bpf_prog_info info = {};
	__u32 link_size = sizeof(link_info), size = sizeof(info);
	_cleanup_close_ int link = -1, fd = -1;
	char path[512];

	snprintf(path, sizeof(path), DB_PIN_LINKS "/%s", name);
	link = bpf_obj_get(path);
	if (link < 0 || bpf_obj_get_info_by_fd(link, &link_info, &link_size))
		return false;
	fd = bpf_prog_get_fd_by_id(link_info.prog_id);
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return false;
	snprintf(program->name, sizeof(program->name), "%.63s", name);
	program->run_ns = info.run_time_ns;
	program->runs = info.run_cnt;
	return true;
}

/* None if the kernel does not count: zeros would say that nothing ran. */
static int read_programs(struct metrics_kernel *state)
{
	_cleanup_closedir_ DIR *directory = opendir(DB_PIN_LINKS);
	struct dirent *entry;
	__u64 runs = 0;

	while (directory && (entry = readdir(directory))) {
		size_t count = state->metrics.program_count;
		struct metrics_program *programs =
			reallocarray(state->programs, count + 1, sizeof(*programs));

		if (!programs)
			return -ENOMEM;
		state->metrics.programs = state->programs = programs;
		if (entry->d_name[0] == '.' || !read_program(entry->d_name, &programs[count]))
			continue;
		runs += programs[count].runs;
		state->metrics.program_count++;
	}
	if (!runs)
		state->metrics.program_count = 0;
	return directory ? 0 : -errno;
}

int metrics_kernel_read(struct metrics_kernel *state, const struct kernel_maps *maps)
{
	struct session_links alive;
	struct db_config config;
	int r;

	*state = (struct metrics_kernel){};
	uname(&state->kernel);
	state->metrics.kernel = state->kernel.release;
	if (!maps)
		return 0;
	r = config_read(maps, &config);
	if (r < 0)
		return r;
	state->counters = counters_read(maps);
	if (!state->counters)
		return -ENOMEM;
	state->metrics.loaded = true;
	state->metrics.loaded_wall = config.loaded_wall;
	state->metrics.counters = state->counters;
	state->metrics.programs_expected = config.programs;
	alive = session_live_links();
	state->metrics.programs_attached = alive.programs;
	state->metrics.recorders_expected = config.recorders;
	state->metrics.recorders_attached = alive.recorders;
	state->metrics.events = recorder_next(maps);
	r = read_images(state, maps);
	if (r >= 0)
		r = read_maps(state);
	return r < 0 ? r : read_programs(state);
}
