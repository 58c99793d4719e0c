# SPDX-License-Identifier: GPL-2.0-only
# desc: gcc and make in a container in enforce: a C project is built; what was built does not run until a manifest of it is loaded, or in audit
# suite: soak
# root: zoo
# vm: shared
# timeout: 900
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/zoo.sh

build() { inside_sh "rm -rf $1 && mkdir -p $1 && make -j2 -C $Z/project O=$1"; }

zoo_open gcc-12 binutils make libc6-dev
need build /srv/out
attack "what was built" EPERM inside tryexec exec /srv/out/app
attack "what was built, static" EPERM inside tryexec exec /srv/out/static-app
zoo_enforce
case_ok "make builds the project" build /srv/out
zoo_quiet "gcc"
attack "what was built" EPERM inside tryexec exec /srv/out/app
attack "what was built, static" EPERM inside tryexec exec /srv/out/static-app
zoo_dropped
# The builder's rule: the host lists what was built and loads it with the image, in one step.
need driftbolt-manifest rootfs "$C_ROOT/srv/out" -o "$W/out.manifest"
need driftbolt load --name zoo "$MANIFESTS/zoo.manifest" "$MANIFESTS/payload.manifest" "$W/out.manifest"
zoo_begin
case_output "with a manifest of it, it runs" 328350 inside /srv/out/app
case_output "static, too" 328350 inside /srv/out/static-app
zoo_quiet "what was built"
case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
# And back: the image alone again.
need driftbolt load --name zoo "$MANIFESTS/zoo.manifest" "$MANIFESTS/payload.manifest"
case_denied "what was built" EPERM inside tryexec exec /srv/out/app
need driftbolt mode audit zoo
zoo_begin
case_output "in audit, it runs" 328350 inside /srv/out/app
case_output "and is recorded" '*"verdict":"audit"*/srv/out/app*' zoo_events
