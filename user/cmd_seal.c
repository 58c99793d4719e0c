// SPDX-License-Identifier: GPL-2.0-only
/* seal: until the machine starts again nobody ends the enforcement or changes what it goes by. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "command.h"
#include "features.h"
#include "kernel_maps.h"
#include "report.h"
#include "seal/seal.h"
#include "seal/self_test.h"
#include "seal/state.h"

static int self_test(void)
{
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	int r;

	r = kernel_maps_open(&maps, true);
	if (r < 0)
		return report_not_open(r);
	r = seal_self_test(&maps, stdout);
	if (r)
		return report("seal", 0,
			      "%d of the attempts above %s not refused: the seal does not hold", r,
			      r == 1 ? "was" : "were");
	return EXIT_OK;
}

static int seal(const struct id_set *allowed)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct gap gaps[GAPS_MAX];
	struct features features;
	const char *sentence;
	int r;

	r = kernel_maps_open_locked(&maps, false, &lock);
	if (r)
		return r;
	features_probe(&features, gaps);
	r = seal_make(&maps, &features, allowed, &sentence);
	if (r < 0)
		return report("seal", r, "%s", sentence);
	return EXIT_OK;
}

static bool is_program(__u32 id)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);

	return fd >= 0 || errno != ENOENT;
}

/* "--keep-bpf ID" and the like. EXIT_OK, or what usage_error() says. */
static int parse(int argc, char **argv, bool *ret_test_only, struct id_set *allowed)
{
	unsigned long id;
	char *end;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--self-test") && argc == 2) {
			*ret_test_only = true;
			continue;
		}
		if (strcmp(argv[i], "--keep-bpf"))
			return usage_error("seal", argv[i],
					   "not an option: --self-test alone, or --keep-bpf ID");
		if (++i == argc)
			return usage_error("seal", argv[i - 1],
					   "the id of a BPF program needed, from 'bpftool prog'");
		id = strtoul(argv[i], &end, 10);
		if (*end || end == argv[i] || !id || id > INT_MAX)
			return usage_error("seal", argv[i], "not the id of a BPF program");
		if (!is_program((__u32)id))
			return report(argv[i], 0,
				      "no BPF program has this id: 'bpftool prog' lists them");
		if (id_set_add(allowed, (__u32)id) < 0)
			return report("seal", -ENOMEM, "try again");
	}
	id_set_sort(allowed);
	return EXIT_OK;
}

static int cmd_seal(int argc, char **argv)
{
	struct id_set allowed = { .ids = NULL };
	bool test_only = false;
	int r = parse(argc, argv, &test_only, &allowed);

	if (!r && test_only && !seal_holds())
		r = report("seal", 0,
			   "not sealed, so there is nothing to test: 'driftbolt seal' seals");
	else if (!r && !test_only)
		r = seal(&allowed);
	id_set_free(&allowed);
	if (r)
		return r;
	r = self_test();
	if (!r && !test_only)
		puts("sealed: images, modes, scopes and settings stay as they are until this machine restarts");
	return r;
}
DB_COMMAND(
	cmd_seal, .name = "seal", .arguments = "[--keep-bpf ID]... | --self-test",
	.summary =
		"Seals: until the next boot nobody, root included, ends or changes the enforcement",
	.details =
		"Maps are frozen; pins, their file system and its mounts stay; load, bind, unbind, mode,\n"
		"set, confirm, deny, run and unload are refused. Refused to everybody, in a scope or in\n"
		"none: BPF programs of others that could write the kernel or processes, or have a map of\n"
		"driftbolt's; modules, unless a host scope in enforce blocks those its image does not\n"
		"ship; kexec and hibernation; kernel memory, kprobes, writing tracefs, debugfs; writing\n"
		"disks in use; attaching to process 1; pivot_root, mount --move and mount_setattr where\n"
		"process 1 is. /sys becomes a private mount.\n"
		"status, events, timeline, explain and 'bpftool map dump' go on.\n"
		"Then each of these is tried, one line each; --self-test does it again. Exit 1 if any\n"
		"attempt is not refused. The attempts are events as any other.\n"
		"--keep-bpf: a program of another that is loaded and may stay, by its id.\n");
