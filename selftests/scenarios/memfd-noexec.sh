# SPDX-License-Identifier: GPL-2.0-only
# desc: vm.memfd_noexec, whatever it is, does not keep check and load from proving enforcement
# suite: check-all
# kernels: 6.12 7
# vm: shared
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
sysctl=/proc/sys/vm/memfd_noexec
[ -e $sysctl ] || skip "this kernel has no vm.memfd_noexec"
at_end "echo 0 >$sysctl"
at_end "driftbolt unload 2>/dev/null"

drop "$PROBES/hello" dropped
for value in 1 2; do # 0 is the kernel's own, in all other scenarios
	echo $value >$sysctl
	case_output "$value is set" $value cat $sysctl
	case_output "$value: this kernel enforces" '*this kernel enforces*' driftbolt check
	baseline "$value: dropped" "$PROBES/tryexec" exec "$W/dropped"
	case_ok "$value: load" driftbolt load --name host --mode enforce --scope host \
		"$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
	case_denied "$value: dropped" EPERM "$PROBES/tryexec" exec "$W/dropped"
	control "$value: an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
	need driftbolt unload
	nothing_left "$value"
done
