# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: interpreters of the image run the image's scripts and modules and no others, and read data as before
# suite: check
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/interpreters.sh

prepare_scripts
scripts_before
need driftbolt load --name machine --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_ok "audit: a dropped script runs" sh "$W/x/noext-sh"
case_output "audit: and is recorded" '*' sh -c 'driftbolt events --json | grep "\"kind\":\"read\"" | grep -E "\"verdict\":\"(audit|alert)\"" | grep -q noext-sh'
need driftbolt mode enforce machine
# Before Linux 6.9 nothing is hashed when it is opened: what was there before the load is only recorded.
if grep -q ' bpf_lsm_file_post_open$' /proc/kallsyms; then
	case_denied "sh FILE" EPERM ran sh "$X/noext-sh"
else
	ran sh "$X/noext-sh" >/dev/null || :
	case_output "older than the load: refused by size, or recorded" '*' sh -c 'driftbolt events --json | grep -E "\"reason\":\"(unverified|unknown-size)\"" | grep -q noext-sh'
fi
rm -rf "$X"
prepare_scripts
scripts_refused
data_is_read
inline_is_recorded
