# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: memory that is in no file, changed pages of files and other processes' memory are no way to code
# suite: check
# vm: shared
# cmdline: secretmem.enable=1
# timeout: 180
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/phases.sh
. /driftbolt/scenarios/lib/memory.sh

need driftbolt load --name machine --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
# What a debugger does with its child is a setting, and so is everything else.
need driftbolt set machine child-memory=block secret-memory=block
phase=audited
memory_attacks
process_attacks other
process_attacks child
enforce machine
memory_attacks
process_attacks other
process_attacks child
need driftbolt set machine child-memory=default secret-memory=default
if [ -z "${impossible[memory: secret]:-}" ]; then
	case_ok "secret memory is an alert by default" "$memory" secret
	case_output "and recorded" '*' sh -c 'driftbolt events --json | grep "\"verdict\":\"alert\"" | grep -q "\"reason\":\"secret-memory\""'
fi
for way in attach seize vm-write mem getfd traceme; do
	control "a debugger's own child: $way" "$process" $way child
done
need driftbolt set machine anonymous-code=off modified-code=alert
control "anonymous-code=off" "$memory" w-to-x
control "modified-code=alert: it runs" "$memory" execmod
case_output "modified-code=alert: it is recorded" '*' sh -c 'driftbolt events --json | grep "\"verdict\":\"alert\"" | grep -q "\"reason\":\"modified-code\""'
case_output "status shows what was set" '*anonymous-code=off*modified-code=alert*' driftbolt status
case_status "an unknown setting" 2 driftbolt set machine colour=block
case_status "an unknown level" 2 driftbolt set machine anonymous-code=red
need driftbolt set machine anonymous-code=default modified-code=default
case_denied "memory: w-to-x" EPERM "$memory" w-to-x
