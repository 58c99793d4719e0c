# SPDX-License-Identifier: GPL-2.0-only
# desc: what the runtime itself needs: crun nothing; runc its own programs united with the image, because "runc init" may run in the scope
# suite: check-all
# vm: shared
# timeout: 300
#
# crun's process enters the container's cgroup and executes nothing there but the container's program. runc starts "runc init",
# a copy of itself that executes itself once more (against CVE-2019-5736: by a read-only mount of it, or a sealed memfd);
# its parent moves it into the cgroup meanwhile, and since runc 1.3 "runc exec" starts it there. What of this is judged by the
# container's image is a race that a manifest should not depend on: load the image's and the runtime's manifests together,
#
#	driftbolt load --name web web.manifest runtime.manifest
#
# which lets the container run runc, too, but no other program. Where the runtime itself lives in the bound cgroup (a slice
# of a whole service) all of it is judged: shown here for both. What it does there for its containers' devices is to load a BPF
# program, which no container may by default: such a slice needs foreign-bpf=off.
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello

# The guest's image without its runtimes, and what runc needs alone.
grep -Ev ' /usr/(s?bin/(crun|runc)|lib/x86_64-linux-gnu/lib(seccomp|yajl)[^ ]*)$' "$MANIFESTS/debian.manifest" >image
grep -E '^[^fe]| /usr/(s?bin/(crun|runc)|lib/x86_64-linux-gnu/lib(seccomp|yajl)[^ ]*)$' "$MANIFESTS/debian.manifest" >runtime
for each in image runtime; do
	sed -i '/^end/d' $each
	echo "end $(grep -c '^file ' $each)" >>$each
done
mkdir "/sys/fs/cgroup$C_SCOPE/manager"
at_end rmdir "/sys/fs/cgroup$C_SCOPE/manager" '2>/dev/null || :'
in_scope() { (echo "$BASHPID" >"/sys/fs/cgroup$C_SCOPE/manager/cgroup.procs" && exec "$@"); }
denials_so_far() { driftbolt events --json | grep -c '"verdict":"deny"' || :; }

container_config plain "$C_DIR"
container_start crun
need inside_drop "$hello" /tmp/dropped
for each in crun runc crun-within runc-within; do
	baseline "$each: dropped, in the container" inside tryexec exec /tmp/dropped
	baseline "$each: dropped, executed into the container" crun exec "$C_NAME" tryexec exec /tmp/dropped
done
for each in crun runc; do baseline "$each itself, in the scope" in_scope "$PROBES/tryexec" exec "$(command -v $each)" --version; done
container_stop

# use NAME RUNTIME [CGROUP]: a container's life with no denial but the one it earns.
use() {
	local label=$1 denials # lib.sh has a "name" of its own
	shift
	denials=$(denials_so_far)
	container_start "$@"
	control "$label: the container's shell" inside sh -c 'echo it works | grep works'
	control "$label: executing into it" "$1" exec "$C_NAME" tryexec exec "$hello"
	case_output "$label: nothing was refused so far" "$denials" denials_so_far
	case_denied "$label: dropped, in the container" EPERM inside tryexec exec /tmp/dropped
	case_denied "$label: dropped, executed into the container" EPERM "$1" exec "$C_NAME" tryexec exec /tmp/dropped
	container_stop
}

need driftbolt load --mode enforce --name ct image "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind ct "cgroup:$C_SCOPE"
for each in crun runc; do
	case_denied "$each itself, in the scope" EPERM in_scope "$PROBES/tryexec" exec "$(command -v $each)" --version
done
use crun crun

need driftbolt load --name ct image runtime "$MANIFESTS/payload.manifest"
for each in crun runc; do
	control "$each itself, in the scope, united" in_scope "$PROBES/tryexec" exec "$(command -v $each)" --version
done
use runc runc
need driftbolt set ct foreign-bpf=off
use crun-within crun "$C_SCOPE/manager"
use runc-within runc "$C_SCOPE/manager"
