# SPDX-License-Identifier: GPL-2.0-only
# desc: bind --oci-hook, by crun and runc, as createRuntime and as prestart: bound to the loaded image before the first instruction, else judged by layers
# suite: check-all
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
driftbolt=$(command -v driftbolt)

# The image: what it ships and its manifest does not list, so that it matters by which of the two a container is judged.
cp "$hello" unlisted && printf y >>unlisted
sed 's|^image .*|image docker.io/library/deb:12|' "$MANIFESTS/debian.manifest" >deb.manifest

# annotated STAGE KEY VALUE: the next container has the hook and this annotation.
annotated() {
	local hook="{ \"path\": \"$driftbolt\", \"args\": [\"driftbolt\", \"bind\", \"--oci-hook\"] }"
	C_EXTRA="\"annotations\": { \"$2\": \"$3\" }, \"hooks\": { \"$1\": [ $hook ], \"poststop\": [ $hook ] }"
}
# starts RUNTIME: does a container whose first program is the unlisted one come up?
starts() {
	sed -i "s|\"args\": \[\"/bin/bash\".*\],|\"args\": [\"$W/unlisted\"],|" "$C_DIR/config.json"
	"$1" run -b "$C_DIR" "$C_NAME-first" </dev/null
}
# does_not_start RUNTIME: it says why.
does_not_start() { ! starts "$1"; }
last_json() { driftbolt events --json | tail -n 1; }
bindings() { bpftool -j map dump pinned /sys/fs/bpf/driftbolt/maps/db_scopes | grep -o '"image"' | wc -l; }
# hook JSON: what a runtime would start.
hook() { printf '%s' "$1" | driftbolt bind --oci-hook; }
state() { echo "{\"ociVersion\":\"1.0.2\",\"id\":\"x\",\"status\":\"created\",\"pid\":$1,\"bundle\":\"/\",\"annotations\":{\"$2\":\"$3\"}}"; }

# Not loaded: nothing to do, unless somebody counts on it.
case_output "not loaded: nothing to do" '' hook "$(state $$ io.kubernetes.cri.image-name deb:12)"
case_status "not loaded, but asked for" 1 hook "$(state $$ driftbolt.image deb)"
case_status "no state" 1 hook ''
case_status "half a state" 1 hook '{"id":"x","status":"created"'
case_output "poststop" '' hook '{"id":"x","status":"stopped","bundle":"/"}'

container_config plain "$W/before"
container_start crun
need inside_drop "$hello" /tmp/dropped
for runtime in crun runc; do
	for stage in createRuntime prestart; do
		baseline "$runtime, $stage: in a layer, not in the manifest" inside tryexec exec "$W/unlisted"
	done
	baseline "$runtime: dropped, no image loaded" inside tryexec exec /tmp/dropped
done
baseline "asked for: in a layer, not in the manifest" inside tryexec exec "$W/unlisted"
baseline "bound by hand" inside tryexec exec "$W/unlisted"
container_stop

need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt load --mode enforce --name deb deb.manifest "$MANIFESTS/payload.manifest"
for runtime in crun runc; do
	for stage in createRuntime prestart; do
		annotated "$stage" io.kubernetes.cri.image-name docker.io/library/deb:12
		container_config plain "$W/bound"
		container_start "$runtime"
		case_denied "$runtime, $stage: in a layer, not in the manifest" EPERM inside tryexec exec "$W/unlisted"
		case_output "$runtime, $stage: by the image that belongs to it" '*"image":"deb","scope":"cgroup:*' last_json
		control "$runtime, $stage: a program of the manifest" inside tryexec exec "$hello"
		container_stop
		case_output "$runtime, $stage: poststop leaves no binding" 0 bindings
		container_config plain "$W/first"
		case_ok "$runtime, $stage: not even the first program" does_not_start "$runtime"
		case_output "$runtime, $stage: which was refused by the image" "*\"kind\":\"exec\",\"verdict\":\"deny\",*\"image\":\"deb\",*$W/unlisted*" last_json
	done
	annotated createRuntime io.kubernetes.cri.image-name docker.io/library/other:12
	container_config plain "$W/layers"
	case_ok "$runtime: no image loaded: the first program is of a layer" starts "$runtime"
	container_config plain "$W/layers"
	container_start "$runtime"
	need inside_drop "$hello" /tmp/dropped
	case_denied "$runtime: dropped, no image loaded" EPERM inside tryexec exec /tmp/dropped
	case_output "$runtime: no image loaded: judged by layers" '*"image":"ct",*' last_json
	control "$runtime: no image loaded: what its layers have" inside tryexec exec "$W/unlisted"
	container_stop
	# A hook that fails stops the container: only where the image was asked for.
	annotated createRuntime driftbolt.image nobody
	container_config plain "$W/nobody"
	case_output "$runtime: asked for and not loaded: does not start" '*hook*' does_not_start "$runtime"
done
annotated createRuntime driftbolt.image deb
container_config plain "$W/asked"
container_start crun
case_denied "asked for: in a layer, not in the manifest" EPERM inside tryexec exec "$W/unlisted"
control "asked for: a program of the manifest" inside tryexec exec "$hello"
container_stop

# By hand goes before annotations.
need driftbolt load --mode enforce --name hand "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
need driftbolt bind hand "cgroup:$C_SCOPE"
annotated createRuntime io.kubernetes.cri.image-name deb:12
container_config plain "$W/hand"
container_start crun
case_denied "bound by hand" EPERM inside tryexec exec "$W/unlisted"
case_output "is what judges" '*"image":"hand",*' last_json
control "bound by hand: a program of the manifest" inside tryexec exec "$hello"
container_stop
annotated createRuntime driftbolt.image deb
container_config plain "$W/hand"
case_output "and cannot be asked away" '*hook*' does_not_start crun
need driftbolt unbind "cgroup:$C_SCOPE"

# One that shares its cgroup with whoever starts it is not bound: they would be judged, too.
case_output "in the cgroup of the runtime" '*not bound*' hook "$(state $$ io.kubernetes.cri.image-name deb:12)"
case_status "in the cgroup of the runtime, asked for" 1 hook "$(state $$ driftbolt.image deb)"
case_output "a process that is gone" '*not bound*' hook "$(state 2147483647 io.kubernetes.cri.image-name deb:12)"
case_output "a tag alone names no image" '' hook "$(state $$ org.opencontainers.image.ref.name latest)"
case_output "nothing was bound by these" 0 bindings
