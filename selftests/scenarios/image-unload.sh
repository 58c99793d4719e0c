# SPDX-License-Identifier: GPL-2.0-only
# desc: one image is unloaded while others stay; not while it holds; its last tasks are judged by nobody, a new one of its name is new
# check: 6.12
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
cg=/sys/fs/cgroup
mkdir -p $cg/a $cg/b
at_end rmdir $cg/a $cg/b
at_end "driftbolt unload 2>/dev/null"
both="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
inside() { (echo $BASHPID >"$cg/$1/cgroup.procs" && shift && exec "$@"); }
try=$PROBES/tryexec
drop "$PROBES/hello" dropped
cp "$PROBES/hello" relied
baseline "dropped, in a" inside a "$try" exec "$W/dropped"
baseline "dropped, in b" inside b "$try" exec "$W/dropped"
baseline "dropped, in a again" inside a "$try" exec "$W/dropped"
baseline "relied on, written" "$PROBES/trychange" write "$W/relied"
cp "$PROBES/hello" relied

for name in a b; do
	# shellcheck disable=SC2086
	need driftbolt load --name $name --mode enforce --scope cgroup:/$name $both
done
case_denied "dropped, in a" EPERM inside a "$try" exec "$W/dropped"
case_ok "a relies on a file" inside a "$try" exec "$W/relied"
case_denied "relied on, written" EPERM "$PROBES/trychange" write "$W/relied"
case_status "it holds in a cgroup: refused" 1 driftbolt unload a
case $output in *"holds in cgroup:"*"driftbolt unbind cgroup:"*) pass "it says what to do" ;; *) fail "it says what to do"; explain_failure ;; esac
case_output "it is still there" "*'a': enforce*'b': enforce*" driftbolt status

# A task that keeps the scope of a.
mkfifo ready in out
inside a sh -c 'echo >ready; read -r _ <in; "$@" >out 2>&1' sh "$try" exec "$W/dropped" &
need timeout 20 cat ready
need driftbolt unbind cgroup:/a
case_ok "it holds nowhere: unloaded" driftbolt unload a
case_output "status has b alone" "*image 'b': enforce*" driftbolt status
case $output in *"image 'a'"*) fail "status has no a"; explain_failure ;; *) pass "status has no a" ;; esac
case_status "its pin is gone" 1 test -e /sys/fs/bpf/driftbolt/images/a
case_status "and it cannot be unloaded twice" 1 driftbolt unload a
echo go >in
case_output "a task that is left of it is judged by nobody" '*ok' timeout 20 cat out
case_ok "what it relied on can be written" "$PROBES/trychange" write "$W/relied"
case_denied "dropped, in b" EPERM inside b "$try" exec "$W/dropped"
control "an allowed program, in b" inside b "$try" exec "$PROBES/hello"

# shellcheck disable=SC2086
need driftbolt load --name a --mode enforce --scope cgroup:/a $both
case_denied "dropped, in a again" EPERM inside a "$try" exec "$W/dropped"
case_output "with an id of its own" '*"id":3*' driftbolt status --json

# shellcheck disable=SC2086
need driftbolt load --name host --scope host $both
case_status "it holds in the host scope: refused" 1 driftbolt unload host
# shellcheck disable=SC2086
need driftbolt load --name host --scope none $both
case_ok "taken out of it, it goes" driftbolt unload host
rmdir $cg/b
case_ok "a binding whose cgroup is gone does not hold it" driftbolt unload b
mkdir $cg/b
