# SPDX-License-Identifier: GPL-2.0-only
# desc: ftrace off, BTF unreadable, no bpffs, no root: check and load say no; put right again, the machine enforces
# check: 6.12
# vm: shared
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

at_end "echo 1 >/proc/sys/kernel/ftrace_enabled"
if sh -c 'echo 0 >/proc/sys/kernel/ftrace_enabled' 2>/dev/null; then
	gap "ftrace disabled" /proc/sys/kernel/ftrace_enabled \
		"*switches every BPF LSM program off: 'sysctl kernel.ftrace_enabled=1'"
	echo 1 >/proc/sys/kernel/ftrace_enabled
else
	skip_case "ftrace disabled" "this kernel refuses to switch it off"
fi

need mount -t tmpfs none /sys/kernel/btf
gap "BTF unreadable" /sys/kernel/btf/vmlinux '*CONFIG_DEBUG_INFO_BTF=y and the file readable'
need umount /sys/kernel/btf

need umount /sys/fs/bpf
gap "no bpffs" /sys/fs/bpf "*'mount -t bpf bpf /sys/fs/bpf'"
need mount -t bpf -o mode=700 bpf /sys/fs/bpf

chmod 755 /root "$W"
at_end chmod 700 /root
case_status "not root: check exits with 77" 77 setpriv --reuid=65534 --clear-groups driftbolt check
case $output in
*'gap  uid: '*sudo*) pass "not root: check says what to do" ;;
*) fail "not root: check says what to do"; explain_failure ;;
esac
case_status "not root: load exits with 77" 77 setpriv --reuid=65534 --clear-groups \
	driftbolt load "$MANIFESTS/payload.manifest"

case_ok "put right again, this kernel enforces" driftbolt check
