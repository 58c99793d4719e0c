# SPDX-License-Identifier: GPL-2.0-only
# desc: docker: containers without a manifest, in enforce, without and with an image of the host
# suite: check-all
# root: runtimes
# timeout: 2400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
plain=(--network none --volume shared:/volume --volume /run/docker.sock:/sockets/docker.sock)
socket=docker.sock
SHELL_OPTIONS=

# shellcheck disable=SC2086
r_shell() { container_shell '' docker run -i --name app "${plain[@]}" $SHELL_OPTIONS localhost/app:1 bash -c "$C_SHELL"; }
r_exec() { docker exec app "$@"; }
r_other() { docker run --rm "${plain[@]}" localhost/other:1 "$@"; }
r_identity() { docker inspect --format '"container_id":"{{.Id}}","container_runtime":"docker"' app; }
r_client() { docker ps; }
r_stop() {
	container_stop
	docker rm -f app >/dev/null
}
healthy() { # NAME: the first of its health checks that ends well
	timeout 120 docker events --since 0 --filter "container=$1" --filter event=health_status --format '{{.Status}}' | grep -m 1 ': healthy'
}

versions docker.io containerd runc tini
dockerd --iptables=false --ip6tables=false --bridge=none --ip-forward=false >dockerd.log 2>&1 &
dockerd=$!
at_end "kill $dockerd; wait $dockerd"
need wait_for "$W/dockerd.log" 'API listen on'
need docker load -q -i "$ARCHIVE"
docker info --format '# store: {{.Driver}} {{.DriverStatus}}'
runtime_before
baseline "an init of the host's" with_init docker run --rm --init "${plain[@]}" localhost/app:1
need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
runtime_works docker
case_output "the image's command" 'hello from the shell of app*' docker run --rm "${plain[@]}" localhost/app:1
need docker run -d --name app "${plain[@]}" --health-cmd /srv/app/app.sh --health-interval 1s localhost/app:1 sh -c 'while :; do sleep 1000; done'
case_ok "its health check" healthy app
case_ok "restarted" docker restart -t 0 app
case_output "restarted: it works" '*a module beside it*' docker exec app python3 /srv/app/app.py
case_ok "killed and started again" sh -c 'docker kill app && docker start app && docker exec app /srv/app/app.sh'
need docker rm -f app
case_output "read-only" '*a module beside it*' docker run --rm --read-only "${plain[@]}" localhost/app:1 python3 /srv/app/app.py
zoo_quiet docker
need docker run -d --name day --network none --health-cmd /srv/app/app.sh --health-interval 1s localhost/app:1 tail -f /dev/null
case_ok "a day: its health check" healthy day
runtime_day docker exec day
case_ok "a day: paused, resumed, looked at, restarted" sh -ec 'for each in pause unpause top logs "restart -t 0"; do docker $each day; done
	docker cp day:/srv/app/app.sh copied'
runtime_day docker exec day
need docker rm -f day
runtime_silent "a day"

# An init that the host mounts into the container is not of its image: the host's manifest of it lets it run.
case_denied "an init of the host's" EPERM with_init docker run --rm --init "${plain[@]}" localhost/app:1
need helpers /usr/bin/docker-init
need driftbolt load --name containers helpers.manifest
zoo_begin
control "an init of the host's, with a manifest of it" with_init docker run --rm --init "${plain[@]}" localhost/app:1
zoo_quiet "docker --init"

runtime_refused
SHELL_OPTIONS='--read-only --tmpfs /tmp:exec'
r_shell
need inside_drop /usr/local/bin/hello /tmp/dropped
case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
r_stop
SHELL_OPTIONS=--privileged
runtime_refused
SHELL_OPTIONS=
runtime_host
