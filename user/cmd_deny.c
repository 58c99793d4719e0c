// SPDX-License-Identifier: GPL-2.0-only
/* deny: digests that no image can allow. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cleanup.h"
#include "command.h"
#include "kernel_maps.h"
#include "report.h"

static int change(const struct kernel_maps *maps, bool add, int count, char **words)
{
	static const __u32 listed = 1;
	struct db_digest digest;

	for (int i = 0; i < count; i++) {
		int r;

		digest_of_hex(words[i], digest.sha256);
		r = add ? bpf_map_update_elem(maps->deny, &digest, &listed, BPF_ANY)
			: bpf_map_delete_elem(maps->deny, &digest);
		if (r && errno == ENOENT)
			return report(words[i], 0, "not on the list: 'driftbolt deny list'");
		if (r)
			return report(words[i], -errno, "the list was not changed from here on");
	}
	return EXIT_OK;
}

static int list(const struct kernel_maps *maps)
{
	struct db_digest digest, *previous = NULL;
	char hex[65];

	while (!bpf_map_get_next_key(maps->deny, previous, &digest)) {
		hex_of_digest(digest.sha256, hex);
		puts(hex);
		previous = &digest;
	}
	return EXIT_OK;
}

static int cmd_deny(int argc, char **argv)
{
	_cleanup_close_ int lock = -1;
	_cleanup_maps_ struct kernel_maps maps = KERNEL_MAPS_NONE;
	struct db_digest digest;
	bool add, del, show;
	int r;

	if (argc < 2)
		return usage_error("deny", NULL, "add, del or list needed");
	add = !strcmp(argv[1], "add");
	del = !strcmp(argv[1], "del");
	show = !strcmp(argv[1], "list");
	if (!add && !del && !show)
		return usage_error("deny", argv[1], "not a word for it: add, del or list");
	if (show && argc > 2)
		return usage_error("deny", argv[2], "list takes no digests");
	if (!show && argc < 3)
		return usage_error("deny", NULL, "no digest given");
	/* All words are looked at before the first is acted on. */
	for (int i = 2; i < argc; i++)
		if (digest_of_hex(argv[i], digest.sha256))
			return usage_error("deny", argv[i], "not a SHA-256: 64 hex digits");
	r = kernel_maps_open_locked(&maps, show, &lock);
	if (r)
		return r;
	return show ? list(&maps) : change(&maps, add, argc - 2, argv + 2);
}
DB_COMMAND(cmd_deny, .name = "deny", .arguments = "add|del|list [SHA256...]",
	   .summary = "Known-malicious digests, refused in every scope even if its image has them",
	   .details = "Takes effect at the next execution or mapping, for remembered files too.\n");
