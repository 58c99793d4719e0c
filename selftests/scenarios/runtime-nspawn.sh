# SPDX-License-Identifier: GPL-2.0-only
# desc: systemd-nspawn with a directory as root: judged by the image's manifest, bound to its cgroup; with --volatile=overlay by its layers
# suite: check-all
# root: runtimes
# timeout: 2400
#
# A directory has no layers, so the containers scope does not know such a root (007): shown first. What judges it is the manifest of the
# image, bound to the cgroup "payload" that nspawn makes below its own with --keep-unit, and puts the container in before it
# executes anything there; it may be made and bound before. nspawn itself stays outside, in "supervisor".
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
machines=/machine.slice
cg=/sys/fs/cgroup$machines
copies=yes
binding=no
SHELL_OPTIONS=
# The scopes are called as systemd's own are, so that events have the machine's name.
mkdir -p "$cg/machine-app.scope" "$cg/machine-other.scope" volume
at_end rmdir "$cg"/*/payload "$cg"/*/supervisor "$cg"/* "$cg" '2>/dev/null || :'

# There is no systemd in the guest, so no machined. Without systemd in the image nspawn would guess cgroup v1 for it.
nspawn=(env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn -q --register=no --keep-unit --console=pipe --settings=no
	--link-journal=no --resolv-conf=off --timezone=off --bind="$W/volume:/volume"
	--setenv=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)

root() { # MACHINE LAYER...: its directory, from the archive
	local machine=$1 layer
	shift
	mkdir "$W/$machine"
	for layer; do tar -xOf "$ARCHIVE" "$layer.tar" | tar -xp -C "$W/$machine" || return; done
}
bound() { # MACHINE
	[ "$binding" = yes ] || return 0
	mkdir -p "$cg/machine-$1.scope/payload"
	driftbolt bind "$1" "cgroup:$machines/machine-$1.scope/payload"
}
# shellcheck disable=SC2086
r_shell() {
	need bound app
	container_shell "$machines/machine-app.scope" "${nspawn[@]}" -D "$W/app" $SHELL_OPTIONS bash -c "$C_SHELL"
}
# Without machined nothing executes into a container but nsenter, from the container's cgroup: so that is the image's to allow.
r_exec() {
	(
		read -r leader <"$cg/machine-app.scope/payload/cgroup.procs"
		echo "$BASHPID" >"$cg/machine-app.scope/payload/cgroup.procs"
		exec nsenter -a -t "$leader" "$@"
	)
}
r_other() {
	bound other && (echo "$BASHPID" >"$cg/machine-other.scope/cgroup.procs" && exec "${nspawn[@]}" -D "$W/other" "$@" </dev/null)
}
r_identity() { echo '"container_id":"app","container_runtime":"systemd-nspawn"'; }
# What a container changed in a directory stays changed.
r_stop() {
	container_stop
	rm "$W/app/usr/bin/id"
	cp -p "$W/id" "$W/app/usr/bin/id"
}

versions systemd-container
need root app base python app last
need root other base python other
cp -p app/usr/bin/id id
need driftbolt-manifest archive "$ARCHIVE:localhost/app:1" -o app.manifest
need driftbolt-manifest archive "$ARCHIVE:localhost/other:1" -o other.manifest
need helpers /usr/bin/nsenter
runtime_before
for SHELL_OPTIONS in --volatile=overlay --read-only; do
	r_shell
	need inside_drop /usr/local/bin/hello /tmp/dropped
	baseline "$SHELL_OPTIONS: a dropped program" inside tryexec exec /tmp/dropped
	r_stop
done
SHELL_OPTIONS=
r_shell
need inside_drop /usr/local/bin/hello /srv/dropped
container_stop
r_shell
baseline "restarted: what it dropped before" inside tryexec exec /srv/dropped
need inside rm /srv/dropped
r_stop

# The containers scope knows no root that is a directory, but an overlay that nspawn mounts over it: the directory is its layer.
need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
SHELL_OPTIONS=
r_shell
need inside_drop /usr/local/bin/hello /tmp/dropped
case_output "a directory in the containers scope alone: nobody judges" '*ok' inside tryexec exec /tmp/dropped
r_stop
zoo_quiet "a directory in the containers scope alone"
SHELL_OPTIONS=--volatile=overlay
r_shell
need inside_drop /usr/local/bin/hello /tmp/dropped
case_denied "--volatile=overlay: a dropped program" EPERM inside tryexec exec /tmp/dropped
control "--volatile=overlay: a program of the image" inside tryexec exec /usr/local/bin/hello
r_stop
SHELL_OPTIONS=

binding=yes
need driftbolt load --mode enforce --name app app.manifest helpers.manifest
need driftbolt load --mode enforce --name other other.manifest
zoo_begin
runtime_works nspawn
r_shell
need inside_drop /usr/local/bin/hello /srv/dropped
container_stop
r_shell
case_output "restarted" '*a module beside it*' inside python3 /srv/app/app.py
zoo_quiet "nspawn, restarted"
case_denied "restarted: what it dropped before" EPERM inside tryexec exec /srv/dropped
control "restarted: a program of the image" inside tryexec exec /usr/local/bin/hello
r_stop
zoo_begin
SHELL_OPTIONS=--read-only
r_shell
case_output "--read-only: python3" '*a module beside it*' inside python3 /srv/app/app.py
case_status "--read-only: nothing is written" 1 inside_sh '>/usr/bin/new || exit 1'
zoo_quiet nspawn
need inside_drop /usr/local/bin/hello /tmp/dropped
case_denied "--read-only: a dropped program" EPERM inside tryexec exec /tmp/dropped
r_stop
SHELL_OPTIONS=
runtime_refused
runtime_host
