// SPDX-License-Identifier: GPL-2.0-only
/* load: manifests into the kernel, programs attached if they are not yet; all of it or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "activation.h"
#include "cleanup.h"
#include "command.h"
#include "digest.h"
#include "image.h"
#include "image_version.h"
#include "mode.h"
#include "report.h"
#include "scope.h"
#include "session.h"

struct request {
	char name[DB_NAME_SIZE];
	struct activation wanted; /* mode -1: audit for a new image */
	char **manifests;
	int manifest_count;
};

/* nginx-1.27.manifest becomes nginx-1_27: what bpffs and the contract take as a name. */
static int name_from_path(const char *path, char name[DB_NAME_SIZE])
{
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *end = strrchr(base, '.');
	size_t length = end && end != base ? (size_t)(end - base) : strlen(base);

	if (!length || length >= DB_NAME_SIZE)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		char c = base[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		name[i] = c;
		name[i + 1] = '\0';
		if (!image_name_valid(name + i))
			name[i] = '_';
	}
	return 0;
}

static int parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "mode", required_argument, NULL, 'm' },
		{ "scope", required_argument, NULL, 's' },
		{ "name", required_argument, NULL, 'n' },
		{},
	};
	int option;

	*request = (struct request){ .wanted.mode = -1 };
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'm':
			request->wanted.mode = mode_parse(optarg);
			if (request->wanted.mode != DB_MODE_AUDIT &&
			    request->wanted.mode != DB_MODE_ENFORCE)
				return usage_error("load", optarg, "not a mode: audit or enforce");
			break;
		case 's':
			if (scope_parse(optarg, &request->wanted.scope))
				return usage_error("load", optarg,
						   "not a scope: host, none or cgroup:/PATH");
			if (request->wanted.scope.kind == SCOPE_CONTAINERS)
				return usage_error("load", optarg,
						   "not in this version: bind the container's "
						   "cgroup with --scope cgroup:/PATH");
			request->wanted.scope_given = true;
			break;
		case 'n':
			if (!image_name_valid(optarg))
				return usage_error("load", optarg,
						   "not a name: 1 to 63 of a-z 0-9 _ -");
			snprintf(request->name, sizeof(request->name), "%s", optarg);
			break;
		default:
			return usage_error("load", argv[optind - 1],
					   "unknown or incomplete option");
		}
	}
	if (optind == argc)
		return usage_error("load", NULL, "no manifest given");
	request->manifests = argv + optind;
	request->manifest_count = argc - optind;
	if (!*request->name && name_from_path(argv[optind], request->name))
		return usage_error("load", argv[optind], "no name in this path: give --name NAME");
	return EXIT_OK;
}

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
	digest_set_finish(set);
	if (!set->count)
		return report(request->manifests[0], 0,
			      "no files in it, so nothing could run: nothing was loaded");
	return EXIT_OK;
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
	return EXIT_OK;
}

/* Another image has the scope: taking it over in silence would weaken that one. */
static int scope_is_free(const struct kernel_maps *maps, const struct request *request, __u32 id)
{
	__u32 owner = activation_owner(maps, &request->wanted, id);
	struct db_imageinfo info;

	if (!owner || bpf_map_lookup_elem(maps->imageinfo, &owner, &info))
		return EXIT_OK;
	if (request->wanted.scope.kind == SCOPE_CGROUP)
		return report(request->wanted.scope.path, 0,
			      "bound to image '%s': 'driftbolt unbind' it first; nothing changed",
			      info.name);
	return report(request->name, 0,
		      "the host scope is that of image '%s': load with --name %s, or several "
		      "manifests at once to unite them",
		      info.name, info.name);
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

/* What install() did, to be said once it is certain to stay. */
struct installed {
	__u32 id;
	bool is_new;
};

/* A name's id; a new one for a new name. */
static int id_of_name(const struct kernel_maps *maps, const char *name, struct installed *ret)
{
	int r = image_find(maps, name, &ret->id, NULL);

	ret->is_new = r == -ENOENT;
	return ret->is_new ? image_new_id(maps, &ret->id) : r;
}

static int install(const struct kernel_maps *maps, struct request *request,
		   const struct digest_set *set, struct installed *ret)
{
	_cleanup_version_ struct image_version next = IMAGE_VERSION_NONE;
	_cleanup_version_ struct image_version before = IMAGE_VERSION_NONE;
	int r;

	r = id_of_name(maps, request->name, ret);
	if (r == -ENOSPC)
		return report(request->name, r,
			      "1022 images were loaded since the first: unload first");
	if (r < 0)
		return report(request->name, r, "images could not be looked up; nothing changed");
	r = scope_is_free(maps, request, ret->id);
	if (r)
		return r;
	r = image_version_make(maps, request->name, set, &next);
	if (r >= 0 && !ret->is_new)
		r = image_version_current(maps, ret->id, &before);
	if (r >= 0 || r == -ENOENT) /* nothing to put back: somebody removed its digests */
		r = image_install(maps, ret->id, &next, &before);
	if (r < 0)
		return report(request->name, r, "the kernel did not take it; nothing changed");
	if (ret->is_new && request->wanted.mode < 0)
		request->wanted.mode = DB_MODE_AUDIT;
	r = activation_apply(maps, &request->wanted, ret->id);
	if (r >= 0)
		return EXIT_OK;
	if (before.digests < 0)
		image_remove(maps, ret->id, request->name);
	else
		image_install(maps, ret->id, &before, &next);
	return report(request->name, r, "mode or scope could not be set; nothing changed");
}

static int announce(const struct kernel_maps *maps, const struct request *request,
		    const struct digest_set *set, const struct installed *installed)
{
	warn_of_lockout(maps, installed->id);
	printf("%s '%s': %zu digests, %s\n", installed->is_new ? "loaded" : "swapped",
	       request->name, set->count, mode_name((__u32)image_mode(maps, installed->id)));
	return EXIT_OK;
}

static int cmd_load(int argc, char **argv)
{
	_cleanup_close_ int lock = -1; /* first, so that it is let go last: after the roll-back */
	_cleanup_session_ struct session session = { .maps = KERNEL_MAPS_NONE };
	_cleanup_set_ struct digest_set set = {};
	struct installed installed;
	struct features features;
	struct request request;
	int r;

	r = parse(argc, argv, &request);
	if (r)
		return r;
	r = read_manifests(&request, &set);
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
		r = install(&session.maps, &request, &set, &installed);
		return r ?: announce(&session.maps, &request, &set, &installed);
	}
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
	r = install(&session.maps, &request, &set, &installed);
	if (r)
		return r;
	r = session_keep(&session);
	if (r < 0)
		return report("load", r, "the end could not be marked: nothing was loaded");
	return announce(&session.maps, &request, &set, &installed);
}
DB_COMMAND(
	cmd_load, .name = "load",
	.arguments = "[--mode audit|enforce] [--scope host|none|cgroup:/PATH] [--name NAME] "
		     "MANIFEST...",
	.summary = "Fills the kernel from manifests and attaches the programs",
	.details =
		"A new NAME starts in audit without a scope, waiting for 'bind'. Loading a NAME again\n"
		"swaps its digests in one step and keeps mode and scope unless told otherwise.\n"
		"Several manifests are united. Without --name the first file's name is taken.\n");
