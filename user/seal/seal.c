// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cleanup.h"
#include "config.h"
#include "maps/event.h"
#include "maps/seal.h"
#include "scope.h"
#include "session.h"
#include "seal/kept.h"
#include "seal/seal.h"
#include "seal.skel.h"

/* What one sealing holds; what is pinned goes again unless it came to its end. */
struct sealing {
	const struct kernel_maps *maps;
	struct seal *skeleton;
	struct kept kept;
	struct db_seal seal;
	int directory; /* DB_PIN_ROOT */
	bool pinned;
	const char *sentence;
	char text[256];
};

static int fail(struct sealing *sealing, int error, const char *sentence)
{
	sealing->sentence = sentence;
	return error;
}

static bool is_seal_map(const char *name)
{
	return !strncmp(name, "db_seal", strlen("db_seal"));
}

/* All maps but its own are those that are pinned. */
static int share_maps(struct sealing *sealing)
{
	struct bpf_map *map;
	char path[128];
	int r;

	bpf_object__for_each_map (map, sealing->skeleton->obj) {
		_cleanup_close_ int fd = -1;

		if (bpf_map__is_internal(map) || is_seal_map(bpf_map__name(map)))
			continue;
		snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", bpf_map__name(map));
		fd = bpf_obj_get(path);
		if (fd < 0 && errno == ENOENT) {
			bpf_map__set_autocreate(map, false); /* not on this kernel */
			continue;
		}
		r = fd < 0 ? -errno : bpf_map__reuse_fd(map, fd);
		if (r < 0)
			return r;
	}
	return 0;
}

static int load_programs(struct sealing *sealing)
{
	int r;

	sealing->skeleton = seal__open();
	if (!sealing->skeleton)
		return fail(sealing, -errno, "the BPF object of the seal could not be read");
	r = share_maps(sealing);
	if (r < 0)
		return fail(sealing, r, "the pinned maps could not be opened");
	sealing->skeleton->rodata->seal_tgid = (__u32)getpid();
	sealing->skeleton->rodata->seal_fd = (__u32)sealing->directory;
	r = seal__load(sealing->skeleton);
	if (r < 0)
		return fail(sealing, r, "the kernel refused the programs of the seal");
	return 0;
}

static int pin_all(struct sealing *sealing)
{
	struct bpf_object_skeleton *skeleton = sealing->skeleton->skeleton;
	struct bpf_map *map;
	char path[128];
	int r;

	sealing->pinned = true;
	if (mkdir(DB_PIN_SEAL, 0700))
		return -errno;
	bpf_object__for_each_map (map, sealing->skeleton->obj) {
		if (bpf_map__is_internal(map) || !is_seal_map(bpf_map__name(map)))
			continue;
		snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", bpf_map__name(map));
		r = bpf_map__pin(map, path);
		if (r < 0)
			return r;
	}
	for (int i = 0; i < skeleton->prog_cnt; i++) {
		struct bpf_link *link = *skeleton->progs[i].link;

		if (!link)
			continue;
		snprintf(path, sizeof(path), DB_PIN_SEAL "/%s", skeleton->progs[i].name);
		r = bpf_link__pin(link, path);
		if (r < 0)
			return r;
		sealing->seal.programs++;
	}
	return 0;
}

static int attach(struct sealing *sealing)
{
	int r = seal__attach(sealing->skeleton);
	if (r < 0)
		return fail(sealing, r, "the programs of the seal could not be attached");
	r = pin_all(sealing);
	if (r < 0)
		return fail(sealing, r, "what the seal needs could not be pinned");
	return 0;
}

/* By a walk over the open files, one of which is DB_PIN_ROOT. */
static int find_place(struct sealing *sealing)
{
	_cleanup_close_ int walk =
		bpf_iter_create(bpf_link__fd(sealing->skeleton->links.db_seal_place));
	struct db_seal_place place;

	if (walk < 0)
		return fail(sealing, -errno, "open files could not be walked over");
	if (read(walk, &place, sizeof(place)) != sizeof(place))
		return fail(sealing, -ENOENT, "the mount of " DB_PIN_ROOT " could not be found");
	sealing->seal.super = place.super;
	sealing->seal.directory = place.directory;
	sealing->seal.mount = place.mount;
	sealing->seal.mounts = place.mounts;
	return 0;
}

static int put_ids(int fd, const struct id_set *set, __u32 value)
{
	for (size_t i = 0; i < set->count; i++)
		if (bpf_map_update_elem(fd, &set->ids[i], &value, BPF_ANY))
			return -errno;
	return 0;
}

/* Everybody's programs as they are now. */
static int put_programs(int fd, const struct kept *kept)
{
	__u32 id = 0, value;

	while (!bpf_prog_get_next_id(id, &id)) {
		value = id_set_has(&kept->programs, id) ? DB_SEAL_OURS : DB_SEAL_OTHERS;
		if (bpf_map_update_elem(fd, &id, &value, BPF_ANY))
			return -errno;
	}
	return errno == ENOENT ? 0 : -errno;
}

/* Anew: with what the seal brought. */
static int fill_maps(struct sealing *sealing)
{
	int r;

	kept_free(&sealing->kept);
	r = kept_find(sealing->maps, &sealing->kept);
	r = r < 0 ? r
		  : put_ids(bpf_map__fd(sealing->skeleton->maps.db_seal_maps), &sealing->kept.maps,
			    1);
	r = r < 0 ? r
		  : put_programs(bpf_map__fd(sealing->skeleton->maps.db_seal_progs),
				 &sealing->kept);
	if (r < 0)
		return fail(sealing, r, "maps and programs of this machine could not be noted");
	r = kept_find_intruder(&sealing->kept, sealing->text, sizeof(sealing->text));
	return r ? fail(sealing, r < 0 ? r : -EPERM,
			r < 0 ? "programs could not be looked at" : sealing->text)
		 : 0;
}

/* One that is frozen says EBUSY, as does one that somebody has mapped to write. */
static bool is_frozen(int fd)
{
	char path[64], line[128];
	_cleanup_fclose_ FILE *info = NULL;
	int frozen;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		if (sscanf(line, "frozen: %d", &frozen) == 1)
			return frozen;
	return false;
}

static int freeze_id(__u32 id)
{
	_cleanup_close_ int fd = bpf_map_get_fd_by_id(id);

	if (fd < 0)
		return -errno;
	return bpf_map_freeze(fd) && !is_frozen(fd) ? -errno : 0;
}

static int map_id(int fd, __u32 *ret_id)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	*ret_id = info.id;
	return 0;
}

/* Its own map last: what it says is what makes the seal hold. */
static int freeze_all(struct sealing *sealing)
{
	int fd = bpf_map__fd(sealing->skeleton->maps.db_seal);
	struct timespec now;
	__u32 own = 0, zero = 0;
	int r = map_id(fd, &own);

	if (r < 0)
		return fail(sealing, r, "the seal's own map could not be looked at");
	for (size_t i = 0; i < sealing->kept.maps.count; i++) {
		if (sealing->kept.maps.ids[i] == own)
			continue;
		r = freeze_id(sealing->kept.maps.ids[i]);
		if (r < 0) {
			snprintf(
				sealing->text, sizeof(sealing->text),
				"map %u could not be frozen; others are: 'driftbolt unload', then load again",
				sealing->kept.maps.ids[i]);
			return fail(sealing, r, sealing->text);
		}
	}
	clock_gettime(CLOCK_BOOTTIME, &now);
	sealing->seal.sealed_ns = now.tv_sec * 1000000000ULL + now.tv_nsec;
	if (bpf_map_update_elem(fd, &zero, &sealing->seal, BPF_ANY))
		return fail(sealing, -errno, "the seal's own map could not be written");
	sealing->pinned = false; /* from here on nobody removes anything */
	if (bpf_map_freeze(fd) && !is_frozen(fd))
		return fail(sealing, -errno,
			    "the machine is sealed, but the seal's own map could not be frozen");
	return 0;
}

static void remove_pins(void)
{
	_cleanup_closedir_ DIR *directory = opendir(DB_PIN_SEAL);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(directory), entry->d_name, 0);
	rmdir(DB_PIN_SEAL);
	unlink(DB_PIN_MAPS "/db_seal");
	unlink(DB_PIN_MAPS "/db_seal_maps");
	unlink(DB_PIN_MAPS "/db_seal_progs");
}

/* By which process 1 sees the pins: another namespace's mounts come and go. */
static bool is_initial_mount_namespace(void)
{
	struct stat own, first;

	return !stat("/proc/self/ns/mnt", &own) && !stat("/proc/1/ns/mnt", &first) &&
	       own.st_ino == first.st_ino && own.st_dev == first.st_dev;
}

/* Why not now. */
static int check_state(struct sealing *sealing, const struct features *features)
{
	struct db_config config;
	int r = config_read(sealing->maps, &config);

	if (r < 0)
		return fail(sealing, r, "the configuration could not be read");
	if (!is_initial_mount_namespace())
		return fail(sealing, -EPERM,
			    "not in the mount namespace of process 1: run it there");
	if (config.enforcing & ~config.confirmed)
		return fail(
			sealing, -EPERM,
			"an image is in enforce on trial: 'driftbolt confirm' or 'driftbolt mode' first");
	if (scope_host_waits(sealing->maps))
		return fail(sealing, -EPERM,
			    "the root is not switched yet, which moves the pins: seal afterwards");
	r = session_links_live(sealing->maps, features);
	if (r < 0)
		return fail(sealing, r, "not everything is attached: 'driftbolt status'");
	if (session_switched_off())
		return fail(sealing, -EPERM,
			    "kernel.ftrace_enabled is 0: 'sysctl kernel.ftrace_enabled=1'");
	if (kept_find_open_switch(sealing->text, sizeof(sealing->text)))
		return fail(sealing, -EPERM, sealing->text);
	return 0;
}

static int make(struct sealing *sealing, const struct features *features)
{
	int r = check_state(sealing, features);

	if (r < 0)
		return r;
	sealing->directory = open(DB_PIN_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sealing->directory < 0)
		return fail(sealing, -errno, DB_PIN_ROOT " could not be opened");
	r = load_programs(sealing);
	r = r < 0 ? r : attach(sealing);
	r = r < 0 ? r : find_place(sealing);
	r = r < 0 ? r : fill_maps(sealing);
	return r < 0 ? r : freeze_all(sealing);
}

int seal_make(const struct kernel_maps *maps, const struct features *features,
	      const char **ret_sentence)
{
	static struct sealing sealing; /* what ret_sentence points to */
	int r;

	sealing = (struct sealing){ .maps = maps, .directory = -1 };
	r = make(&sealing, features);
	if (sealing.skeleton)
		seal__destroy(sealing.skeleton);
	if (sealing.pinned)
		remove_pins();
	cleanup_close(&sealing.directory);
	kept_free(&sealing.kept);
	*ret_sentence = sealing.sentence;
	return r;
}
