# SPDX-License-Identifier: GPL-2.0-only
# desc: the binding of a removed cgroup can be removed by its number, and goes by itself when another cgroup is bound
# check: 6.12
# vm: shared
. /driftbolt/scenarios/lib.sh
cg=/sys/fs/cgroup
at_end "driftbolt unload 2>/dev/null"
need driftbolt load --name box --mode enforce "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
bound() { driftbolt status --json | sed -n 's/^ *"\(cgroup:[0-9]*\)".*/\1/p' | sort | tr '\n' ' '; }
count() { bpftool map dump pinned /sys/fs/bpf/driftbolt/maps/db_config | sed -n 's/.*"bound_cgroups": *\([0-9]*\).*/\1/p'; }
inside() { (echo $BASHPID >"$cg/$1/cgroup.procs" && shift && exec "$@"); }
id() { stat -c cgroup:%i "$cg/$1"; }

mkdir -p $cg/gone $cg/empty/deep/er $cg/full
at_end rmdir $cg/empty/deep/er $cg/empty/deep $cg/empty $cg/full
drop "$PROBES/hello" dropped
baseline "dropped, in what stays bound" inside full "$PROBES/tryexec" exec "$W/dropped"
baseline "dropped, in what is deep" inside empty/deep/er "$PROBES/tryexec" exec "$W/dropped"
for name in gone empty/deep/er full; do need driftbolt bind box cgroup:/$name; done
gone=$(id gone)
rmdir $cg/gone
case_status "a path that is gone cannot be unbound" 1 driftbolt unbind cgroup:/gone
case $output in *"cgroup:NUMBER"*) pass "it says how" ;; *) fail "it says how"; explain_failure ;; esac
case_output "status shows its number" "*$gone*" bound
case_ok "it is unbound by that" driftbolt unbind "$gone"
case_output "status shows the others" "*$(id full)*" bound
case_output "two are left" 2 count
case_status "a second time" 1 driftbolt unbind "$gone"
for word in cgroup:12x cgroup:99999999999999999999999 cgroup:-1 cgroup: cgroup:0x10; do
	case_status "not a number: $word" 2 driftbolt unbind $word
done
case_status "a number that is not bound" 1 driftbolt unbind cgroup:4
case_status "bind takes no number" 2 driftbolt bind box cgroup:4

# Twenty that are gone, and the next bind.
for i in $(seq 20); do
	mkdir $cg/gone && need driftbolt bind box cgroup:/gone && rmdir $cg/gone
done
mkdir $cg/new
at_end rmdir $cg/new
need driftbolt bind box cgroup:/new
case_output "those that are gone went" 3 count
expected=$(for name in empty/deep/er full new; do id $name; done | sort | tr '\n' ' ')
case_output "those that are there stayed" "${expected% }" sh -c 'echo $1' sh "$(bound)"
case_denied "dropped, in what stays bound" EPERM inside full "$PROBES/tryexec" exec "$W/dropped"
case_denied "dropped, in what is deep" EPERM inside empty/deep/er "$PROBES/tryexec" exec "$W/dropped"
control "an allowed program" inside full "$PROBES/tryexec" exec "$PROBES/hello"
