# SPDX-License-Identifier: GPL-2.0-only
# desc: without bpf in lsm= everything would load and nothing be enforced: check and load say no, also without securityfs
# lsm: lockdown,capability,landlock,yama,apparmor,integrity
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

case_status "bpf is not among the security modules" 1 grep -qw bpf /sys/kernel/security/lsm
gap "no bpf in lsm=" lsm= '*boot with*lockdown,capability,*,bpf*command line'

# As in an initramfs that mounted little.
need umount /sys/kernel/security
gap "no bpf in lsm=, securityfs not mounted" lsm= '*boot with*lockdown,capability,*,bpf*command line'
