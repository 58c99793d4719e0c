// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "cleanup.h"
#include "record_links.h"
#include "skeleton.h"

#define REPLACED "record"

/*
 * Whom db_record is verified for. Any other it may then be attached to, too, if the function has the same type. Set before each
 * load, as the program dies with its skeleton.
 */
static struct {
	const struct bpf_program *program;
	int function; /* its BTF id: the kernel has the object's own ids */
} target;

static int aim(struct bpf_program *program, struct bpf_prog_load_opts *options, long cookie)
{
	int fd = target.function > 0 ? bpf_program__fd(target.program) : target.function;

	(void)program, (void)cookie;
	if (fd < 0)
		return fd;
	options->attach_prog_fd = fd;
	options->attach_btf_id = target.function;
	return 0;
}

int record_links_register(void)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, options, .prog_prepare_load_fn = aim);
	static int handler;

	if (handler <= 0)
		handler = libbpf_register_prog_handler("recorder", BPF_PROG_TYPE_EXT, 0, &options);
	return handler < 0 ? handler : 0;
}

void record_links_prepare(const struct driftbolt *skeleton)
{
	/* Loaded before db_record: programs are in the order of their files' names. If not, aim() fails. */
	target.program = skeleton->progs.db_open;
	target.function =
		btf__find_by_name_kind(bpf_object__btf(skeleton->obj), REPLACED, BTF_KIND_FUNC);
}

/* At which place the program has the function of this BTF id, itself being at 0; 0 if it has not; -errno. */
static int place_of_function(int program, __u32 function)
{
	_cleanup_free_ struct bpf_func_info *functions = NULL;
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info), count;

	if (bpf_obj_get_info_by_fd(program, &info, &size))
		return -errno;
	count = info.nr_func_info;
	functions = calloc(count + 1, sizeof(*functions));
	if (!functions)
		return -ENOMEM;
	info = (struct bpf_prog_info){
		.nr_func_info = count,
		.func_info_rec_size = sizeof(*functions),
		.func_info = (__u64)(unsigned long)functions,
	};
	size = sizeof(info);
	if (bpf_obj_get_info_by_fd(program, &info, &size))
		return -errno;
	for (__u32 i = 0; i < count; i++)
		if (functions[i].type_id == function)
			return i;
	return 0;
}

static int make_link(struct record_links *links, const struct driftbolt *skeleton, const char *name,
		     int program, bool pin)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .target_btf_id = target.function);
	char path[128];
	int fd;

	if (links->count == RECORD_LINKS_MAX)
		return -E2BIG;
	fd = bpf_link_create(bpf_program__fd(skeleton->progs.db_record), program, 0, &options);
	if (fd < 0)
		return fd;
	links->fds[links->count++] = fd;
	snprintf(path, sizeof(path), DB_PIN_RECORDER "/%s", name);
	return pin && bpf_obj_pin(fd, path) ? -errno : 0;
}

int record_links_make(struct record_links *links, const struct driftbolt *skeleton, bool pin)
{
	struct bpf_program *program;
	int r;

	bpf_object__for_each_program (program, skeleton->obj) {
		int fd = bpf_program__fd(program);

		if (fd < 0)
			continue;
		r = place_of_function(fd, target.function);
		/* In no HOOK_PROG, or in a program that may sleep: a mistake in kern/, for the reasons that kern/lib/record.bpf.h has. */
		if (r > 1 || (r > 0 && strncmp(bpf_program__section_name(program), "lsm/", 4)))
			r = -ENOTSUP;
		if (r > 0)
			r = make_link(links, skeleton, bpf_program__name(program), fd, pin);
		if (r < 0)
			return r;
	}
	return links->count ? 0 : -ENOENT;
}

void record_links_close(struct record_links *links)
{
	while (links->count)
		close(links->fds[--links->count]);
}
