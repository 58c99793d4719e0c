# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: interpreters of the image run the image's scripts and modules and no others, and read data as before
# suite: check
# check: 6.12
# vm: shared
# timeout: 400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/interpreters.sh

# Where the kernel says a script executed by descriptor is.
[ -e /dev/fd ] || { ln -s /proc/self/fd /dev/fd && at_end rm /dev/fd; }
prepare_scripts
scripts_before
# A disk that holds a program; made before the load, as is what lies on it.
printf 'touch %s/mark\nexit\n' "$X" >"$W/disk"
truncate -s 4096 "$W/disk"
modprobe loop 2>/dev/null || :
need losetup -f "$W/disk"
disk=$(losetup -j "$W/disk" | cut -d: -f1)
at_end losetup -d "$disk"
baseline "sh DISK" ran sh "$disk"
baseline "sh < DISK" ran sh -c "sh <$disk"
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
case_denied "sh DISK" EPERM ran sh "$disk"
case_denied "sh < DISK" EPERM ran sh -c "sh <$disk"
case_output "which kills" '*' sh -c 'driftbolt events --json | grep "\"reason\":\"script-file\"" | grep "\"verdict\":\"kill\"" | grep -q "\"arguments\":\"sh\""'
case_output "what is no bytecode is told in __pycache__, too" '*__pycache__/named.py*' sh -c 'driftbolt events --json | grep "\"verdict\":\"deny\"" | grep __pycache__'
data_is_read
inline_is_recorded
inline_in_options_and_variables
