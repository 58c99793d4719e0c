// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "features.h"
#include "image.h"
#include "image_reference.h"
#include "oci_hook.h"
#include "oci_state.h"
#include "report.h"
#include "scope.h"

/* Who writes it wants this image and no other way: without it the container does not start. */
#define ANNOTATION_WANTED "driftbolt.image"

/* What runtimes note of the image a container is made from. */
static const char *const annotations[] = {
	"io.kubernetes.cri-o.ImageName", "io.kubernetes.cri-o.ImageRef",
	"io.kubernetes.cri-o.Image",	 "io.kubernetes.cri.image-name", /* containerd */
	"io.kubernetes.cri.image-ref",	 "org.opencontainers.image.ref.name",
};

struct hook {
	struct oci_state state;
	const char *wanted; /* ANNOTATION_WANTED, or NULL */
	struct db_imageinfo info; /* of the image found */
	__u32 image;
	char cgroup[PATH_MAX];
};

/* Not bound: fails if that was asked for, else its layers judge it. */
static int give_up(const struct hook *hook, const char *object, int error, const char *what)
{
	report(object, error, "container '%.64s' is not bound: %s", hook->state.id, what);
	return hook->wanted ? EXIT_FAILED : EXIT_OK;
}

/* The loaded image that fits a reference; the one loaded last, if several do. */
static bool find_image(const struct kernel_maps *maps, const char *reference, struct hook *hook)
{
	struct db_imageinfo info;
	bool found = false;
	__u32 id = 0;

	while (image_next(maps, &id, &info)) {
		if (!image_reference_fits(&info, reference) ||
		    (found && info.loaded_ns < hook->info.loaded_ns))
			continue;
		hook->info = info;
		hook->image = id;
		found = true;
	}
	return found;
}

/* A tag alone, as image layouts have it ("latest"), is not a name. */
static bool is_name(const char *key, const char *value)
{
	return strcmp(key, "org.opencontainers.image.ref.name") || strpbrk(value, "/:@");
}

static bool find_by_annotations(const struct kernel_maps *maps, struct hook *hook)
{
	if (hook->wanted)
		return find_image(maps, hook->wanted, hook);
	for (size_t i = 0; i < sizeof(annotations) / sizeof(*annotations); i++) {
		const char *value = oci_state_annotation(&hook->state, annotations[i]);

		if (value && is_name(annotations[i], value) && find_image(maps, value, hook))
			return true;
	}
	return false;
}

/* The v2 cgroup of a process, from this one's view. -ENOENT: it has none. */
static int cgroup_of_process(pid_t pid, char path[PATH_MAX])
{
	_cleanup_fclose_ FILE *file = NULL;
	char name[64], line[PATH_MAX];

	snprintf(name, sizeof(name), "/proc/%d/cgroup", (int)pid);
	file = fopen(name, "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "0::/", strlen("0::/")))
			continue; /* of a v1 hierarchy */
		line[strcspn(line, "\n")] = '\0';
		snprintf(path, PATH_MAX, "%s", line + strlen("0::"));
		return strstr(path, "/..") ? -ENOENT : 0; /* outside the cgroup namespace */
	}
	return -ENOENT;
}

static bool is_at_or_above(const char *outer, const char *path)
{
	size_t length = strlen(outer);

	if (!strcmp(outer, "/"))
		return true;
	return !strncmp(path, outer, length) && (!path[length] || path[length] == '/');
}

/*
 * The container's own cgroup; one that holds more is not bound: whoever runs there would be judged with it. What
 * is wrong, or NULL.
 */
static const char *find_cgroup(struct hook *hook)
{
	char own[PATH_MAX];

	if (cgroup_of_process(hook->state.pid, hook->cgroup) < 0)
		return "its process is in no cgroup v2 that can be seen here";
	if (cgroup_of_process(getpid(), own) < 0 || is_at_or_above(hook->cgroup, own))
		return "it has no cgroup of its own: the runtime is in the same one";
	return NULL;
}

/* The image that the cgroup or one above it is bound to, 0 for none. */
static __u32 image_above(const struct kernel_maps *maps, const char *cgroup)
{
	char path[PATH_MAX], *end;
	__u32 image = 0;
	__u64 id;

	snprintf(path, sizeof(path), "%s", cgroup);
	for (;;) {
		if (scope_cgroup_id(*path ? path : "/", &id) >= 0)
			image = scope_bound_image(maps, id);
		end = strrchr(path, '/');
		if (image || !end)
			return image;
		*end = '\0';
	}
}

static int bind_cgroup(const struct kernel_maps *maps, struct hook *hook)
{
	__u32 above = image_above(maps, hook->cgroup);
	__u64 id;
	int r;

	if (above == hook->image)
		return EXIT_OK;
	/* Annotations do not undo what was bound by hand. */
	if (above)
		return give_up(hook, hook->cgroup, 0, "it is in a cgroup that was bound by hand");
	r = scope_cgroup_id(hook->cgroup, &id);
	if (r < 0)
		return give_up(hook, hook->cgroup, 0, scope_cgroup_error(r));
	/* Nothing to know of what runs there: it is the runtime's own process, which executes next. */
	r = scope_bind(maps, hook->image, id);
	return r < 0 ? give_up(hook, hook->cgroup, r, "the kernel did not take it") : EXIT_OK;
}

static int bind_container(struct hook *hook)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	const char *wrong = features_foreign_pids() ?: find_cgroup(hook);
	int r;

	if (wrong)
		return give_up(hook, *hook->cgroup ? hook->cgroup : "/proc", 0, wrong);
	lock = kernel_lock();
	if (lock < 0)
		return give_up(hook, "/sys/fs/bpf", lock, "could not be locked");
	r = kernel_maps_open(&maps, false);
	if (r == -EROFS)
		return give_up(hook, DB_PIN_ROOT, 0, "sealed, so nothing is bound any more");
	if (r < 0 || !find_by_annotations(&maps, hook))
		return give_up(hook, (char *)hook->info.name, 0, "it was unloaded meanwhile");
	return bind_cgroup(&maps, hook);
}

/* Bindings of cgroups that are gone: the stopped container's, when the runtime removed it before poststop. */
static int sweep(void)
{
	_cleanup_close_ int lock = kernel_maps_pinned() ? kernel_lock() : -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;

	if (lock >= 0 && kernel_maps_open(&maps, false) >= 0)
		scope_sweep(&maps);
	return EXIT_OK;
}

/* Whether there is an image for it, before anything is locked: for most containers of most hosts there is none. */
static int look_for_image(struct hook *hook, bool *ret_found)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	int r = kernel_maps_open(&maps, true);

	*ret_found = r >= 0 && find_by_annotations(&maps, hook);
	if (*ret_found)
		return EXIT_OK;
	if (hook->wanted)
		return give_up(hook, hook->wanted, 0,
			       "its annotation " ANNOTATION_WANTED
			       " names an image that is not loaded: 'driftbolt load' it first");
	if (r < 0 && r != -ENOENT)
		return give_up(hook, DB_PIN_MAPS, r, "its layers could not be told either");
	return EXIT_OK;
}

static void hook_end(struct hook *hook)
{
	oci_state_close(&hook->state);
}

int oci_hook(FILE *in)
{
	__attribute__((cleanup(hook_end))) struct hook hook = {};
	bool found;
	int r;

	r = oci_state_read(in, &hook.state);
	if (r < 0)
		return report("standard input", r,
			      "no container's state: OCI runtimes write it to their hooks");
	if (hook.state.stopped)
		return sweep();
	hook.wanted = oci_state_annotation(&hook.state, ANNOTATION_WANTED);
	r = look_for_image(&hook, &found);
	return found ? bind_container(&hook) : r;
}
