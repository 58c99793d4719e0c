# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: all of runtime-podman and runtime-podman-rootless. PODMAN is podman as it is called, with what goes before it;
# CLIENT the same without options, which a client of its API does not take; SOCKETS the directory of its socket, PAUSES "pause unpause" where containers have cgroups of their own; with hooks=yes its hooks are tried.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/runtime.sh
SHELL_OPTIONS=

# No systemd in the guest, and no network.
podman() { "${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file "$@"; }
plain=(--network none --log-driver none --volume shared:/volume)
socket=podman.sock

# shellcheck disable=SC2086
r_shell() {
	container_shell '' "${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file \
		run -i --name app "${plain[@]}" $SHELL_OPTIONS app:1 bash -c "$C_SHELL"
}
r_exec() { podman exec app "$@"; }
r_other() { podman run --rm "${plain[@]}" other:1 "$@"; }
r_identity() { podman inspect --format '"container_id":"{{.Id}}","container_runtime":"podman"' app; }
r_client() { "${CLIENT[@]}" --url "unix://$SOCKETS/$socket" ps; }
r_hooked() { # IMAGE COMMAND...
	podman --hooks-dir "$W/hooks" run --rm --network none --log-driver none ${1:+--annotation "driftbolt.image=$1"} app:1 "${@:2}"
}
r_stop() {
	container_stop
	podman rm -f -t 0 app >/dev/null
}

all_of_podman() {
	versions podman crun conmon catatonit
	need podman load -q -i "$ARCHIVE"
	podman info --format '# store: {{.Store.GraphDriverName}} {{.Store.GraphStatus}}'
	# Its API, as systemd would start it.
	"${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file --log-level=info \
		system service --time 0 "unix://$SOCKETS/$socket" >"$W/service.log" 2>&1 &
	service=$!
	at_end "kill $service; wait $service"
	need wait_for "$W/service.log" 'API service listening'
	plain+=(--volume "$SOCKETS/$socket:/sockets/$socket")
	runtime_before
	need podman pod create --network none --name pod
	podman pod inspect --format '# pod: {{.Id}} {{.CgroupPath}}' pod
	podman run --rm --pod pod --log-driver none app:1 python3 /srv/app/app.py 2>&1 | sed 's/^/# a pod, before: /'
	find /sys/fs/cgroup/libpod_parent -type d | sed 's/^/# cgroup: /'
	need podman pod rm -f -t 0 pod
	baseline "an init of the host's" with_init podman run --rm --init "${plain[@]}" app:1
	if [ "${hooks:-}" = yes ]; then
		need hook_files
		baseline "bound by a hook: a program of a layer that its manifest lacks" r_hooked '' tryexec exec /usr/local/bin/hello
	fi
	need driftbolt load --mode enforce --scope containers
	at_end driftbolt unload
	zoo_begin
	runtime_works podman

	# The image's own command; then with a health check, restarted, read-only, and in a pod with its pause container.
	case_output "the image's command" 'hello from the shell of app*' podman run --rm "${plain[@]}" app:1
	need podman run -d --name app "${plain[@]}" --health-interval disable --health-cmd '/srv/app/app.sh' app:1 sh -c 'while :; do sleep 1000; done'
	case_ok "its health check" podman healthcheck run app
	case_ok "restarted" podman restart -t 0 app
	case_output "restarted: it works" '*a module beside it*' podman exec app python3 /srv/app/app.py
	need podman rm -f -t 0 app
	case_output "read-only" '*a module beside it*' podman run --rm --read-only "${plain[@]}" app:1 python3 /srv/app/app.py
	# In the pod's own cgroup crun's mknod of /dev/null gets EPERM. No refusal of driftbolt's was recorded then; that it is
	# podman's doing with cgroupfs was not shown.
	need podman pod create --share-parent=false --network none --name pod
	case_output "in a pod with a pause container" '*a module beside it*' podman run --rm --pod pod --log-driver none app:1 python3 /srv/app/app.py
	case_output "the pause container runs" running podman inspect --format '{{.State.Status}}' "$(podman pod inspect --format '{{.InfraContainerID}}' pod)"
	need podman pod rm -f -t 0 pod
	zoo_quiet podman
	need podman run -d --name day --network none --log-driver none --health-interval disable --health-cmd '/srv/app/app.sh' app:1 tail -f /dev/null
	runtime_day podman exec day
	case_ok "a day: health check, paused, resumed, looked at, restarted" sh -c 'set -e; for each in "healthcheck run" '"$PAUSES"' top "restart -t 0"; do
		"$@" $each day; done; "$@" cp day:/srv/app/app.sh /tmp/copied' sh "${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file
	runtime_day podman exec day
	need podman rm -f -t 0 day
	runtime_silent "a day"

	# An init that the host mounts into the container is not of its image: the host's manifest of it lets it run.
	case_denied "an init of the host's" EPERM with_init podman run --rm --init "${plain[@]}" app:1
	need helpers /usr/bin/catatonit
	need driftbolt load --name containers helpers.manifest
	zoo_begin
	control "an init of the host's, with a manifest of it" with_init podman run --rm --init "${plain[@]}" app:1
	zoo_quiet "podman --init"

	[ "${hooks:-}" != yes ] || runtime_hooked
	runtime_refused
	# All of /tmp and /run of its own, and no way to the image.
	SHELL_OPTIONS='--read-only --tmpfs /tmp:exec'
	r_shell
	need inside_drop /usr/local/bin/hello /tmp/dropped
	case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
	r_stop
	SHELL_OPTIONS=--privileged
	runtime_refused
	SHELL_OPTIONS=
	runtime_host
}
