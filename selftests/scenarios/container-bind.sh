# SPDX-License-Identifier: GPL-2.0-only
# desc: bind reaches a container that runs already, by the cgroup it was found in; what a container's tasks do with cgroups changes nothing
# check: 6.12
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
cg=/sys/fs/cgroup
# from CGROUP COMMAND...: in the container, by a child that has moved itself to CGROUP
from() { inside_sh "echo \$\$ >$cg$1/cgroup.procs && exec ${*:2}"; }
started() { # NAME
	container_config privileged "$W/$1"
	container_start crun
	need inside_drop "$hello" /tmp/dropped
}

cp "$hello" layered && printf y >>layered # in the container's lower layer, and in no manifest
mkdir -p $cg/builds $cg/other
at_end rmdir $cg/builds $cg/other
started before
baseline "dropped" inside tryexec exec /tmp/dropped
baseline "what only its layers have" inside tryexec exec "$W/layered"
baseline "dropped, from another cgroup" from /builds tryexec exec /tmp/dropped
container_stop

need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt load --mode enforce --name image "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"

started image
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
control "before it is bound: what only its layers have" inside tryexec exec "$W/layered"
need driftbolt bind --off cgroup:/other
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
need driftbolt bind image "cgroup:$C_SCOPE"
case_denied "what only its layers have" EPERM inside tryexec exec "$W/layered"
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
control "bound: what the image lists" inside tryexec exec "$hello"
case_output "the event names the image" '*image image in*' driftbolt events
need driftbolt unbind "cgroup:$C_SCOPE"
case_denied "what only its layers have" EPERM inside tryexec exec "$W/layered"
container_stop

# A container that may write cgroup.procs is not where it says: it goes where `off` is bound, before and after.
started off
need inside_sh "sleep 300 & echo \$! >/tmp/pid; echo \$! >$cg/builds/cgroup.procs"
need driftbolt bind --off cgroup:/builds
case_denied "dropped, from another cgroup" EPERM from /builds tryexec exec /tmp/dropped
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
case_output "it was there" '*/builds*' inside_sh 'cat /proc/$(cat /tmp/pid)/cgroup'

# And all of it is off when its own cgroup is, wherever it went.
need driftbolt bind --off "cgroup:$C_CGROUP"
case_ok "off: a dropped program runs" inside tryexec exec /tmp/dropped
case_ok "and in what the runtime starts there" timeout 20 crun exec "$C_NAME" /driftbolt/probes/tryexec exec /tmp/dropped
container_stop
