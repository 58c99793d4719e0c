// SPDX-License-Identifier: GPL-2.0-only
/* load: manifests into the kernel, programs attached if they are not yet; all of it or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "activation.h"
#include "cleanup.h"
#include "command.h"
#include "digest.h"
#include "image.h"
#include "image_version.h"
#include "load_request.h"
#include "mode.h"
#include "present.h"
#include "present_program.h"
#include "report.h"
#include "scope.h"
#include "session.h"
#include "spawn.h"

static int read_manifests(const struct request *request, struct digest_set *set)
{
	for (int i = 0; i < request->manifest_count; i++) {
		const char *path = request->manifests[i];
		struct manifest_error error = {};
		int r = digest_set_read(set, path, &error);

		if (r == -EBADMSG)
			return report(path, 0,
				      "line %llu: %s: build it again with driftbolt-manifest",
				      (unsigned long long)error.line, error.message);
		if (r < 0)
			return report(path, r, "nothing was loaded");
	}
	if (!request->manifest_count)
		snprintf(set->header.image, sizeof(set->header.image), "the layers of each");
	if (digest_set_finish(set) < 0)
		return report(request->manifests[0], 0,
			      "one digest with two sizes, in it or in those with it: build them "
			      "again with driftbolt-manifest");
	if (!set->count && request->manifest_count)
		return report(request->manifests[0], 0,
			      "no files in it, so nothing could run: nothing was loaded");
	return EXIT_OK;
}

/* The running root file system, described now. */
static int read_baseline(struct request *request, struct digest_set *set)
{
	_cleanup_free_ char *path = NULL;
	int r = spawn_manifest("/", &path);

	if (r)
		return r;
	request->manifests = &path;
	request->manifest_count = 1;
	r = read_manifests(request, set);
	request->manifests = NULL;
	unlink(path);
	return r;
}

/* Refuses where this kernel cannot do what is asked. */
static int require(struct features *features, const struct request *request)
{
	struct gap gaps[GAPS_MAX];
	size_t count = features_probe(features, gaps);

	for (size_t i = 0; i < count; i++) {
		if (gaps[i].cgroups_only && request->wanted.scope.kind != SCOPE_CGROUP)
			continue;
		report(gaps[i].object, 0, "%s", gaps[i].sentence);
		return EXIT_CANNOT;
	}
	if (request->wanted.scope.kind == SCOPE_CONTAINERS && !features->overlay)
		return report("overlay", 0,
			      "not loaded, so no container's layers could be told: 'modprobe overlay', "
			      "then load again"),
		       EXIT_CANNOT;
	return EXIT_OK;
}

/* The structures of modules are read as they were known when the programs were loaded. */
static void note_unknown_modules(const struct features *features)
{
	if (!features->overlay)
		fputs("driftbolt: note: overlay is not loaded, so files on overlays are refused: "
		      "load it before driftbolt\n",
		      stderr);
	if (!features->loop)
		fputs("driftbolt: note: loop is not loaded, so programs on loop devices are refused: "
		      "load it before driftbolt\n",
		      stderr);
}

/* Another image has the scope: taking it over in silence would weaken that one. */
static int scope_is_free(const struct kernel_maps *maps, const struct request *request, __u32 id)
{
	__u32 owner = activation_owner(maps, &request->wanted, id);
	struct db_imageinfo info;

	if (owner == DB_IMAGE_OFF)
		return report(request->wanted.scope.path, 0,
			      "bound as off: 'driftbolt unbind' it first; nothing changed");
	if (!owner || bpf_map_lookup_elem(maps->imageinfo, &owner, &info))
		return EXIT_OK;
	if (request->wanted.scope.kind == SCOPE_CGROUP)
		return report(request->wanted.scope.path, 0,
			      "bound to image '%s': 'driftbolt unbind' it first; nothing changed",
			      info.name);
	return report(request->name, 0,
		      "the %s scope is that of image '%s': load with --name %s, or several "
		      "manifests at once to unite them",
		      request->wanted.scope.kind == SCOPE_HOST ? "host" : "containers", info.name,
		      info.name);
}

/* Judged by a manifest without it, driftbolt could not be run again: said, but not refused, because
 * an initramfs loads for a root file system that has its own. */
static void warn_of_lockout(const struct kernel_maps *maps, __u32 id)
{
	_cleanup_close_ int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct db_digest digest;

	if (self < 0 || scope_host(maps) != (int)id || digest_of_file(self, &digest) < 0 ||
	    image_has(maps, id, &digest))
		return;
	fprintf(stderr, "driftbolt: note: this very program is not in the manifest: in enforce it "
			"cannot be run again in the host scope\n");
}

/* An image on its way into the kernel. */
struct change {
	__u32 id;
	bool is_new;
	struct image_version next, before;
};

static void change_end(struct change *change)
{
	image_version_close(&change->next);
	image_version_close(&change->before);
}
#define _cleanup_change_ __attribute__((cleanup(change_end)))

/* A name's id; a new one for a new name. */
static int id_of_name(const struct kernel_maps *maps, const char *name, struct change *change)
{
	int r = image_find(maps, name, &change->id, NULL);

	change->is_new = r == -ENOENT;
	return change->is_new ? image_new_id(maps, &change->id) : r;
}

/* Everything that can be refused before a change. */
static int prepare(const struct kernel_maps *maps, struct request *request,
		   const struct digest_set *set, struct change *change)
{
	const struct image_version none = IMAGE_VERSION_NONE;
	int r = id_of_name(maps, request->name, change);

	if (r == -ENOSPC)
		return report(request->name, r,
			      "1021 images were loaded since the first: unload first");
	if (r < 0)
		return report(request->name, r, "images could not be looked up; nothing changed");
	if (change->is_new && request->wanted.mode < 0)
		request->wanted.mode = DB_MODE_AUDIT;
	r = scope_is_free(maps, request, change->id);
	if (r)
		return r;
	r = change->is_new ? 0 : image_version_current(maps, change->id, &change->before);
	if (r >= 0 || r == -ENOENT)
		r = image_version_make(maps, request->name, set,
				       request->add ? &change->before : &none, &change->next);
	if (r < 0)
		return report(request->name, r, "the kernel did not take it; nothing changed");
	return request->strict
		       ? present_refuse(maps, &change->next, &request->wanted.scope, request->name)
		       : EXIT_OK;
}

static int install(const struct kernel_maps *maps, struct request *request,
		   const struct digest_set *set, struct change *change)
{
	int r = prepare(maps, request, set, change);

	if (r)
		return r;
	r = image_install(maps, change->id, &change->next, &change->before);
	if (r < 0)
		return report(request->name, r, "the kernel did not take it; nothing changed");
	/* Before the scope is one: an interpreter or jit that runs already is known as such from then on. */
	if (request->wanted.scope_given && request->wanted.scope.kind != SCOPE_NONE &&
	    request->wanted.scope.kind != SCOPE_CONTAINERS)
		present_know_programs(maps, &change->next);
	r = activation_apply(maps, &request->wanted, change->id);
	if (r >= 0)
		return EXIT_OK;
	if (change->before.digests < 0)
		image_remove(maps, change->id, request->name);
	else
		image_install(maps, change->id, &change->before, &change->next);
	return report(request->name, r, "mode or scope could not be set; nothing changed");
}

/* What was done, once it is certain to stay. */
static int announce(int lock, const struct kernel_maps *maps, const struct request *request,
		    const struct change *change)
{
	close(lock); /* looking takes its time, and changes nothing */
	warn_of_lockout(maps, change->id);
	printf("%s '%s': %llu digests, %s\n", change->is_new ? "loaded" : "swapped", request->name,
	       (unsigned long long)change->next.info.files,
	       mode_name((__u32)image_mode(maps, change->id)));
	if (request->from_switch)
		puts("the host scope begins at the switch of root: with the first program of process 1 there");
	else if (request->wanted.scope_given)
		present_note(maps, &change->next, &request->wanted.scope);
	return EXIT_OK;
}

/*
 * May the host scope wait for the switch of root here? Before Linux 6.9 what was written since the load is told by the clock:
 * where that is behind what the manifests were made by, everything on the disk would be.
 */
static int prepare_switch(struct request *request, const struct features *features)
{
	const time_t now = time(NULL);
	struct stat manifest;
	int r = scope_initial_root(&request->wanted.initial_root);

	if (r == -EMEDIUMTYPE)
		return report(
			"/", 0,
			"not the root of an initramfs that process 1 has, too, so there is no switch "
			"to wait for: without --from-switch the host scope begins at once; nothing "
			"was loaded");
	if (r < 0)
		return report("/proc/1/root", r,
			      "process 1's root is not known; nothing was loaded");
	for (int i = 0; !features->file_post_open && i < request->manifest_count; i++)
		if (!stat(request->manifests[i], &manifest) && manifest.st_mtime > now)
			return report(
				request->manifests[i], 0,
				"newer than the clock says it is now: with a clock that is wrong this "
				"kernel (before 6.9) cannot tell what is written from now on; nothing "
				"was loaded");
	return 0;
}

static int cmd_load(int argc, char **argv)
{
	_cleanup_close_ int lock = -1; /* first, so that it is let go last: after the roll-back */
	_cleanup_session_ struct session session = { .maps = KERNEL_MAPS_NONE };
	_cleanup_change_ struct change change = { .next = IMAGE_VERSION_NONE,
						  .before = IMAGE_VERSION_NONE };
	_cleanup_set_ struct digest_set set = {};
	struct features features;
	struct request request;
	int r;

	r = request_parse(argc, argv, &request);
	if (r)
		return r;
	r = request.baseline ? read_baseline(&request, &set) : read_manifests(&request, &set);
	if (r)
		return r;
	r = require(&features, &request);
	if (r)
		return r;
	if (request.wanted.scope.kind == SCOPE_CGROUP) {
		r = scope_cgroup_id(request.wanted.scope.path, &request.wanted.cgroup_id);
		if (r < 0)
			return report(request.wanted.scope.path, 0, "%s", scope_cgroup_error(r));
	}
	if (request.from_switch) {
		r = prepare_switch(&request, &features);
		if (r)
			return r;
	}
	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");

	if (kernel_maps_pinned()) {
		r = session_reuse(&session, &features);
		if (r == -ENOTRECOVERABLE) {
			report(DB_PIN_ROOT, 0, "%s: 'driftbolt unload', then load again",
			       session.failed);
			return EXIT_CANNOT;
		}
		if (r < 0)
			return report_not_open(r);
		r = request.from_switch ? scope_host(&session.maps) : 0;
		if (r)
			return report(
				"--from-switch", r < 0 ? r : 0,
				"the host scope is an image's already: 'driftbolt unload' first; "
				"nothing was changed");
		r = install(&session.maps, &request, &set, &change);
		return r ?: announce(take_fd(&lock), &session.maps, &request, &change);
	}
	note_unknown_modules(&features);
	r = session_load(&session, &features);
	if (r >= 0)
		r = session_pin_maps(&session);
	if (r >= 0)
		r = session_attach(&session, true);
	if (r == -ENOTRECOVERABLE) {
		report("canary", 0, "%s: nothing was loaded", session.failed);
		return EXIT_CANNOT;
	}
	if (r < 0)
		return report("load", r, "%s: nothing was loaded", session.failed);
	r = install(&session.maps, &request, &set, &change);
	if (r)
		return r;
	r = session_keep(&session);
	if (r < 0)
		return report("load", r, "the end could not be marked: nothing was loaded");
	return announce(take_fd(&lock), &session.maps, &request, &change);
}
DB_COMMAND(
	cmd_load, .name = "load",
	.arguments = "[--mode audit|enforce] [--scope host|containers|none|cgroup:/PATH] "
		     "[--name NAME] [--add] [--strict] [--from-switch] MANIFEST... | --baseline",
	.summary = "Fills the kernel from manifests and attaches the programs",
	.details =
		"A new NAME starts in audit without a scope, waiting for 'bind'. Loading a NAME again\n"
		"swaps its digests in one step and keeps mode and scope unless told otherwise.\n"
		"Several manifests are united. Without --name the first file's name is taken.\n"
		"--add unites with what NAME has, in one step. --baseline makes the manifest of the root\n"
		"file system as it is now; NAME is then 'host' unless given.\n"
		"--scope containers judges each container that has no image of its own by the layers\n"
		"of its overlay; a MANIFEST, which may be left out, adds what else may run in all.\n"
		"--from-switch, in an initramfs: the host scope begins when process 1 executes its first\n"
		"program of another root; until then nothing of the host is judged.\n"
		"With --scope, notes say what runs there already that the image does not ship;\n"
		"--strict refuses then.\n");
