# SPDX-License-Identifier: GPL-2.0-only
# desc: buildah: what a RUN step builds runs from the next layer on, not in the step itself; with bind --off or in audit it does
# suite: check-all
# root: runtimes
# timeout: 1800
#
# Each RUN is a container of its own: what the step wrote itself is in no layer yet, and so drift. With --layers every step
# becomes one, which the next step's container has below it.
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
. /driftbolt/scenarios/lib/runtime-tiny.sh
export BUILDAH_ISOLATION=oci
mkdir same next base plain
image='FROM localhost/tiny:1
ENV PATH=/usr/local/bin:/bin'

cat >same/Containerfile <<EOT
$image
RUN cp /usr/local/bin/hello /usr/local/bin/built && printf x >>/usr/local/bin/built && echo "said: \$(tryexec exec /usr/local/bin/built | tail -n 1)"
EOT
cat >next/Containerfile <<EOT
$image
RUN cp /usr/local/bin/hello /usr/local/bin/built && printf x >>/usr/local/bin/built
RUN echo "said: \$(tryexec exec /usr/local/bin/built | tail -n 1)"
EOT

bud() { # DIRECTORY WORDS...
	local directory=$1
	shift
	buildah --cgroup-manager=cgroupfs bud --pull-never --no-cache "$@" -t localhost/built:1 "$directory"
}
# built BUD-ARGUMENTS...: a probe: what the program got that a step built.
built() {
	bud "$@" >"$W/said" 2>&1 || { cat "$W/said"; echo other; return 1; }
	cat "$W/said"
	verdict=$(sed -n 's/^said: //p' "$W/said")
	echo "$verdict"
	[ "$verdict" = ok ]
}
ways() { # each in both phases
	attack "built and run in one step" EPERM built same --network host
	attack "built and run in one step, isolation chroot" EPERM built same --isolation chroot
	attack "built in one step, run in the next, of one layer" EPERM built next --network host --layers=false
	allowed "built in one step, run in the next, each a layer" built next --network host --layers
}

printf '%s\nRUN sh /srv/script.sh && hello\n' "$image" >plain/Containerfile
versions buildah crun
need tiny_tree "$W/base/tiny"
printf 'FROM scratch\nCOPY tiny /\n' >base/Containerfile
need buildah bud --network host -t localhost/tiny:1 base
phase=before
ways
phase=enforced
need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
case_ok "a build that runs what the image has" bud plain --network host
zoo_quiet "a build that runs what the image has"
ways

# What was built is an image like any other: its layers say what runs.
need built next --network host --layers
cid=$(buildah from localhost/built:1)
control "a container of what was built" buildah --cgroup-manager=cgroupfs run --network host "$cid" tryexec exec /usr/local/bin/built
need buildah rm "$cid"

# The two ways for builds that must run what they make in the same step: a cgroup that nobody judges ...
mkdir -p /sys/fs/cgroup/builds
at_end rmdir /sys/fs/cgroup/builds '2>/dev/null || :'
need driftbolt bind --off cgroup:/builds
zoo_begin
case_ok "bind --off: built and run in one step" built same --network host --cgroup-parent /builds
zoo_quiet "bind --off"
case_denied "built and run in one step" EPERM built same --network host
# ... and audit, for all containers.
need driftbolt mode audit containers
zoo_begin
case_ok "audit: built and run in one step" built same --network host
case_output "audit: it is recorded" '*"verdict":"audit"*/usr/local/bin/built*' zoo_events

need driftbolt mode enforce containers
need driftbolt load --mode enforce --scope host --name machine "$MANIFESTS/runtimes.manifest" "$MANIFESTS/payload.manifest"
zoo_begin
ways
