# SPDX-License-Identifier: GPL-2.0-only
# desc: maps without room for one more: who would lose his scope does not fork or execute, and a file that cannot be remembered is no code
# suite: check-all
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
maps=/sys/fs/bpf/driftbolt/maps
box=/sys/fs/cgroup/full
counted() { driftbolt status --json | grep -o "\"$1\": *[0-9]*" | grep -o '[0-9]*$'; }

mkdir "$box"
at_end rmdir "$box"
for each in exec map; do cp "$PROBES/hello" "$each"; done
need driftbolt load --mode enforce --name full "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
need driftbolt bind full cgroup:/full

# With room for one more all of it works, before and after.
tasks() { "$PROBES/fill" "$maps/db_tasks" "$1" "$box/cgroup.procs" "${@:2}"; }
inodes() { "$PROBES/fill" "$maps/db_inodes" "$1" "$box/cgroup.procs" "${@:2}"; }
baseline "a fork" tasks 1000 fork
baseline "an exec by a task that comes into a scope" tasks 1000 exec "$PROBES/hello"
case_denied "a fork" ENOMEM tasks all fork
lost=$(counted scope-lost)
[ "${lost:-0}" -gt 0 ] && pass "it is counted: $lost" || fail "it is counted"
case_denied "an exec by a task that comes into a scope" EPERM tasks all exec "$PROBES/hello"
[ "$(counted scope-lost)" -gt "$lost" ] && pass "and so is that" || fail "and so is that"
case_output "the event says why" '*"reason":"no-memory"*' sh -c 'driftbolt events --json | grep "\"verdict\":\"deny\"" | tail -n 1'
control "a fork when there is room" tasks 1000 fork
control "an exec when there is room" tasks 1000 exec "$PROBES/hello"

if [ -e "$maps/db_inodes" ]; then
	cp "$PROBES/hello" before
	baseline "an exec of a file that is not known yet" inodes 1000 exec "$W/before"
	baseline "a mapping of a file that is not known yet" inodes 1000 map "$W/before"
	case_denied "an exec of a file that is not known yet" EPERM inodes all exec "$W/exec"
	case_output "the event says why" '*"reason":"record-full"*' sh -c 'driftbolt events --json | grep "\"verdict\":\"deny\"" | tail -n 1'
	case_denied "a mapping of a file that is not known yet" EPERM inodes all map "$W/map"
	control "the same file when there is room" inodes 1000 exec "$W/exec"
	control "mapped when there is room" inodes 1000 map "$W/map"
else
	skip_case "a file that cannot be remembered" "since Linux 7.2 a record is kept with its inode"
fi
