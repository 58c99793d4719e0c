# SPDX-License-Identifier: GPL-2.0-only
# desc: metrics count what was refused, say how full maps are, and how long programs ran if the kernel counts it
# suite: check
# check: 6.12
# vm: shared
# timeout: 120
. /driftbolt/scenarios/lib.sh

drop "$PROBES/hello" dropped
baseline "dropped" "$PROBES/tryexec" exec "$PWD/dropped"
case_output "not loaded" '*driftbolt_loaded 0*# EOF' driftbolt metrics
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
denials() { driftbolt metrics | awk '/^driftbolt_verdicts_total\{verdict="deny"/ { n += $NF } END { print n }'; }
before=$(denials)
case_denied "dropped" EPERM "$PROBES/tryexec" exec "$PWD/dropped"
case_output "a denial is counted" $((before + 1)) denials
control "whole file" driftbolt metrics --output "$PWD/driftbolt.prom"
metric() { sed -n "s/^$1 //p" driftbolt.prom; }
case_output "all have their recorder" "$(metric driftbolt_recorders_expected)" metric driftbolt_recorders_attached
case_output "all programs are attached" "$(metric driftbolt_programs_expected)" metric driftbolt_programs_attached
case_output "and by the image" "$(denials)" metric 'driftbolt_image_findings_total{image="debian",verdict="deny"}'
case_output "the mode" 1 metric 'driftbolt_image_mode{image="debian",mode="enforce"}'
case_output "the only image's map" 1 metric 'driftbolt_map_entries{map="db_imageinfo"}'
case_output "the deny list is empty" 0 metric 'driftbolt_map_entries{map="db_deny"}'
need driftbolt deny add "$(sha256sum <dropped | cut -d ' ' -f 1)"
driftbolt metrics >driftbolt.prom
case_output "and then not" 1 metric 'driftbolt_map_entries{map="db_deny"}'

case_status "no program times" 1 grep -q program_run driftbolt.prom
need sysctl -qw kernel.bpf_stats_enabled=1
at_end sysctl -qw kernel.bpf_stats_enabled=0
"$PROBES/hello"
driftbolt metrics >driftbolt.prom
case_ok "program times, if the kernel counts" grep -q '^driftbolt_program_runs_total{program="db_.*} [1-9]' driftbolt.prom
