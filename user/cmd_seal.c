// SPDX-License-Identifier: GPL-2.0-only
/* seal: until the machine starts again nobody ends the enforcement or changes what it goes by. */
#include <stdio.h>
#include <string.h>

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

static int seal(void)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct gap gaps[GAPS_MAX];
	struct features features;
	const char *sentence;
	int r;

	lock = kernel_lock();
	if (lock < 0)
		return report("/sys/fs/bpf", lock, "could not be locked");
	r = kernel_maps_open(&maps, false);
	if (r < 0)
		return report_not_open(r);
	features_probe(&features, gaps);
	r = seal_make(&maps, &features, &sentence);
	if (r < 0)
		return report("seal", r, "%s", sentence);
	return EXIT_OK;
}

static int cmd_seal(int argc, char **argv)
{
	bool test_only = argc == 2 && !strcmp(argv[1], "--self-test");
	int r;

	if (argc > 1 && !test_only)
		return usage_error("seal", argv[1], "not an option: --self-test");
	if (test_only && !seal_holds())
		return report("seal", 0,
			      "not sealed, so there is nothing to test: 'driftbolt seal' seals");
	r = test_only ? EXIT_OK : seal();
	if (r)
		return r;
	r = self_test();
	if (!r && !test_only)
		puts("sealed: nothing of it can be changed until this machine starts again");
	return r;
}
DB_COMMAND(
	cmd_seal, .name = "seal", .arguments = "[--self-test]",
	.summary = "Keeps everything as it is until the next boot, against root, too",
	.details =
		"Maps are frozen; pins, their file system and its mounts stay; there is no unload,\n"
		"mode, load, set, bind, unbind or deny any more. For everybody, in a scope or in none,\n"
		"other BPF programs that see the kernel, modules that no enforcing scope has judged,\n"
		"kexec, kernel memory, probes and reaching into process 1 are refused.\n"
		"status, events, timeline, explain and 'bpftool map dump' go on.\n"
		"Each of this is tried then, a line each; --self-test does it again. Exit 1 if any\n"
		"attempt is not refused. The attempts are events as any other.\n");
