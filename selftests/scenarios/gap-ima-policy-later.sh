# SPDX-License-Identifier: GPL-2.0-only
# desc: the same with an IMA policy written to the running kernel, with and without securityfs mounted
# check: 6.12
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

case_ok "without a policy this kernel enforces" driftbolt check
echo 'measure func=KEXEC_KERNEL_CHECK' >"$W/policy"
need cp "$W/policy" /sys/kernel/security/ima/policy
gap "a policy at run time" /sys/kernel/security/ima/policy '*older bytes: reboot without*'
need umount /sys/kernel/security
gap "a policy, securityfs not mounted" /sys/kernel/security/ima/policy '*older bytes: reboot without*'
