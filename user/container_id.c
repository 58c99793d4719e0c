// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "container_id.h"

#define ID_LENGTH    64 /* hex: docker, containerd's CRI, CRI-O, podman */
#define SHORT_LENGTH 12
#define UUID_LENGTH  36
#define HASH_LENGTH  32 /* hex: a static pod's, of its description */

/* What is between prefix and suffix. */
enum id_kind {
	ID_HEX, /* 64 hex digits */
	ID_NAME, /* anything, not empty */
	ID_UNIT, /* the same as systemd escapes it */
};

static const struct shape {
	const char *parent; /* name of the cgroup above, NULL: any */
	const char *prefix, *suffix;
	const char *runtime; /* NULL: not told by the name */
	enum id_kind kind;
} shapes[] = {
	/* The systemd driver: scopes. */
	{ NULL, "docker-", ".scope", "docker", ID_HEX },
	{ NULL, "cri-containerd-", ".scope", "containerd", ID_HEX },
	{ NULL, "nerdctl-", ".scope", "containerd", ID_HEX },
	{ NULL, "crio-", ".scope", "cri-o", ID_HEX },
	{ NULL, "libpod-", ".scope", "podman", ID_HEX },
	/* The cgroupfs driver. */
	{ NULL, "libpod-payload-", "", "podman", ID_HEX }, /* --cgroups=split */
	{ NULL, "libpod-", "", "podman", ID_HEX },
	{ NULL, "crio-", "", "cri-o", ID_HEX },
	{ "docker", "", "", "docker", ID_HEX },
	{ "moby", "", "", "docker", ID_HEX }, /* containerd's namespaces */
	{ "k8s.io", "", "", "containerd", ID_HEX },
	/* buildah leaves the choice to crun or runc. */
	{ NULL, "crun-buildah-", ".scope", "buildah", ID_NAME },
	{ NULL, "runc-buildah-", ".scope", "buildah", ID_NAME },
	{ NULL, "buildah-", "", "buildah", ID_NAME },
	/* The runtimes themselves, when nobody named the cgroup. */
	{ NULL, "crun-", ".scope", "crun", ID_NAME },
	{ NULL, "runc-", ".scope", "runc", ID_NAME },
	{ NULL, "systemd-nspawn@", ".service", "systemd-nspawn", ID_UNIT },
	{ NULL, "machine-", ".scope", "systemd-nspawn", ID_UNIT },
	{ NULL, "lxc.payload.", "", "lxc", ID_NAME },
	{ "lxc.payload", "", "", "lxc", ID_NAME },
	{ "lxc", "", "", "lxc", ID_NAME },
	/* Below a pod or a parent of somebody's choice: docker or containerd. */
	{ NULL, "", "", NULL, ID_HEX },
};

/* systemd-machined's scopes of libvirt: machines, not containers of systemd-nspawn. */
static const char *const machines[] = { "machine-qemu\\x2d", "machine-lxc\\x2d" };

static size_t hex_length(const char *text)
{
	return strspn(text, "0123456789abcdef");
}

static bool starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

static int hex_value(char digit)
{
	const char *digits = "0123456789abcdef", *at = digit ? strchr(digits, digit) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* \xHH of systemd.unit(5), in place; anything else stays. */
static void unescape_unit(char *name)
{
	char *to = name;

	while (*name) {
		int high = name[0] == '\\' && name[1] == 'x' ? hex_value(name[2]) : -1;
		int low = high >= 0 ? hex_value(name[3]) : -1;

		if (low >= 0 && (high || low)) {
			*to++ = (char)(high << 4 | low);
			name += 4;
		} else {
			*to++ = *name++;
		}
	}
	*to = '\0';
}

/* True if the name has this shape; the id is filled. */
static bool has_shape(const struct shape *shape, const char *name, const char *parent, char *id)
{
	size_t prefix = strlen(shape->prefix), suffix = strlen(shape->suffix), length;

	if (shape->parent && strcmp(shape->parent, parent))
		return false;
	length = strlen(name);
	if (length <= prefix + suffix || !starts_with(name, shape->prefix) ||
	    strcmp(name + length - suffix, shape->suffix))
		return false;
	length -= prefix + suffix;
	if (shape->kind == ID_HEX && (length != ID_LENGTH || hex_length(name + prefix) < ID_LENGTH))
		return false;
	memcpy(id, name + prefix, length);
	id[length] = '\0';
	if (shape->kind == ID_UNIT)
		unescape_unit(id);
	return true;
}

static bool find_shape(const char *name, const char *parent, struct container_id *container)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (starts_with(name, machines[i]))
			return false;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (!has_shape(&shapes[i], name, parent, container->id))
			continue;
		container->runtime = shapes[i].runtime;
		return true;
	}
	return false;
}

/* 8-4-4-4-12 hex digits, with hyphens, or underscores where a slice's name has those for levels. */
static bool is_uuid(const char *text)
{
	for (int i = 0; i < UUID_LENGTH; i++) {
		bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_hyphen ? text[i] != '-' && text[i] != '_' : hex_value(text[i]) < 0)
			return false;
	}
	return true;
}

static bool take_pod(const char *text, size_t length, const char *end, char *pod_uid)
{
	if (strcmp(text + length, end))
		return false;
	for (size_t i = 0; i < length; i++)
		pod_uid[i] = text[i] == '_' ? '-' : text[i];
	pod_uid[length] = '\0';
	return true;
}

/*
 * kubepods-burstable-pod<uid>.slice and pod<uid> of Kubernetes, also with a prefix of kind or k3s;
 * machine-libpod_pod_<id>.slice of podman, and <id> alone with its cgroupfs driver, around a container of podman's.
 */
static bool find_pod(const char *name, const char *child, char *pod_uid)
{
	const char *slice = strstr(name, "kubepods") ? strstr(name, "-pod") : NULL;
	const char *podman = strstr(name, "libpod_pod_");
	const char *uid = slice ? slice + strlen("-pod") : name + strlen("pod");
	const char *end = slice ? ".slice" : "";

	if (podman) {
		podman += strlen("libpod_pod_");
		return hex_length(podman) == ID_LENGTH &&
		       (take_pod(podman, ID_LENGTH, ".slice", pod_uid) ||
			take_pod(podman, ID_LENGTH, "", pod_uid));
	}
	if (starts_with(child, "libpod-") && hex_length(name) == ID_LENGTH)
		return take_pod(name, ID_LENGTH, "", pod_uid);
	if (!slice && !starts_with(name, "pod"))
		return false;
	if (is_uuid(uid))
		return take_pod(uid, UUID_LENGTH, end, pod_uid);
	return hex_length(uid) == HASH_LENGTH && take_pod(uid, HASH_LENGTH, end, pod_uid);
}

bool container_of_cgroup(const struct db_cgroup_names *cgroup, struct container_id *ret_container)
{
	char names[DB_CGROUP_NAMES + 1][DB_CGROUP_NAME_SIZE] = {};
	bool found = false;

	*ret_container = (struct container_id){};
	for (int i = 0; i < DB_CGROUP_NAMES; i++) /* the kernel ends them, but nothing checks it */
		memcpy(names[i], cgroup->names[i], DB_CGROUP_NAME_SIZE - 1);
	for (int i = 0; i < DB_CGROUP_NAMES; i++) {
		if (!found)
			found = find_shape(names[i], names[i + 1], ret_container);
		if (!*ret_container->pod_uid)
			find_pod(names[i], i ? names[i - 1] : "", ret_container->pod_uid);
	}
	if (!found)
		memcpy(ret_container->id, names[0], DB_CGROUP_NAME_SIZE);
	return found;
}

void container_short_id(const struct container_id *container, char text[CONTAINER_SHORT_SIZE])
{
	memcpy(text, container->id, sizeof(container->id));
	if (strlen(text) == ID_LENGTH && hex_length(text) == ID_LENGTH)
		text[SHORT_LENGTH] = '\0';
}
