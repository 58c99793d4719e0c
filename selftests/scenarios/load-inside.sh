# SPDX-License-Identifier: GPL-2.0-only
# desc: load works from inside a bound cgroup and from the host scope, in audit and in enforce: its probe leaves the loader's scope
# check: 6.12
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
cg=/sys/fs/cgroup
mkdir -p $cg/box
at_end rmdir $cg/box
both="$MANIFESTS/debian.manifest $MANIFESTS/payload.manifest"
# inside COMMAND...: a child that moves itself into the bound cgroup and then is COMMAND
inside() { (echo $BASHPID >$cg/box/cgroup.procs && exec "$@"); }
try=$PROBES/tryexec
drop "$PROBES/hello" dropped
baseline "dropped, after the loads" inside "$try" exec "$W/dropped"

# shellcheck disable=SC2086
need driftbolt load --name box --mode audit --scope cgroup:/box $both
at_end "driftbolt unload"
# A container's default refuses to load BPF programs, which libbpf tries when it looks at the kernel.
need driftbolt set box foreign-bpf=off inline-code=off
for mode in audit enforce; do
	need driftbolt mode $mode box
	# shellcheck disable=SC2086
	case_output "$mode: a swap from inside" "swapped 'box'*$mode" inside driftbolt load --name box $both
	# shellcheck disable=SC2086
	case_output "$mode: a new image from inside" "*'$mode'*" inside driftbolt load --name $mode $both
	# A grandchild: its scope is inherited, not found by its cgroup.
	# shellcheck disable=SC2086
	case_output "$mode: from a shell inside that moved out" "swapped 'box'*" \
		inside sh -c "echo \$\$ >$cg/cgroup.procs && driftbolt load --name box $both; exit \$?"
done
case_output "no finding was recorded" '' driftbolt events
# As a container has it: what libbpf tries is refused, and told, and the load goes on.
need driftbolt set box foreign-bpf=block
# shellcheck disable=SC2086
case_output "enforce, with foreign-bpf refused: a swap from inside" "swapped 'box'*enforce" inside driftbolt load --name box $both
# shellcheck disable=SC2086
case_output "and a new image from inside" "*'other'*" inside driftbolt load --name other $both
case_output "which is told" '*deny*by driftbolt*foreign-bpf*' driftbolt events
case_denied "dropped, after the loads" EPERM inside "$try" exec "$W/dropped"
control "an allowed program in it" inside "$try" exec "$PROBES/hello"

need driftbolt mode enforce
# shellcheck disable=SC2086
need driftbolt load --name host --mode enforce --scope host $both
# shellcheck disable=SC2086
case_output "from inside, with a host scope around it" "swapped 'box'*" inside driftbolt load --name box $both
# shellcheck disable=SC2086
case_output "from the host scope" "swapped 'host'*" driftbolt load --name host $both
