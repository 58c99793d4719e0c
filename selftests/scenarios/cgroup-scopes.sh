# SPDX-License-Identifier: GPL-2.0-only
# desc: an image bound to a cgroup holds for the tasks in it, their children, and wherever they go; for nobody else
# suite: check
# check: 6.12
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh
try=$PROBES/tryexec
cg=/sys/fs/cgroup
mkdir -p $cg/scope/child $cg/elsewhere
at_end rmdir $cg/scope/child $cg/scope $cg/elsewhere
drop "$PROBES/hello" dropped

# inside CGROUP COMMAND...: a child that moves itself there and then is COMMAND
inside() { (echo $BASHPID >"$cg/$1/cgroup.procs" && shift && exec "$@"); }
# A task that waits for a line before it goes on: started now, judged later.
waiting() { # NAME CGROUP COMMAND...
	local task=$1 group=$2
	shift 2
	mkfifo "$task.in" "$task.out"
	(read -r _ <"$task.in"; exec "$@" >"$task.out" 2>&1) &
	eval "$task=$!"
	[ -z "$group" ] || echo $! >"$cg/$group/cgroup.procs"
}
# Lets it go and says what it said; it is no child of the subshell that asks, so its words tell how it ended.
released() { # NAME
	local said
	echo go >"$1.in"
	said=$(timeout 20 cat "$1.out")
	echo "$said"
	[ "${said##*"$newline"}" = ok ]
}

baseline "a task in it" inside scope "$try" exec "$W/dropped"
for case in "a task present at bind" "a child of a task present at bind" "a task that moves itself out" "a task moved in by another" \
	"born into it by clone3" "in a child cgroup" "the grandchild of a task in it" "fork after moving out" "born elsewhere from in it" \
	"a task in it after unbind of another" "a thread of it" "present at unbind" "a child of what was present at unbind"; do
	baseline "$case" "$try" exec "$W/dropped"
done

waiting present scope "$try" exec "$W/dropped"
waiting present_child scope sh -c '"$@"; exit $?' sh "$try" exec "$W/dropped"
need driftbolt load --mode enforce --scope none --name box "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
control "loaded but not bound" inside scope "$try" exec "$W/dropped"
waiting before_bind '' "$try" exec "$W/dropped"
need driftbolt bind box cgroup:/scope

case_denied "a task present at bind" EPERM released present
case_denied "a child of a task present at bind" EPERM released present_child
case_denied "a task in it" EPERM inside scope "$try" exec "$W/dropped"
control "an allowed program in it" inside scope "$try" exec "$PROBES/hello"
control "a task outside" "$try" exec "$W/dropped"
control "a task in another cgroup" inside elsewhere "$try" exec "$W/dropped"
case_denied "in a child cgroup" EPERM inside scope/child "$try" exec "$W/dropped"
case_denied "the grandchild of a task in it" EPERM inside scope sh -c 'sh -c "\"\$@\"; exit \$?" sh "$@"; exit $?' sh "$try" exec "$W/dropped"
case_denied "a thread of it" EPERM inside scope "$try" thread "$W/dropped"
case_denied "a task that moves itself out" EPERM inside scope \
	sh -c 'echo $$ >/sys/fs/cgroup/elsewhere/cgroup.procs && exec "$@"' sh "$try" exec "$W/dropped"
case_denied "fork after moving out" EPERM inside scope \
	sh -c 'echo $$ >/sys/fs/cgroup/cgroup.procs && "$@"; exit $?' sh "$try" exec "$W/dropped"
case_denied "born into it by clone3" EPERM "$PROBES/intocgroup" $cg/scope "$try" exec "$W/dropped"
case_denied "born elsewhere from in it" EPERM inside scope "$PROBES/intocgroup" $cg/elsewhere "$try" exec "$W/dropped"
control "born elsewhere by clone3" "$PROBES/intocgroup" $cg/elsewhere "$try" exec "$W/dropped"
echo "$before_bind" >$cg/scope/cgroup.procs
case_denied "a task moved in by another" EPERM released before_bind
# In and out again before it does anything: it was in the scope.
waiting visitor '' "$try" exec "$W/dropped"
echo "$visitor" >$cg/scope/cgroup.procs
echo "$visitor" >$cg/elsewhere/cgroup.procs
case_denied "a task moved in by another" EPERM released visitor

# The scope lock holds for those outside, too: they may not write what the scope runs.
cp "$PROBES/hello" shared
baseline "what the scope runs, written from outside" "$PROBES/trychange" write "$W/shared"
cp "$PROBES/hello" shared
control "it runs in the scope" inside scope "$try" exec "$W/shared"
case_denied "what the scope runs, written from outside" EPERM "$PROBES/trychange" write "$W/shared"

# unbind: for tasks that enter later
waiting staying scope "$try" exec "$W/dropped"
waiting staying_child scope sh -c '"$@"; exit $?' sh "$try" exec "$W/dropped"
need driftbolt unbind cgroup:/scope
case_denied "present at unbind" EPERM released staying
case_denied "a child of what was present at unbind" EPERM released staying_child
control "after unbind a new task is free" inside scope "$try" exec "$W/dropped"
need driftbolt bind box cgroup:/scope/child
case_denied "in a child cgroup" EPERM inside scope/child "$try" exec "$W/dropped"
control "a parent of a bound cgroup is free" inside scope "$try" exec "$W/dropped"
