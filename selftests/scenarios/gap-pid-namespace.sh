# SPDX-License-Identifier: GPL-2.0-only
# desc: in a child pid namespace check, load and bind say no and why; outside they work
# suite: check-all
# vm: shared
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
mkdir -p /sys/fs/cgroup/box
at_end rmdir /sys/fs/cgroup/box
at_end "unset -f driftbolt; driftbolt unload 2>/dev/null"

driftbolt() { unshare --pid --fork --mount-proc driftbolt "$@"; }
gap "a child pid namespace" /proc/self/ns/pid '*run it outside the container'
gap "a child pid namespace, a cgroup" /proc/self/ns/pid '*run it outside the container' --scope cgroup:/box

unset -f driftbolt
case_ok "outside: check" driftbolt check
case_ok "outside: load" driftbolt load --name box "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_status "inside: bind" 77 unshare --pid --fork --mount-proc driftbolt bind box cgroup:/box
case $output in
'driftbolt: "/proc/self/ns/pid": '*'run it outside the container') pass "inside: bind says why" ;;
*) fail "inside: bind says why"; explain_failure ;;
esac
case_output "nothing is bound" '*"scopes":\[\]*' sh -c "driftbolt status --json | tr -d ' \n'"
case_ok "its children alone in another: load" unshare --pid sh -c "exec driftbolt load --name box \
	$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
case_ok "outside: bind" driftbolt bind box cgroup:/box
case_ok "inside: status" unshare --pid --fork --mount-proc driftbolt status
