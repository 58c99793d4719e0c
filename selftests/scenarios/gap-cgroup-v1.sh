# SPDX-License-Identifier: GPL-2.0-only
# desc: cgroup v1: cgroup scopes are refused, the host scope works
# suite: check-all
# guest: cgroup=v1
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

case_output "check notes that cgroup scopes cannot work, and what to do" \
	'note /sys/fs/cgroup: not cgroup v2*boot with systemd.unified_cgroup_hierarchy=1*ok *' driftbolt check
nothing_left "after check"

mkdir /sys/fs/cgroup/pids/box
at_end rmdir /sys/fs/cgroup/pids/box
case_status "load into a cgroup scope exits with 77" 77 \
	driftbolt load --scope cgroup:/pids/box "$MANIFESTS/payload.manifest"
case $output in
'driftbolt: "/sys/fs/cgroup": not cgroup v2'*'mount cgroup2 there') pass "load says what to do" ;;
*) fail "load says what to do"; explain_failure ;;
esac
nothing_left "after load"

drop "$PROBES/hello" /tmp/dropped
at_end rm -f /tmp/dropped
baseline "dropped" "$PROBES/tryexec" exec /tmp/dropped
need driftbolt load --name machine --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_denied "dropped" EPERM "$PROBES/tryexec" exec /tmp/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
case_status "bind says no" 1 driftbolt bind machine cgroup:/pids/box
