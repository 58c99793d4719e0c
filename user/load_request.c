// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "image.h"
#include "load_request.h"
#include "mode.h"

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

int request_parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{ "mode", required_argument, NULL, 'm' },
		{ "scope", required_argument, NULL, 's' },
		{ "name", required_argument, NULL, 'n' },
		{ "strict", no_argument, NULL, 'x' },
		{ "add", no_argument, NULL, 'a' },
		{ "baseline", no_argument, NULL, 'b' },
		{ "from-switch", no_argument, NULL, 'w' },
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
				return usage_error(
					"load", optarg,
					"not a scope: host, containers, none or cgroup:/PATH");
			request->wanted.scope_given = true;
			break;
		case 'n':
			if (!image_name_valid(optarg))
				return usage_error("load", optarg,
						   "not a name: 1 to 63 of a-z 0-9 _ -");
			snprintf(request->name, sizeof(request->name), "%s", optarg);
			break;
		case 'x':
			request->strict = true;
			break;
		case 'a':
			request->add = true;
			break;
		case 'b':
			request->baseline = true;
			break;
		case 'w':
			request->from_switch = true;
			break;
		default:
			return usage_error("load", argv[optind - 1],
					   "unknown or incomplete option");
		}
	}
	if (request->strict && request->wanted.scope.kind != SCOPE_HOST &&
	    request->wanted.scope.kind != SCOPE_CGROUP)
		return usage_error("load", "--strict", "needs --scope host or cgroup:/PATH");
	if (request->from_switch && request->wanted.scope.kind != SCOPE_HOST)
		return usage_error("load", "--from-switch", "needs --scope host");
	if (request->from_switch && (request->strict || request->baseline))
		return usage_error(
			"load", "--from-switch",
			"is for another root than this one: not with --strict or --baseline");
	if (request->baseline && optind != argc)
		return usage_error("load", argv[optind], "--baseline makes the manifest itself");
	if (request->baseline && !*request->name)
		snprintf(request->name, sizeof(request->name), "host");
	if (optind == argc && !request->baseline && request->wanted.scope.kind != SCOPE_CONTAINERS)
		return usage_error("load", NULL, "no manifest given");
	if (request->wanted.scope.kind == SCOPE_CONTAINERS && !*request->name)
		snprintf(request->name, sizeof(request->name), "containers");
	request->manifests = argv + optind;
	request->manifest_count = argc - optind;
	if (request->add && !*request->name)
		return usage_error("load", "--add", "needs --name NAME");
	if (!*request->name && name_from_path(argv[optind], request->name))
		return usage_error("load", argv[optind], "no name in this path: give --name NAME");
	return EXIT_OK;
}
