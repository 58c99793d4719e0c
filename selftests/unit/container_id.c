// SPDX-License-Identifier: GPL-2.0-only
/* user/container_id.c: the cgroups that container runtimes make, as seen on machines that run them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "user/container_id.h"

#define ID    "4f1cd7c4a2d3b6e8f90112233445566778899aabbccddeeff00112233445566a"
#define OTHER "0000000000000000000000000000000000000000000000000000000000000001"
#define POD   "3c9f5a1e-7b1d-4c0e-9d2a-0f1e2d3c4b5a"

static struct db_cgroup_names cgroup(const char *path)
{
	struct db_cgroup_names names = {};
	char copy[1024], *at;
	int i = 0;

	snprintf(copy, sizeof(copy), "%s", path);
	while (i < DB_CGROUP_NAMES && (at = strrchr(copy, '/'))) {
		strncpy((char *)names.names[i++], at + 1, DB_CGROUP_NAME_SIZE - 1);
		*at = '\0';
	}
	return names;
}

static void expect(const char *path, const char *runtime, const char *id, const char *pod)
{
	struct db_cgroup_names names = cgroup(path);
	struct container_id container;

	cr_assert(container_of_cgroup(&names, &container), "%s", path);
	cr_expect_str_eq(container.id, id, "%s: %s", path, container.id);
	cr_expect_str_eq(container.runtime ?: "-", runtime ?: "-", "%s: %s", path,
			 container.runtime ?: "-");
	cr_expect_str_eq(container.pod_uid, pod, "%s: %s", path, container.pod_uid);
}

static void expect_none(const char *path, const char *name, const char *pod)
{
	struct db_cgroup_names names = cgroup(path);
	struct container_id container;

	cr_assert_not(container_of_cgroup(&names, &container), "%s: %s", path, container.id);
	cr_expect_str_eq(container.id, name, "%s: %s", path, container.id);
	cr_expect_eq(container.runtime, NULL);
	cr_expect_str_eq(container.pod_uid, pod, "%s: %s", path, container.pod_uid);
}

Test(container_id, docker)
{
	expect("/system.slice/docker-" ID ".scope", "docker", ID, "");
	expect("/user.slice/user-1000.slice/user@1000.service/user.slice/docker-" ID ".scope",
	       "docker", ID, "");
	expect("/docker/" ID, "docker", ID, "");
	expect("/docker/" ID "/init.scope", "docker", ID, "");
	expect("/somewhere/" ID, NULL, ID, ""); /* --cgroup-parent */
}

Test(container_id, containerd)
{
	expect("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod"
	       "3c9f5a1e_7b1d_4c0e_9d2a_0f1e2d3c4b5a.slice/cri-containerd-" ID ".scope",
	       "containerd", ID, POD);
	expect("/k8s.io/" ID, "containerd", ID, "");
	expect("/moby/" ID, "docker", ID, "");
	expect("/system.slice/nerdctl-" ID ".scope", "containerd", ID, "");
	expect_none("/default/web", "web", ""); /* ctr: names of the user's choice */
}

Test(container_id, kubernetes_pods_in_both_drivers)
{
	static const char *const above[] = { "kubepods", "kubepods/burstable",
					     "kubepods/besteffort", "kubelet/kubepods" };
	char path[512];

	for (size_t i = 0; i < sizeof(above) / sizeof(*above); i++) {
		snprintf(path, sizeof(path), "/%s/pod" POD "/" ID, above[i]);
		expect(path, NULL, ID, POD);
	}
	expect("/kubepods.slice/kubepods-pod3c9f5a1e_7b1d_4c0e_9d2a_0f1e2d3c4b5a.slice/crio-" ID
	       ".scope",
	       "cri-o", ID, POD);
	expect("/kubelet-kubepods-burstable-pod3c9f5a1e_7b1d_4c0e_9d2a_0f1e2d3c4b5a.slice/docker-" ID
	       ".scope",
	       "docker", ID, POD);
	/* A static pod, as etcd of kubeadm. */
	expect("/kubepods/burstable/pod0123456789abcdef0123456789abcdef/" ID, NULL, ID,
	       "0123456789abcdef0123456789abcdef");
	/* Inside the container, two levels below it: the pod is beyond what is kept. */
	expect("/kubepods/pod" POD "/" ID "/system.slice/x.service", NULL, ID, "");
	/* A pod's cgroup with no container. */
	expect_none("/kubepods/burstable/pod" POD, "pod" POD, POD);
	expect_none("/podman.slice", "podman.slice", "");
	expect_none("/pod3c9f5a1e", "pod3c9f5a1e", "");
	expect_none("/kubepods-burstable-pod" POD ".scope", "kubepods-burstable-pod" POD ".scope",
		    "");
}

Test(container_id, crio)
{
	expect("/kubepods/pod" POD "/crio-" ID, "cri-o", ID, POD);
	expect("/kubepods/pod" POD "/crio-" ID "/container", "cri-o", ID, POD);
	expect_none("/system.slice/crio-conmon-" ID ".scope", "crio-conmon-" ID ".scope", "");
}

Test(container_id, podman)
{
	expect("/machine.slice/libpod-" ID ".scope", "podman", ID, "");
	expect("/machine.slice/libpod-" ID ".scope/container", "podman", ID, "");
	expect("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID
	       ".scope/container",
	       "podman", ID, "");
	expect("/libpod_parent/libpod-" ID, "podman", ID, "");
	expect("/system.slice/web.service/libpod-payload-" ID, "podman", ID, "");
	expect("/machine.slice/machine-libpod_pod_" ID ".slice/libpod-" ID ".scope", "podman", ID,
	       ID);
	expect("/libpod_parent/" OTHER "/libpod-" ID, "podman", ID, OTHER);
	expect("/libpod_parent/" OTHER "/libpod-" ID "/container", "podman", ID, OTHER);
	expect("/" OTHER "0/libpod-" ID, "podman", ID, "");
	expect_none("/machine.slice/libpod-conmon-" ID ".scope", "libpod-conmon-" ID ".scope", "");
}

Test(container_id, buildah_and_bare_runtimes)
{
	expect("/buildah-buildah1234567", "buildah", "buildah1234567", "");
	expect("/user.slice/crun-buildah-buildah12.scope", "buildah", "buildah12", "");
	expect("/system.slice/crun-web.scope", "crun", "web", "");
	expect("/system.slice/runc-web.scope", "runc", "web", "");
}

Test(container_id, nspawn_and_lxc)
{
	expect("/machine.slice/systemd-nspawn@deb.service/payload", "systemd-nspawn", "deb", "");
	expect("/machine.slice/machine-deb.scope/payload/system.slice", "systemd-nspawn", "deb",
	       "");
	expect("/machine.slice/machine-deb\\x2d12.scope/payload", "systemd-nspawn", "deb-12", "");
	expect("/machine.slice/machine-a\\x2gb\\x00.scope", "systemd-nspawn", "a\\x2gb\\x00", "");
	expect_none("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope",
		    "machine-qemu\\x2d1\\x2dvm.scope", "");
	expect("/lxc.payload.c1", "lxc", "c1", "");
	expect("/lxc.payload.c1/init.scope", "lxc", "c1", "");
	expect("/lxc/c1", "lxc", "c1", "");
	expect("/lxc.payload/c1", "lxc", "c1", "");
	expect_none("/lxc.monitor.c1", "lxc.monitor.c1", "");
}

Test(container_id, what_is_no_container)
{
	expect_none("/", "", "");
	expect_none("", "", "");
	expect_none("/system.slice/ssh.service", "ssh.service", "");
	expect_none("/docker", "docker", "");
	expect_none("/system.slice/docker-.scope", "docker-.scope", "");
	expect_none("/system.slice/docker-" ID "0.scope", "docker-" ID "0.scope", "");
	expect_none("/system.slice/docker-buildx.service", "docker-buildx.service", "");
	expect_none("/machine-.scope", "machine-.scope", "");
}

/* One that was cut, and bytes that are no text: nothing is read beyond what is there. */
Test(container_id, any_bytes)
{
	struct db_cgroup_names names;
	struct container_id container;
	char text[CONTAINER_SHORT_SIZE];

	for (int byte = 0; byte < 256; byte++) {
		memset(&names, byte, sizeof(names));
		container_of_cgroup(&names, &container);
		container_short_id(&container, text);
		cr_assert_lt(strlen(container.id), DB_CGROUP_NAME_SIZE);
	}
}

Test(container_id, short_ids)
{
	struct db_cgroup_names names = cgroup("/docker/" ID);
	struct container_id container;
	char text[CONTAINER_SHORT_SIZE];

	container_of_cgroup(&names, &container);
	container_short_id(&container, text);
	cr_expect_str_eq(text, "4f1cd7c4a2d3");
	names = cgroup("/machine.slice/machine-web.scope");
	container_of_cgroup(&names, &container);
	container_short_id(&container, text);
	cr_expect_str_eq(text, "web");
}
