// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "cleanup.h"
#include "command.h"
#include "kernel_maps.h"
#include "skeleton.h"
#include "report.h"
#include "seal/state.h"

void kernel_maps_borrow(struct kernel_maps *maps, const struct driftbolt *skeleton)
{
#define BORROW_(name) maps->name = bpf_map__fd(skeleton->maps.db_##name);
	DB_USER_MAPS(BORROW_)
#undef BORROW_
}

#define LOCK_WAIT_MS 30000 /* a load of a million digests under emulation is done by then */
#define LOCK_STEP_MS 20

static int open_pin(const char *name, bool read_only)
{
	LIBBPF_OPTS(bpf_obj_get_opts, options, .file_flags = read_only ? BPF_F_RDONLY : 0);
	char path[128];
	int fd;

	snprintf(path, sizeof(path), DB_PIN_MAPS "/db_%s", name);
	fd = bpf_obj_get_opts(path, &options);
	return fd < 0 ? -errno : fd;
}

/* Before anything else is looked for: another version's maps have other sizes, and other names. */
static int check_version(void)
{
	_cleanup_close_ int fd = open_pin("config", true);
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return -errno;
	return info.value_size == sizeof(struct db_config) ? 0 : -EPROTO;
}

int kernel_maps_open(struct kernel_maps *ret_maps, bool read_only)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct db_config config;
	__u32 zero = 0;
	int r = check_version();

	if (r >= 0 && !read_only && seal_holds())
		r = -EROFS;
#define OPEN_(name) \
	if (r >= 0) \
		r = maps.name = open_pin(#name, read_only);
	DB_USER_MAPS(OPEN_)
#undef OPEN_
	if (r < 0)
		return r;
	if (bpf_map_lookup_elem(maps.config, &zero, &config))
		return -errno;
	if (config.abi != DB_ABI)
		return -EPROTO;
	if (!config.loaded_ns)
		return -ENOENT; /* the load that made these pins has not come to its end */
	*ret_maps = maps;
	maps = (struct kernel_maps)KERNEL_MAPS_NONE;
	return 0;
}

void kernel_maps_close(struct kernel_maps *maps)
{
#define CLOSE_(name) cleanup_close(&maps->name);
	DB_USER_MAPS(CLOSE_)
#undef CLOSE_
}

bool kernel_maps_pinned(void)
{
	return access(DB_PIN_ROOT, F_OK) == 0;
}

int report_not_open(int error)
{
	if (error == -ENOENT && kernel_maps_pinned())
		return report(DB_PIN_ROOT, 0,
			      "incomplete, as an interrupted load leaves it: 'driftbolt unload' "
			      "cleans it up");
	if (error == -ENOENT)
		return report(DB_PIN_ROOT, 0,
			      "driftbolt is not loaded: 'driftbolt load MANIFEST' loads it");
	if (error == -EPROTO)
		return report(DB_PIN_ROOT, 0,
			      "pinned by another version of driftbolt: 'driftbolt unload' first");
	if (error == -EROFS)
		return report(
			DB_PIN_ROOT, 0,
			"sealed: images, modes, scopes and settings stay as they are until this machine restarts");
	return report(DB_PIN_MAPS, error, "run as root; 'driftbolt check' says more");
}

int kernel_lock(void)
{
	_cleanup_close_ int fd = open("/sys/fs/bpf", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* Anybody may open the directory and hold a lock on it: not waited for beyond reason. */
	for (int waited = 0; waited < LOCK_WAIT_MS; waited += LOCK_STEP_MS) {
		if (!flock(fd, LOCK_EX | LOCK_NB))
			return take_fd(&fd);
		if (errno != EWOULDBLOCK)
			return -errno;
		poll(NULL, 0, LOCK_STEP_MS);
	}
	return -EWOULDBLOCK;
}

int kernel_maps_open_locked(struct kernel_maps *maps, bool read_only, int *ret_lock)
{
	int r;

	*ret_lock = kernel_lock();
	if (*ret_lock < 0)
		return report("/sys/fs/bpf", *ret_lock, "could not be locked");
	r = kernel_maps_open(maps, read_only);
	return r < 0 ? report_not_open(r) : EXIT_OK;
}
