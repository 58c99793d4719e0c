# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: all of runtime-podman and runtime-podman-rootless. PODMAN is podman as it is called, with what goes before it.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/runtime.sh
SHELL_OPTIONS=

# No systemd in the guest, and no network.
podman() { "${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file "$@"; }
plain=(--network none --log-driver none --volume shared:/volume)

# shellcheck disable=SC2086
r_shell() {
	container_shell '' "${PODMAN[@]}" --cgroup-manager=cgroupfs --events-backend=file \
		run -i --name app "${plain[@]}" $SHELL_OPTIONS app:1 bash -c "$C_SHELL"
}
r_exec() { podman exec app "$@"; }
r_other() { podman run --rm "${plain[@]}" other:1 "$@"; }
r_stop() {
	container_stop
	podman rm -f -t 0 app >/dev/null
}

all_of_podman() {
	versions podman crun conmon catatonit
	need podman load -q -i "$ARCHIVE"
	podman info --format '# store: {{.Store.GraphDriverName}} {{.Store.GraphStatus}}'
	runtime_before
	baseline "an init of the host's" with_init podman run --rm --init "${plain[@]}" app:1
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

	# An init that the host mounts into the container is not of its image: the host's manifest of it lets it run.
	case_denied "an init of the host's" EPERM with_init podman run --rm --init "${plain[@]}" app:1
	need helpers /usr/bin/catatonit
	need driftbolt load --name containers helpers.manifest
	zoo_begin
	control "an init of the host's, with a manifest of it" with_init podman run --rm --init "${plain[@]}" app:1
	zoo_quiet "podman --init"

	runtime_refused
	# All of /tmp and /run of its own, and no way to the image.
	SHELL_OPTIONS='--read-only --tmpfs /tmp:exec'
	r_shell
	need inside_drop /usr/local/bin/hello /tmp/dropped
	case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
	r_stop
	SHELL_OPTIONS=--privileged
	r_shell
	need inside_drop /usr/local/bin/hello /tmp/dropped
	case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
	r_stop
	SHELL_OPTIONS=
	runtime_host
}
