# SPDX-License-Identifier: GPL-2.0-only
# desc: each event says which container and pod: by the root's first cgroup where layers judge, by the task's where one is bound; also when it is gone
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
id=4f1cd7c4a2d3b6e8f90112233445566778899aabbccddeeff00112233445566a
other=0000000000000000000000000000000000000000000000000000000000000000
pod=3c9f5a1e-7b1d-4c0e-9d2a-0f1e2d3c4b5a
cg=/sys/fs/cgroup

# in_cgroup PATH: the next container's cgroup, below C_SCOPE.
in_cgroup() {
	C_CGROUP=$C_SCOPE/$1
	mkdir -p "$cg$(dirname "$C_CGROUP")"
	at_end "cd $cg && rmdir -p .$C_CGROUP 2>/dev/null; cd $W"
}
last_json() { driftbolt events --json | tail -n 1; }
last_text() { driftbolt events | tail -n 1; }
# in_both_modes IMAGE NAME PROBE...
in_both_modes() {
	need driftbolt mode audit "$1"
	phase=audited
	attack "$2" EPERM "${@:3}"
	enforce "$1"
	attack "$2" EPERM "${@:3}"
}
dropped_inside() { # NAME [IMAGE]
	need inside_drop "$hello" /tmp/dropped
	in_both_modes "${2:-ct}" "$1" inside tryexec exec /tmp/dropped
	control "$1: a program of the image" inside tryexec exec "$hello"
}

need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload

in_cgroup "kubepods/besteffort/pod$pod/$id"
container_config privileged "$W/kubepods"
container_start crun
dropped_inside "kubepods, cgroupfs"
case_output "id and pod" "*\"container_id\":\"$id\",\"pod_uid\":\"$pod\",*" last_json
case_output "in few characters" "* image ct in ${id%"${id#????????????}"} pod ${pod%%-*}: *" last_text
# Moving elsewhere changes cgroup_id, and nothing of who it is.
need inside mkdir "$cg/docker-$other.scope"
in_both_modes ct "moved to another cgroup" inside_sh "echo \$\$ >$cg/docker-$other.scope/cgroup.procs && exec tryexec exec /tmp/dropped"
case_output "it is still the container it was" "*\"container_id\":\"$id\",\"pod_uid\":\"$pod\",*" last_json
need inside_sh "while read -r p; do echo \$p >$cg/cgroup.procs; done <$cg/docker-$other.scope/cgroup.procs; rmdir $cg/docker-$other.scope"
container_stop
rmdir "$cg$C_CGROUP" 2>/dev/null || :
case_output "and when it is gone" "*\"container_id\":\"$id\",\"pod_uid\":\"$pod\",*" last_json

in_cgroup "docker-$id.scope"
container_config plain "$W/docker"
container_start runc
dropped_inside "docker, systemd"
case_output "the runtime's name" "*\"container_id\":\"$id\",\"container_runtime\":\"docker\",*" last_json
container_stop

in_cgroup c
container_config plain "$W/plain"
container_start crun
dropped_inside "a cgroup of any name"
case_output "is the id" '*"container_id":"c",*' last_json
case_status "with no runtime invented" 1 sh -c 'driftbolt events --json | tail -n 1 | grep -E "container_runtime|pod_uid"'
container_stop

need driftbolt load --mode enforce --name bound "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
need driftbolt bind bound "cgroup:$C_SCOPE"
in_cgroup "machine.slice/libpod-$id.scope/container"
container_config plain "$W/podman"
container_start crun
dropped_inside "podman, in a bound cgroup" bound
case_output "told by its cgroup" "*\"image\":\"bound\",*\"container_id\":\"$id\",\"container_runtime\":\"podman\",*" last_json
container_stop
need driftbolt unbind "cgroup:$C_SCOPE"

# The host's own services are no containers.
need driftbolt load --scope host --name host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
drop "$hello" dropped
mkdir -p "$cg$C_SCOPE/web.service"
at_end rmdir "$cg$C_SCOPE/web.service"
(echo "$BASHPID" >"$cg$C_SCOPE/web.service/cgroup.procs" && exec ./dropped) >/dev/null
of_dropped() { driftbolt events --json | grep "\"path\":\"$W/dropped\""; }
case_output "a service of the host is recorded" '*"verdict":"audit"*"scope":"host"*' of_dropped
no_container() { ! of_dropped | grep container_; }
case_ok "and is no container" no_container
