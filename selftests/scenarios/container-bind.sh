# SPDX-License-Identifier: GPL-2.0-only
# desc: a container that runs and is judged by its layers is bound to an image, or to none: all of its tasks at once, and nothing of another one
# check: 6.12
# vm: shared
# timeout: 180
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
try=$PROBES/tryexec
cp "$hello" unlisted && printf y >>unlisted # in the container's lower layer, in no manifest

# waiting PROGRAM: inside, a process that is there before the binding, and says of each byte of its input whether PROGRAM runs.
waiting() {
	rm -f "$C_ROOT/tmp/ask" "$C_ROOT/tmp/answer"
	mkfifo "$C_ROOT/tmp/ask" "$C_ROOT/tmp/answer"
	need inside_sh "(while read -r line; do '$try' exec \"\$line\"; echo status \$? >/tmp/answer; done <>/tmp/ask >/dev/null 2>&1 &)"
}
asked() {
	local answer=
	echo "$1" >"$C_ROOT/tmp/ask"
	read -r -t 30 answer <>"$C_ROOT/tmp/answer" || :
	echo "$answer"
}
bound() { bpftool -j map dump pinned /sys/fs/bpf/driftbolt/maps/db_bound_roots | grep -o '"boot_ns"' | wc -l; }

container_config privileged "$W/before"
container_start crun
need inside_drop "$hello" /tmp/dropped
baseline "not in the manifest" inside tryexec exec "$W/unlisted"
baseline "dropped" inside tryexec exec /tmp/dropped

# It ran before containers were a scope.
need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt load --mode enforce --name app "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
control "by its layers" inside tryexec exec "$W/unlisted"
case_output "off is not for one that ran before" '*1 of its containers ran before*' driftbolt bind --off "cgroup:$C_CGROUP"
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
need driftbolt unbind "cgroup:$C_CGROUP"
case_ok "an image is" driftbolt bind app "cgroup:$C_CGROUP"
case_denied "not in the manifest" EPERM inside tryexec exec "$W/unlisted"
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
control "what the manifest lists" inside tryexec exec "$hello"
need driftbolt unbind "cgroup:$C_CGROUP"
container_stop

# One that was started since; a process of it that was there before the binding, in a cgroup of its own making.
container_config privileged "$W/started"
container_start runc
need inside_drop "$hello" /tmp/dropped
waiting
need inside_sh 'mkdir -p /sys/fs/cgroup/own && echo $PPID >/sys/fs/cgroup/own/cgroup.procs'
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
case_output "by its layers: a process from before" 'status 0' asked "$W/unlisted"
case_ok "bound above it" driftbolt bind app "cgroup:$C_SCOPE"
case_denied "not in the manifest" EPERM inside tryexec exec "$W/unlisted"
case_output "not in the manifest: a process from before" 'status 1' asked "$W/unlisted"
case_output "what the manifest lists: a process from before" 'status 0' asked "$hello"
control "what the manifest lists" inside tryexec exec "$hello"
control "what the manifest lists, by who enters" runc exec "$C_NAME" "$try" exec "$hello"
case_denied "not in the manifest" EPERM runc exec "$C_NAME" "$try" exec "$W/unlisted"
case_output "status says which" '*holds in the container that was started in cgroup:*' driftbolt status
control "its tasks see each other" inside_sh 'readlink /proc/$PPID/exe'
control "and who enters sees them" runc exec "$C_NAME" readlink /proc/1/exe
need driftbolt unbind "cgroup:$C_SCOPE"
case_denied "not in the manifest" EPERM inside tryexec exec "$W/unlisted"
case_ok "then to nobody" driftbolt bind --off "cgroup:$C_CGROUP"
case_output "status says that nobody judges it" '*judged by nobody: the container that was started in cgroup:*' driftbolt status
case_ok "all of it runs" inside tryexec exec /tmp/dropped
case_output "all of it runs: a process from before" 'status 0' asked /tmp/dropped
need driftbolt unbind "cgroup:$C_CGROUP"
need driftbolt bind app "cgroup:$C_CGROUP"
need driftbolt unbind "cgroup:$C_CGROUP"
case_denied "not in the manifest" EPERM inside tryexec exec "$W/unlisted"
case_ok "the image goes" driftbolt unload app
control "by its layers again" inside tryexec exec "$W/unlisted"
case_denied "dropped" EPERM inside tryexec exec /tmp/dropped
case_output "none is" 0 bound
container_stop
