# SPDX-License-Identifier: GPL-2.0-only
# desc: bind --off: nobody judges a cgroup's tasks, in a container or on the host, whatever mode is set; what others rely on they do not write
# check: 6.12
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
cg=/sys/fs/cgroup
in_off() { (echo "$BASHPID" >"$cg$C_CGROUP/cgroup.procs" && exec "$@"); }

cp "$hello" unlisted && printf y >>unlisted # in the container's lower layer
cp "$hello" relied
drop "$hello" dropped
baseline "what the host relies on, written from there" "$PROBES/trychange" write "$W/relied"
cp "$hello" relied
baseline "on the host" "$PROBES/tryexec" exec "$W/dropped"
mkdir -p "$cg$C_CGROUP"
case_status "not loaded" 1 driftbolt bind --off "cgroup:$C_CGROUP"
container_config plain "$W/before"
container_start crun
need inside_drop "$hello" /tmp/dropped
baseline "after unbind" inside tryexec exec /tmp/dropped
container_stop

need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt load --mode enforce --scope host --name host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
mkdir -p "$cg$C_CGROUP"
need driftbolt bind --off "cgroup:$C_CGROUP"
container_config plain "$W/off"
container_start crun
need inside_drop "$hello" /tmp/dropped
case_ok "a dropped program runs in a container" inside tryexec exec /tmp/dropped
need driftbolt mode enforce
case_ok "mode enforce of all images changes nothing" inside tryexec exec /tmp/dropped
need driftbolt unbind "cgroup:$C_CGROUP"
case_ok "nor unbind, for those who are there" inside tryexec exec /tmp/dropped
container_stop

mkdir -p "$cg$C_CGROUP"
need driftbolt bind --off "cgroup:$C_CGROUP"
case_ok "a dropped program runs in the host's cgroup" in_off "$PROBES/tryexec" exec "$W/dropped"
case_denied "on the host" EPERM "$PROBES/tryexec" exec "$W/dropped"
control "on the host, a program of its image" "$PROBES/tryexec" exec "$W/relied"
case_denied "what the host relies on, written from there" EPERM in_off "$PROBES/trychange" write "$W/relied"
case_output "status says so" '*off in cgroup:*judged by nobody*' driftbolt status
case_output "and in JSON" '*"off":*"cgroup:*' driftbolt status --json
case_ok "to be off twice is no error" driftbolt bind --off "cgroup:$C_CGROUP"
case_status "to be unbound before it is bound" 1 driftbolt bind host "cgroup:$C_CGROUP"
case_status "or loaded for" 1 driftbolt load --scope "cgroup:$C_CGROUP" --name other "$MANIFESTS/payload.manifest"
need driftbolt unbind "cgroup:$C_CGROUP"
need driftbolt bind ct "cgroup:$C_CGROUP"
case_status "bound to an image: to be unbound before it is off" 1 driftbolt bind --off "cgroup:$C_CGROUP"
need driftbolt unbind "cgroup:$C_CGROUP"
container_config plain "$W/again"
container_start crun
need inside_drop "$hello" /tmp/dropped
case_denied "after unbind" EPERM inside tryexec exec /tmp/dropped
control "after unbind: what its layers have" inside tryexec exec "$W/unlisted"
container_stop
