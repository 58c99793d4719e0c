# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: interpreters of the image run the image's scripts and modules and no others, and read data as before
# suite: check
# check: 6.12
# vm: shared
# timeout: 700
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
. /driftbolt/scenarios/lib/interpreters.sh

# Where the kernel says a script executed by descriptor is.
[ -e /dev/fd ] || { ln -s /proc/self/fd /dev/fd && at_end rm /dev/fd; }
# Before Linux 6.9 nothing is hashed when it is opened: what was there before the load is only recorded.
mkdir old "$X"
for each in audited enforced; do printf 'touch %s/mark\n' "$X" >"old/$each"; done
older() {
	if grep -q ' bpf_lsm_file_post_open$' /proc/kallsyms; then
		REFUSED=$W/old/ attack "sh FILE, older than the load" EPERM ran sh "$W/old/$phase"
	else
		ran sh "$W/old/$phase" >/dev/null || :
		case_output "older than the load, $phase: found by size, or recorded" '*' sh -c "driftbolt events --json | grep -E '\"reason\":\"(unverified|unknown-size)\"' | grep -q old/$phase"
	fi
}
# A disk that holds a program; made before the load, as is what lies on it.
printf 'touch %s/mark\nexit\n' "$X" >"$W/disk"
truncate -s 4096 "$W/disk"
modprobe loop 2>/dev/null || :
need losetup -f "$W/disk"
disk=$(losetup -j "$W/disk" | cut -d: -f1)
at_end losetup -d "$disk"
attacks() {
	older
	script_attacks
	REFUSED=$disk attack "sh DISK" EPERM ran sh "$disk"
	attack "sh < DISK" EPERM ran sh -c "sh <$disk"
	# runc is dynamic, and has the thread-local storage that a static program wants of the program it finds itself in.
	printf 'echo >%s/mark\n' "$X" >"$W/words"
	attack "an interpreter in the place of the dynamic linker" other ran unshare -m bash -c \
		"mount --bind $D/vm/busybox $(readlink -f /lib64/ld-linux-x86-64.so.2) && exec -a sh runc $W/words"
}

need driftbolt load --name machine --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
prepare_scripts
attacks
# Anew, while python may still read what it makes of them.
rm -rf "$X"
prepare_scripts
enforce machine
attacks
scripts_allowed
attempt ran sh -c 'exit 1'
[ "$(verdict)" = other ] && pass "an interpreter that fails by itself is not taken for a refused one" || fail "an interpreter that fails by itself: $(verdict)"
case_output "which kills" '*' sh -c 'driftbolt events --json | grep "\"reason\":\"script-file\"" | grep "\"verdict\":\"kill\"" | grep -q "\"arguments\":\"sh\""'
case_output "what is no bytecode is told in __pycache__, too" '*__pycache__/named.py*' sh -c 'driftbolt events --json | grep "\"verdict\":\"deny\"" | grep __pycache__'
data_is_read
inline_is_recorded
inline_in_options_and_variables
