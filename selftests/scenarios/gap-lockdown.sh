# SPDX-License-Identifier: GPL-2.0-only
# desc: lockdown=integrity is fine, lockdown=confidentiality is not: check and load say no
# check: 6.12
# vm: own
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh

# At run time: the guests' modules are unsigned, so that the same on the command line would keep it from booting.
echo integrity >/sys/kernel/security/lockdown
case_output "integrity is locked down" '*\[integrity\]*' cat /sys/kernel/security/lockdown
case_ok "lockdown=integrity: this kernel enforces" driftbolt check

echo confidentiality >/sys/kernel/security/lockdown
case_output "confidentiality is locked down" '*\[confidentiality\]*' cat /sys/kernel/security/lockdown
gap "lockdown=confidentiality" /sys/kernel/security/lockdown '*boot with lockdown=integrity'
