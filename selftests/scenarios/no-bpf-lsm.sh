# SPDX-License-Identifier: GPL-2.0-only
# desc: a guest can be given another command line: here without bpf in lsm=
# lsm: lockdown,capability,landlock,yama,apparmor
# vm: own
. /driftbolt/scenarios/lib.sh

case_status "bpf is not among the security modules" 1 grep -qw bpf /sys/kernel/security/lsm
