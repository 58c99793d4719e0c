# SPDX-License-Identifier: GPL-2.0-only
# desc: the guest is what the other scenarios rely on: BPF LSM on, IMA's digests, bpffs, cgroup v2, modules
# vm: shared
. /driftbolt/scenarios/lib.sh

case_output "bpf is among the security modules" '*,bpf*' cat /sys/kernel/security/lsm
case_ok "BTF is readable" test -r /sys/kernel/btf/vmlinux
case_output "ftrace is on" 1 cat /proc/sys/kernel/ftrace_enabled
case_output "bpffs is mounted" '*' grep -q ' /sys/fs/bpf bpf ' /proc/mounts
case_output "cgroup v2 alone is mounted" '*' grep -q ' /sys/fs/cgroup cgroup2 ' /proc/mounts
case_output "overlay is loaded" '*overlay*' cat /proc/filesystems
case_ok "modprobe finds this kernel's modules" modprobe erofs
case_ok "the root can be written" touch /usr/bin/.write-test
need rm -f /usr/bin/.write-test
case_ok "python3 runs" python3 -c 'import json, sqlite3, ctypes'
case_ok "bpftool sees the kernel" bpftool prog list
case_output "file capabilities came into the image" '*cap_net_raw*' getcap /usr/bin/ping
case_ok "su is setuid" test -u /usr/bin/su
