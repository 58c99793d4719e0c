// SPDX-License-Identifier: GPL-2.0-only
/* load: manifests into the kernel, programs attached if they are not yet; all of it or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "command.h"
#include "digest.h"
#include "image.h"
#include "mode.h"
#include "report.h"
#include "scope.h"
#include "session.h"

struct request {
	char name[DB_NAME_SIZE];
	int mode; /* enum db_mode, -1: as it is, audit for a new image */
	bool scope_given;
	struct scope_word scope;
	__u64 cgroup_id;
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

	*request = (struct request){ .mode = -1 };
	opterr = 0;
	optind = 1;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'm':
			request->mode = mode_parse(optarg);
			if (request->mode != DB_MODE_AUDIT && request->mode != DB_MODE_ENFORCE)
				return usage_error("load", optarg, "not a mode: audit or enforce");
			break;
		case 's':
			if (scope_parse(optarg, &request->scope))
				return usage_error("load", optarg,
						   "not a scope: host, none or cgroup:/PATH");
			if (request->scope.kind == SCOPE_CONTAINERS)
				return usage_error("load", optarg,
						   "not in this version: bind the container's "
						   "cgroup with --scope cgroup:/PATH");
			request->scope_given = true;
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
		if (gaps[i].cgroups_only && request->scope.kind != SCOPE_CGROUP)
			continue;
		report(gaps[i].object, 0, "%s", gaps[i].sentence);
		return EXIT_CANNOT;
	}
	return EXIT_OK;
}

/* Another image owns the host scope: taking it over in silence would weaken that one. */
static int host_is_free(const struct kernel_maps *maps, const struct request *request, __u32 id)
{
	int owner = scope_host(maps);
	struct db_imageinfo info;
	__u32 before;

	if (request->scope.kind != SCOPE_HOST || owner <= 0 || (__u32)owner == id)
		return EXIT_OK;
	before = (__u32)owner - 1;
	if (!image_next(maps, &before, &info))
		return EXIT_OK;
	return report(request->name, 0,
		      "the host scope is that of image '%s': load with --name %s, or several "
		      "manifests at once to unite them",
		      info.name, info.name);
}

/* Mode first, scope last: from the moment anything is judged, it is judged as asked. */
static int activate(const struct kernel_maps *maps, const struct request *request, __u32 id,
		    bool is_new)
{
	int mode = request->mode >= 0 ? request->mode : is_new ? DB_MODE_AUDIT : -1;
	int r = mode >= 0 ? image_set_mode(maps, id, (__u32)mode) : 0;

	if (r < 0 || !request->scope_given)
		return r;
	switch (request->scope.kind) {
	case SCOPE_HOST:
		return scope_set_host(maps, id);
	case SCOPE_CGROUP:
		return scope_bind(maps, id, request->cgroup_id);
	default:
		return scope_clear(maps, id);
	}
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

static const char *activation_error(int error)
{
	return error == -EBUSY ? "the cgroup is bound to another image: 'driftbolt unbind' it first"
			       : "mode or scope could not be set";
}

/* What install() did, to be said once it is certain to stay. */
struct installed {
	__u32 id;
	bool is_new;
};

static int install(const struct kernel_maps *maps, const struct request *request,
		   const struct digest_set *set, struct installed *ret)
{
	struct db_imageinfo info;
	bool is_new;
	__u32 id;
	int r;

	is_new = image_find(maps, request->name, &id, &info) == -ENOENT;
	if (is_new) {
		r = image_new_id(maps, &id);
		if (r < 0)
			return report(request->name, r,
				      "1022 images were loaded since the first: unload first");
	}
	r = host_is_free(maps, request, id);
	if (r)
		return r;
	r = image_install(maps, id, request->name, set);
	if (r < 0)
		return report(request->name, r, "the kernel did not take it; nothing changed");
	r = activate(maps, request, id, is_new);
	if (r < 0 && is_new) {
		scope_clear(maps, id);
		image_remove(maps, id, request->name);
		return report(request->name, r, "%s; nothing changed", activation_error(r));
	}
	if (r < 0)
		return report(request->name, r, "%s; its new digests are in force",
			      activation_error(r));
	*ret = (struct installed){ .id = id, .is_new = is_new };
	return EXIT_OK;
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
	if (request.scope.kind == SCOPE_CGROUP) {
		r = scope_cgroup_id(request.scope.path, &request.cgroup_id);
		if (r < 0)
			return report(request.scope.path, 0, "%s", scope_cgroup_error(r));
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
