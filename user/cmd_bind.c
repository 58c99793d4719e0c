// SPDX-License-Identifier: GPL-2.0-only
/* bind, unbind: which cgroup is judged by which image, or by none. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"
#include "features.h"
#include "image.h"
#include "image_version.h"
#include "oci_hook.h"
#include "present.h"
#include "present_program.h"
#include "report.h"
#include "scope.h"

/* The cgroup's id from a word of the command line; reports and returns an exit code. */
static int cgroup_of_word(const char *command, const char *word, __u64 *ret_id)
{
	struct scope_word scope;
	int r;

	if (scope_parse(word, &scope) || scope.kind != SCOPE_CGROUP)
		return usage_error(command, word, "not a cgroup: cgroup:/PATH");
	r = scope_cgroup_id(scope.path, ret_id);
	if (r == -ENOENT && !strcmp(command, "unbind"))
		return report(scope.path, 0,
			      "no such cgroup: if it is gone, give the number that 'driftbolt "
			      "status' shows, as cgroup:NUMBER");
	if (r < 0)
		return report(scope.path, 0, "%s", scope_cgroup_error(r));
	return EXIT_OK;
}

/* The same, or the id of a cgroup that is gone, as `status` prints it: cgroup:NUMBER. */
static int cgroup_to_unbind(const char *word, __u64 *ret_id)
{
	static const char prefix[] = "cgroup:";
	const char *number = word + strlen(prefix);
	char *end;

	if (strncmp(word, prefix, strlen(prefix)) || !isdigit((unsigned char)*number))
		return cgroup_of_word("unbind", word, ret_id);
	errno = 0;
	*ret_id = strtoull(number, &end, 10);
	if (errno || *end)
		return usage_error("unbind", word, "not a cgroup's number: 'driftbolt status'");
	return EXIT_OK;
}

/* The words, and what they name; reports and returns an exit code. */
struct binding {
	bool strict;
	bool off; /* judged by nobody; no name */
	const char *name, *word;
	struct scope_word scope;
	__u64 cgroup_id;
};

static int binding_parse(int argc, char **argv, struct binding *binding)
{
	const char *foreign = features_foreign_pids();
	int r;

	*binding = (struct binding){
		.strict = argc > 1 && !strcmp(argv[1], "--strict"),
		.off = argc > 1 && !strcmp(argv[1], "--off"),
	};
	argc -= binding->strict;
	argv += binding->strict;
	if (argc > 1 && !binding->off && !strncmp(argv[1], "--", 2))
		return usage_error("bind", argv[1], "not an option: --strict, --off or --oci-hook");
	if (argc != 3)
		return usage_error("bind", argc > 3 ? argv[3] : NULL,
				   argc > 3	  ? "one word too many"
				   : binding->off ? "cgroup:/PATH needed"
						  : "NAME and cgroup:/PATH needed");
	binding->name = argv[1];
	binding->word = argv[2];
	r = cgroup_of_word("bind", binding->word, &binding->cgroup_id);
	if (r)
		return r;
	scope_parse(binding->word, &binding->scope);
	if (foreign) { /* the walk over the tasks that are in the cgroup would miss most */
		report(DB_PID_NAMESPACE, 0, "%s", foreign);
		return EXIT_CANNOT;
	}
	return EXIT_OK;
}

static int bind_to(const struct kernel_maps *maps, const struct binding *binding, __u32 image)
{
	int r = scope_bind(maps, image, binding->cgroup_id);

	if (r == -EBUSY)
		return report(binding->word, 0,
			      "bound to another image, or off: 'driftbolt unbind' it first");
	if (r < 0)
		return report(binding->word, r, "could not be bound");
	if (r > 0)
		report(binding->word, 0,
		       "%d of its containers ran before containers were judged, and stay judged: off is for those "
		       "started since",
		       r);
	return EXIT_OK;
}

static int cmd_bind(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	_cleanup_version_ struct image_version version = IMAGE_VERSION_NONE;
	struct binding binding;
	__u32 image;
	int r;

	if (argc == 2 && !strcmp(argv[1], "--oci-hook"))
		return oci_hook(stdin);
	r = binding_parse(argc, argv, &binding);
	if (r)
		return r;
	r = kernel_maps_open_locked(&maps, false, &lock);
	if (r)
		return r;
	if (binding.off)
		return bind_to(&maps, &binding, DB_IMAGE_OFF);
	if (image_find(&maps, binding.name, &image, NULL))
		return report(binding.name, 0,
			      "no image of this name: 'driftbolt status' lists them");
	r = image_version_current(&maps, image, &version);
	if (r < 0)
		return report(binding.name, r, "its digests could not be opened");
	if (binding.strict) {
		r = present_refuse(&maps, &version, &binding.scope, binding.name);
		if (r)
			return r;
	}
	/* Before the scope is one: an interpreter or jit that runs already is known as such from then on. */
	present_know_programs(&maps, &version);
	r = bind_to(&maps, &binding, image);
	if (r)
		return r;
	close(take_fd(&lock)); /* looking takes its time, and changes nothing */
	present_note(&maps, &version, &binding.scope);
	return EXIT_OK;
}
DB_COMMAND(
	cmd_bind, .name = "bind",
	.arguments = "[--strict] NAME cgroup:/PATH | --off cgroup:/PATH | --oci-hook",
	.summary = "Judges the tasks of a cgroup by an image, those in it now included",
	.details =
		"Children inherit the scope and keep it when they move to another cgroup. Notes say\n"
		"what runs there already that the image does not ship; --strict refuses then. Tasks that\n"
		"keep the scope of another binding stay in it; a container that its own layers judge is\n"
		"judged by the image from now on.\n"
		"--off: nobody judges the tasks of this cgroup, whatever scope the host or containers\n"
		"have.\n"
		"--oci-hook: for OCI runtimes, as createRuntime or prestart hook: binds the container\n"
		"whose state is on standard input to the image its annotations name, if that is loaded.\n"
		"Fails only if the annotation driftbolt.image names one that cannot be had.\n");

/* The scopes that are one: the host, and containers without an image of their own. */
static int unbind_whole(const struct kernel_maps *maps, const struct scope_word *scope)
{
	bool host = scope->kind == SCOPE_HOST;
	int image = host ? scope_host(maps) : scope_containers(maps);

	if (!image)
		return -ENOENT;
	return host ? scope_set_host(maps, 0, 0) : scope_set_containers(maps, 0);
}

static int cmd_unbind(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct scope_word scope = { .kind = SCOPE_CGROUP };
	__u64 cgroup_id = 0;
	int r = EXIT_OK;

	if (argc != 2)
		return usage_error("unbind", argc > 2 ? argv[2] : NULL,
				   argc > 2 ? "one word too many"
					    : "cgroup:/PATH, host or containers needed");
	if (strcmp(argv[1], "host") && strcmp(argv[1], "containers"))
		r = cgroup_to_unbind(argv[1], &cgroup_id);
	else
		scope_parse(argv[1], &scope);
	if (r)
		return r;
	r = kernel_maps_open_locked(&maps, false, &lock);
	if (r)
		return r;
	r = scope.kind == SCOPE_CGROUP ? scope_unbind(&maps, cgroup_id)
				       : unbind_whole(&maps, &scope);
	if (r == -ENOENT)
		return report(argv[1], 0, "not bound: 'driftbolt status' lists what is");
	if (r < 0)
		return report(argv[1], r, "could not be unbound");
	return EXIT_OK;
}
DB_COMMAND(cmd_unbind, .name = "unbind", .arguments = "cgroup:/PATH|cgroup:NUMBER|host|containers",
	   .summary = "Ends a binding for tasks that enter the cgroup later, or a whole scope",
	   .details =
		   "Tasks that are in the scope, and their children, stay in it. NUMBER is what\n"
		   "'driftbolt status' prints: for a cgroup that is gone.\n");
