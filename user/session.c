// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "canary.h"
#include "cleanup.h"
#include "config.h"
#include "scope.h"
#include "session.h"
#include "program_names.h"
#include "skeleton.h"

static int fail(struct session *session, int error, const char *sentence)
{
	session->failed = sentence;
	return error;
}

/* The object with just the programs and maps this kernel takes; NULL with errno. */
static struct driftbolt *open_for(const struct features *features)
{
	struct driftbolt *skeleton;

	errno = -record_links_register();
	skeleton = errno ? NULL : driftbolt__open();
	if (!skeleton)
		return NULL;
	bpf_program__set_autoload(skeleton->progs.db_setattr, features->setattr_has_idmap);
	bpf_program__set_autoload(skeleton->progs.db_setattr_old, !features->setattr_has_idmap);
	/* Files are hashed after they were opened, or known from before when they are. */
	bpf_program__set_autoload(skeleton->progs.db_read, features->file_post_open);
	bpf_program__set_autoload(skeleton->progs.db_read_unhashed, !features->file_post_open);
	bpf_program__set_autoload(skeleton->progs.db_exec_check, features->exec_check);
	bpf_program__set_autoload(skeleton->progs.db_persona_ia32, features->ia32_syscalls);
	bpf_program__set_autoload(skeleton->progs.db_ioctl_compat, features->ioctl_compat_hook);
	/* Records are in inode storage, or in a hash that must hear of dying inodes. */
	bpf_program__set_autoload(skeleton->progs.db_inode_free, !features->real_data_inode);
	bpf_map__set_autocreate(skeleton->maps.db_inodes, !features->real_data_inode);
	bpf_map__set_autocreate(skeleton->maps.db_content, features->real_data_inode);
	return skeleton;
}

#define LOG_STATS 4 /* BPF_LOG_STATS of include/linux/bpf_verifier.h */

/* With DRIFTBOLT_DEBUG the kernel says what verifying each program took. */
static void ask_for_costs(struct driftbolt *skeleton)
{
	struct bpf_program *program;

	if (!getenv("DRIFTBOLT_DEBUG"))
		return;
	bpf_object__for_each_program (program, skeleton->obj)
		bpf_program__set_log_level(program, LOG_STATS);
}

int session_load(struct session *session, const struct features *features)
{
	/* loaded_ns: session_keep() */
	struct db_config config = {
		.abi = DB_ABI,
		.loaded_wall = time(NULL),
		.overlay_known = features->overlay,
	};
	struct driftbolt *skeleton = open_for(features);

	if (!skeleton)
		return fail(session, -errno, "the BPF object could not be read");
	session->skeleton = skeleton;
	if (getrandom(config.seed, sizeof(config.seed), 0) != sizeof(config.seed))
		return fail(session, -errno, "the kernel has no random numbers");
	ask_for_costs(skeleton);
	record_links_prepare(skeleton);
	if (driftbolt__load(skeleton))
		return fail(session, -errno,
			    "the kernel refused the programs; DRIFTBOLT_DEBUG=1 shows its reason");
	kernel_maps_borrow(&session->maps, skeleton);
	session->borrowed = true;
	if (config_write(&session->maps, &config))
		return fail(session, -errno, "the configuration map could not be written");
	if (program_names_fill(bpf_map__fd(skeleton->maps.db_names)))
		return fail(session, -errno, "the names of interpreters could not be written");
	return 0;
}

static int make_directories(void)
{
	static const char *const paths[] = { DB_PIN_ROOT, DB_PIN_MAPS, DB_PIN_LINKS, DB_PIN_IMAGES,
					     DB_PIN_RECORDER };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		if (mkdir(paths[i], 0700))
			return -errno;
	return 0;
}

int session_pin_maps(struct session *session)
{
	struct bpf_map *map;
	char path[128];
	int r;

	session->pinned = true;
	r = make_directories();
	if (r < 0)
		return fail(session, r, "the directories under " DB_PIN_ROOT " could not be made");
	bpf_object__for_each_map (map, session->skeleton->obj) {
		if (bpf_map__is_internal(map) || !bpf_map__autocreate(map))
			continue; /* .rodata, which the programs hold; or not made on this kernel */
		snprintf(path, sizeof(path), DB_PIN_MAPS "/%s", bpf_map__name(map));
		r = bpf_map__pin(map, path);
		if (r < 0)
			return fail(session, r, "a map could not be pinned");
	}
	return 0;
}

int session_attach(struct session *session, bool pin_links)
{
	struct bpf_object_skeleton *skeleton = session->skeleton->skeleton;
	char path[128];
	int r;

	r = record_links_make(&session->record_links, session->skeleton, pin_links);
	if (r < 0)
		return fail(session, r, "the recorder could not be attached to the programs");
	r = driftbolt__attach(session->skeleton);
	if (r < 0)
		return fail(session, r, "the programs could not be attached");
	for (int i = 0; i < skeleton->prog_cnt; i++) {
		struct bpf_link *link = *skeleton->progs[i].link;

		if (!link)
			continue; /* not loaded on this kernel; db_record, which is attached by then */
		session->programs++;
		if (!pin_links)
			continue;
		snprintf(path, sizeof(path), DB_PIN_LINKS "/%s", skeleton->progs[i].name);
		r = bpf_link__pin(link, path);
		if (r < 0)
			return fail(session, r, "a link could not be pinned");
	}
	/* For events alone: without it they do not tell what ran before. */
	scope_walk_tasks(bpf_link__fd(session->skeleton->links.db_running_tasks));
	return canary_prove(&session->maps, bpf_link__fd(session->skeleton->links.db_canary_task),
			    &session->failed);
}

/* The pinned link of a program, if it is there and the program lives. `directory`: of pins. */
static bool link_lives(const char *directory, const char *program)
{
	struct bpf_link_info info = {};
	__u32 length = sizeof(info);
	_cleanup_close_ int link = -1, prog = -1;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, program);
	link = bpf_obj_get(path);
	if (link < 0 || bpf_obj_get_info_by_fd(link, &info, &length))
		return false;
	prog = bpf_prog_get_fd_by_id(info.prog_id);
	return prog >= 0;
}

bool session_switched_off(void)
{
	_cleanup_close_ int fd = open("/proc/sys/kernel/ftrace_enabled", O_RDONLY | O_CLOEXEC);
	char first = 0;

	return fd >= 0 && read(fd, &first, 1) == 1 && first == '0';
}

__u32 session_count_links(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	__u32 alive = 0;

	while (directory && (entry = readdir(directory)))
		alive += entry->d_name[0] != '.' && link_lives(path, entry->d_name);
	return alive;
}

struct session_links session_live_links(void)
{
	return (struct session_links){
		.programs = session_switched_off() ? 0 : session_count_links(DB_PIN_LINKS),
		.recorders = session_count_links(DB_PIN_RECORDER),
	};
}

int session_links_live(const struct kernel_maps *maps, const struct features *features)
{
	struct driftbolt *skeleton;
	struct bpf_program *program;
	struct db_config config;
	int missing = 0, r = config_read(maps, &config);

	if (r < 0)
		return r;
	skeleton = open_for(features);
	if (!skeleton)
		return -errno;
	bpf_object__for_each_program (program, skeleton->obj)
		missing += bpf_program__autoload(program) && program != skeleton->progs.db_record &&
			   !link_lives(DB_PIN_LINKS, bpf_program__name(program));
	driftbolt__destroy(skeleton);
	return missing || session_count_links(DB_PIN_RECORDER) < config.recorders ? -ENOTRECOVERABLE
										  : 0;
}

static bool object_has(const struct bpf_object *object, const char *name)
{
	return bpf_object__find_program_by_name(object, name);
}

/* The kernel keeps 15 bytes of a name. */
static bool link_is_to(const char *path, const char *name)
{
	struct bpf_link_info link_info = {};
	struct bpf_prog_info info = {};
	__u32 link_size = sizeof(link_info), size = sizeof(info);
	_cleanup_close_ int link = bpf_obj_get(path), program = -1;

	if (link < 0 || bpf_obj_get_info_by_fd(link, &link_info, &link_size))
		return false;
	program = bpf_prog_get_fd_by_id(link_info.prog_id);
	return program >= 0 && !bpf_obj_get_info_by_fd(program, &info, &size) &&
	       !strncmp(info.name, name, sizeof(info.name) - 1);
}

int session_find_stranger(const char *path, const struct bpf_object *object, const char *only,
			  char name[NAME_MAX + 1])
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char pin[512];

	if (!directory)
		return -errno;
	while ((entry = readdir(directory))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(pin, sizeof(pin), "%s/%s", path, entry->d_name);
		if (object_has(object, entry->d_name) && link_is_to(pin, only ?: entry->d_name))
			continue;
		snprintf(name, NAME_MAX + 1, "%s", entry->d_name);
		return 1;
	}
	return 0;
}

int session_find_strangers(const struct features *features, char name[NAME_MAX + 1])
{
	struct driftbolt *skeleton = open_for(features);
	int r;

	if (!skeleton)
		return -errno;
	r = session_find_stranger(DB_PIN_LINKS, skeleton->obj, NULL, name);
	r = r ?: session_find_stranger(DB_PIN_RECORDER, skeleton->obj, "db_record", name);
	driftbolt__destroy(skeleton);
	return r;
}

int session_reuse(struct session *session, const struct features *features)
{
	_cleanup_close_ int task_walk = -1;
	int r;

	r = kernel_maps_open(&session->maps, false);
	if (r < 0)
		return r;
	r = session_links_live(&session->maps, features);
	if (r == -ENOTRECOVERABLE)
		return fail(session, r,
			    "some of the programs are no longer attached, or have no recorder");
	if (r < 0)
		return r;
	task_walk = bpf_obj_get(DB_PIN_LINKS "/db_canary_task");
	if (task_walk < 0)
		return -errno;
	return canary_prove(&session->maps, task_walk, &session->failed);
}

int session_keep(struct session *session)
{
	struct db_config config;
	struct timespec now;
	int r = config_read(&session->maps, &config);

	if (r < 0)
		return r;
	clock_gettime(CLOCK_BOOTTIME, &now);
	config.loaded_ns = now.tv_sec * 1000000000ULL + now.tv_nsec;
	config.programs = session->programs;
	config.recorders = session->record_links.count;
	r = config_write(&session->maps, &config);
	if (r < 0)
		return r;
	session->pinned = false;
	return 0;
}

void session_end(struct session *session)
{
	int saved = errno;

	/* Descriptors first: removing pins takes some, and having none left may be what went wrong. */
	if (session->skeleton)
		driftbolt__destroy(session->skeleton);
	else if (!session->borrowed)
		kernel_maps_close(&session->maps);
	record_links_close(&session->record_links);
	if (session->pinned)
		session_remove_pins();
	errno = saved;
}

/* Removes a directory of pins, one level of directories deep. */
static int remove_tree(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char child[512];
	int r = 0;

	if (!directory)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(directory))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR)
			r = remove_tree(child) ?: r;
		else if (unlink(child))
			r = -errno;
	}
	return rmdir(path) ? -errno : r;
}

#define PINNED_MAX 64

/* What a directory of pinned links holds on to. */
struct pinned {
	__u32 links[PINNED_MAX], programs[PINNED_MAX]; /* ids */
	size_t count;
};

static int read_pinned(const char *path, struct pinned *ret_pinned)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	struct dirent *entry;
	char pin[512];

	ret_pinned->count = 0;
	while (directory && (entry = readdir(directory))) {
		struct bpf_link_info info = {};
		__u32 length = sizeof(info);
		_cleanup_close_ int fd = -1;

		snprintf(pin, sizeof(pin), "%s/%s", path, entry->d_name);
		fd = bpf_obj_get(pin);
		if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &length))
			continue;
		if (ret_pinned->count == PINNED_MAX)
			return -E2BIG;
		ret_pinned->links[ret_pinned->count] = info.id;
		ret_pinned->programs[ret_pinned->count++] = info.prog_id;
	}
	return 0;
}

/* Until the kernel knows none of them any more. `open_id`: bpf_link_get_fd_by_id() or that of programs. */
static int wait_until_gone(int (*open_id)(__u32 id), const __u32 *ids, size_t count)
{
	for (int tries = 0; tries < 500; tries++) {
		size_t alive = 0;

		for (size_t i = 0; i < count && !alive; i++) {
			_cleanup_close_ int fd = open_id(ids[i]);

			alive += fd >= 0;
		}
		if (!alive)
			return 0;
		poll(NULL, 0, 10 /* ms */);
	}
	return -ETIMEDOUT;
}

int session_remove_pins(void)
{
	struct pinned hooks, recorders;
	int r = read_pinned(DB_PIN_LINKS, &hooks);

	r = r < 0 ? r : read_pinned(DB_PIN_RECORDER, &recorders);
	if (r < 0)
		return r;
	/*
	 * Links first: what has no link judges nothing, so no map is missed by a program, nor the recorder. The kernel takes them
	 * off some time after the unlink. Programs stay for as long as the recorder's links hold them. If somebody holds a link
	 * open, it goes on without the rest, and this says so in the end.
	 */
	r = remove_tree(DB_PIN_LINKS);
	if (r < 0)
		return r;
	wait_until_gone(bpf_link_get_fd_by_id, hooks.links, hooks.count);
	r = remove_tree(DB_PIN_ROOT);
	if (r < 0)
		return r;
	/* The kernel frees them after a grace period: enforcement ends within it, not at the unlink. */
	r = wait_until_gone(bpf_prog_get_fd_by_id, hooks.programs, hooks.count);
	/* All the same program. */
	return r < 0 || !recorders.count
		       ? r
		       : wait_until_gone(bpf_prog_get_fd_by_id, recorders.programs, 1);
}
