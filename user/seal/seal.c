// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
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
#include "seal/place.h"
#include "seal/seal.h"
#include "seal/state.h"
#include "seal/switches.h"
#include "seal.skel.h"

/* What one sealing holds; what is pinned goes again unless it came to its end. */
struct sealing {
	const struct kernel_maps *maps;
	struct seal *skeleton;
	const struct id_set *allowed; /* programs of others */
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

static int load_programs(struct sealing *sealing, const struct features *features)
{
	int r;

	sealing->skeleton = seal__open();
	if (!sealing->skeleton)
		return fail(sealing, -errno, "the BPF object of the seal could not be read");
	r = share_maps(sealing);
	if (r < 0)
		return fail(sealing, r, "the pinned maps could not be opened");
	bpf_program__set_autoload(sealing->skeleton->progs.db_seal_ioctl_c,
				  features->ioctl_compat_hook);
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
	if (mkdir(DB_PIN_SEAL, 0700) ||
	    bpf_obj_pin(bpf_map__fd(sealing->skeleton->maps.db_seal), SEAL_PROBE_PIN))
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

/* A map stays busy for as long as somebody has it mapped to write; for a moment, while a system call writes it. */
#define FREEZE_TRIES   400
#define FREEZE_STEP_MS 50

static int freeze(int fd)
{
	for (int tries = 0; bpf_map_freeze(fd); tries++) {
		int r = -errno;

		if (seal_map_is_frozen(fd))
			return 0;
		if (r != -EBUSY || tries == FREEZE_TRIES)
			return r;
		/* Somebody who writes it all the time leaves moments in between. */
		if (tries % 8 == 7)
			poll(NULL, 0, FREEZE_STEP_MS);
	}
	return 0;
}

/* That nobody took any out before it was frozen. */
static bool has_ids(int programs, struct sealing *sealing)
{
	int maps = bpf_map__fd(sealing->skeleton->maps.db_seal_maps);
	const struct kept *kept = &sealing->kept;
	__u32 key, next, value, *at = NULL;
	size_t count = 0;

	for (size_t i = 0; i < kept->maps.count; i++)
		if (bpf_map_lookup_elem(maps, &kept->maps.ids[i], &value))
			return false;
	/* Nor put any in. */
	for (; !bpf_map_get_next_key(programs, at, &next); count++) {
		key = next;
		at = &key;
		if (!id_set_has(&kept->programs, key) && !id_set_has(sealing->allowed, key))
			return false;
	}
	return count >= kept->programs.count;
}

/* Anew: with what the seal brought. */
static int fill_maps(struct sealing *sealing)
{
	int programs = bpf_map__fd(sealing->skeleton->maps.db_seal_progs), r;

	kept_free(&sealing->kept);
	r = kept_find(sealing->maps, &sealing->kept);
	r = r < 0 ? r
		  : put_ids(bpf_map__fd(sealing->skeleton->maps.db_seal_maps), &sealing->kept.maps,
			    1);
	r = r < 0 ? r : put_ids(programs, &sealing->kept.programs, DB_SEAL_OURS);
	r = r < 0 ? r : put_ids(programs, sealing->allowed, DB_SEAL_OTHERS);
	/* Nobody else writes what they say. */
	r = r < 0 ? r : freeze(programs);
	r = r < 0 ? r : freeze(bpf_map__fd(sealing->skeleton->maps.db_seal_maps));
	if (r < 0)
		return fail(
			sealing, r,
			"maps and programs of this machine could not be recorded (more than 4096 maps?)");
	return has_ids(programs, sealing)
		       ? 0
		       : fail(sealing, -EPERM, "somebody writes the seal's own maps");
}

/* What has to hold for good, as what decides is frozen as it is: the loader's probe and its walk over tasks are over. */
static bool is_at_rest(const struct kernel_maps *maps)
{
	struct db_config config;
	__u32 key;

	return config_read(maps, &config) >= 0 && !config.canary_pid &&
	       bpf_map_get_next_key(maps->present, NULL, &key);
}

/* What somebody has prepared. With the programs of the seal at work nothing new comes while it is looked for. */
static int examine(struct sealing *sealing)
{
	struct intruder intruder;
	int r;

	if (!place_is_private(sealing->directory))
		return fail(sealing, -EPERM,
			    "the mounts that lead to " DB_PIN_ROOT " were changed meanwhile");
	if (switches_find(sealing->text, sizeof(sealing->text)))
		return fail(sealing, -EPERM, sealing->text);
	r = kept_find_intruder(&sealing->kept, sealing->allowed, &intruder);
	if (r < 0)
		return fail(sealing, r, "other BPF programs could not be examined");
	if (!r)
		return 0;
	snprintf(sealing->text, sizeof(sealing->text),
		 "BPF program %u ('%s') %s: stop what loaded it%s", intruder.id, intruder.name,
		 intruder.does,
		 intruder.may_be_kept ? ", or seal with --keep-bpf and its number" : "");
	return fail(sealing, -EPERM, sealing->text);
}

/* The one word that the programs go by. 0 takes it back, until the map is frozen. */
static int put_sealed(struct sealing *sealing, __u64 sealed_ns)
{
	__u32 zero = 0;

	sealing->seal.sealed_ns = sealed_ns;
	return bpf_map_update_elem(bpf_map__fd(sealing->skeleton->maps.db_seal), &zero,
				   &sealing->seal, BPF_ANY)
		       ? -errno
		       : 0;
}

static int freeze_id(struct sealing *sealing, __u32 id)
{
	_cleanup_close_ int fd = bpf_map_get_fd_by_id(id);
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);
	int r = fd < 0 ? -errno : freeze(fd);

	if (r >= 0)
		return 0;
	if (fd >= 0)
		bpf_obj_get_info_by_fd(fd, &info, &size);
	snprintf(
		sealing->text, sizeof(sealing->text),
		"map %s (id %u) could not be frozen%s; others already are, and stay so until 'driftbolt unload'",
		info.name, id, r == -EBUSY ? ", as somebody has it mapped to write" : "");
	return fail(sealing, r, sealing->text);
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

/*
 * First those that can stay busy, so that nothing is lost if they are; its own last: what it says is what makes the seal hold.
 */
static int freeze_all(struct sealing *sealing)
{
	int own_fd = bpf_map__fd(sealing->skeleton->maps.db_seal);
	const struct id_set *ids = &sealing->kept.maps;
	__u32 own = 0, events = 0, head = 0;
	struct db_seal written;
	__u32 zero = 0;
	int r = map_id(own_fd, &own);

	r = r < 0 ? r : map_id(sealing->maps->events, &events);
	r = r < 0 ? r : map_id(sealing->maps->head, &head);
	if (r < 0)
		return fail(sealing, r, "maps could not be looked at");
	r = freeze_id(sealing, events);
	r = r < 0 ? r : freeze_id(sealing, head);
	for (size_t i = 0; r >= 0 && i < ids->count; i++)
		if (ids->ids[i] != own)
			r = freeze_id(sealing, ids->ids[i]);
	if (r >= 0 && !is_at_rest(sealing->maps))
		return fail(
			sealing, -EPERM,
			"somebody writes the configuration: 'driftbolt unload', then load again");
	r = r < 0 ? r : freeze_id(sealing, own);
	sealing->pinned = r < 0;
	/* It could be written by others until now. */
	if (r >= 0 && (bpf_map_lookup_elem(own_fd, &zero, &written) ||
		       memcmp(&written, &sealing->seal, sizeof(written))))
		return fail(
			sealing, -EPERM,
			"somebody wrote the seal's own map: it does not hold. Restart this machine");
	return r;
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
	unlink(SEAL_PROBE_PIN);
}

int seal_take_back(void)
{
	struct db_seal nothing = { .sealed_ns = 0 };
	_cleanup_close_ int fd = bpf_obj_get(DB_PIN_MAPS "/db_seal");
	__u32 zero = 0;

	if (fd >= 0 && bpf_map_update_elem(fd, &zero, &nothing, BPF_ANY))
		return -errno;
	remove_pins();
	return 0;
}

/* Why not now. */
static int check_state(struct sealing *sealing, const struct features *features)
{
	struct db_config config;
	int r = config_read(sealing->maps, &config);

	if (r < 0)
		return fail(sealing, r, "the configuration could not be read");
	if (!place_is_of_process_1())
		return fail(sealing, -EPERM,
			    "not in the mount namespace of process 1: run it there");
	if (config.enforcing & ~config.confirmed)
		return fail(
			sealing, -EPERM,
			"an image is in enforce on trial: 'driftbolt confirm' or 'driftbolt mode' first");
	if (scope_host_waits(sealing->maps))
		return fail(
			sealing, -EPERM,
			"the root file system has not been switched to yet, which moves the pins: seal afterwards");
	r = session_links_live(sealing->maps, features);
	if (r < 0)
		return fail(sealing, r, "not everything is attached: 'driftbolt status'");
	if (session_switched_off())
		return fail(sealing, -EPERM,
			    "kernel.ftrace_enabled is 0: 'sysctl kernel.ftrace_enabled=1'");
	return 0;
}

/* What is pinned among ours would be taken for ours. */
static int check_pins(struct sealing *sealing, const struct features *features)
{
	char name[NAME_MAX + 1];
	int r = session_find_strangers(features, name);

	r = r ?: session_find_stranger(DB_PIN_SEAL, sealing->skeleton->obj, NULL, name);
	if (r < 0)
		return fail(sealing, r, "the pins could not be examined");
	if (!r)
		return 0;
	snprintf(sealing->text, sizeof(sealing->text),
		 "'%.64s' is pinned among driftbolt's links and is none of them: remove it", name);
	return fail(sealing, -EPERM, sealing->text);
}

static int make_private(struct sealing *sealing)
{
	int r = place_make_private(sealing->directory);

	if (r == -EXDEV)
		return fail(
			sealing, r,
			"/sys/fs/bpf lies directly on the root file system, whose mounts are shared: mount sysfs on /sys first");
	if (r == -E2BIG)
		return fail(sealing, r, "/sys/fs/bpf is on more mounts than the seal follows");
	return r < 0 ? fail(sealing, r, "the mount below /sys/fs/bpf could not be made private")
		     : 0;
}

/*
 * From the word on everything is refused, and can be taken back until the last map is frozen. Nobody interrupts that but by SIGKILL
 * or SIGSTOP, after which `driftbolt seal` begins anew.
 */
static int close_and_freeze(struct sealing *sealing)
{
	struct timespec now;
	sigset_t all, before;
	int r;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	clock_gettime(CLOCK_BOOTTIME, &now);
	r = put_sealed(sealing, now.tv_sec * 1000000000ULL + now.tv_nsec);
	if (r < 0)
		r = fail(sealing, r, "the seal's own map could not be written");
	r = r < 0 ? r : examine(sealing);
	r = r < 0 ? r : freeze_all(sealing);
	if (r < 0)
		put_sealed(sealing, 0); /* refused if it is frozen by then */
	sigprocmask(SIG_SETMASK, &before, NULL);
	return r;
}

static int make(struct sealing *sealing, const struct features *features)
{
	int r = check_state(sealing, features);

	if (r < 0)
		return r;
	sealing->directory = open(DB_PIN_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sealing->directory < 0)
		return fail(sealing, -errno, DB_PIN_ROOT " could not be opened");
	r = seal_take_back();
	if (r < 0)
		return fail(sealing, r, "what an interrupted seal left could not be taken back");
	r = make_private(sealing);
	r = r < 0 ? r : load_programs(sealing, features);
	r = r < 0 ? r : attach(sealing);
	r = r < 0 ? r : find_place(sealing);
	r = r < 0 ? r : check_pins(sealing, features);
	r = r < 0 ? r : fill_maps(sealing);
	/* Once before, when programs of others can still be looked at. */
	r = r < 0 ? r : examine(sealing);
	return r < 0 ? r : close_and_freeze(sealing);
}

int seal_make(const struct kernel_maps *maps, const struct features *features,
	      const struct id_set *allowed, const char **ret_sentence)
{
	static struct sealing sealing; /* what ret_sentence points to */
	int r;

	sealing = (struct sealing){ .maps = maps, .allowed = allowed, .directory = -1 };
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
