# SPDX-License-Identifier: GPL-2.0-only
# desc: no task loads an IMA policy or switches ftrace off, in a scope or not, while an image enforces; while images only audit, it is recorded
# check: 6.12
# vm: shared
. /driftbolt/scenarios/lib.sh
policy=/sys/kernel/security/ima/policy
kernel=$PROBES/trykernel
ftrace=/proc/sys/kernel/ftrace_enabled
said() { driftbolt events --json | grep "\"verdict\":\"$1\"" | grep -q "\"reason\":\"$2\""; }

# Opened and closed without a rule, it changes nothing.
baseline "its rules" "$kernel" write $policy
need mkdir -p "$W/security"
need mount -t securityfs none "$W/security"
at_end umount "$W/security"
baseline "its rules, another securityfs" "$kernel" write "$W/security/ima/policy"
baseline "ftrace's switch" "$kernel" write $ftrace
need mkdir -p "$W/proc"
need mount -t proc none "$W/proc"
at_end umount "$W/proc"
baseline "ftrace's switch, another proc" "$kernel" write "$W/proc/sys/kernel/ftrace_enabled"
drop "$PROBES/hello" "$W/dropped"
need mkdir -p /sys/fs/cgroup/refused
at_end rmdir /sys/fs/cgroup/refused
in_scope() { (echo "$BASHPID" >/sys/fs/cgroup/refused/cgroup.procs && exec "$@"); }
baseline "dropped" "$PROBES/tryexec" exec "$W/dropped"

need driftbolt load --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_ok "audit: it can be opened" "$kernel" write $policy
case_ok "audit: so can ftrace's switch" "$kernel" write $ftrace
case_ok "audit: that is recorded" said audit ima-policy
case_ok "audit: that is recorded" said audit tamper
case_status "audit: nothing is refused" 1 said deny ima-policy

# The name of a file with rules, through a descriptor from before. The task is in no scope.
exec 9>$policy
need driftbolt mode enforce ct
echo 'measure func=KEXEC_KERNEL_CHECK' >rules
case_status "a file with rules" 1 sh -c "echo $W/rules >&9"
exec 9>&-
case_output "that is recorded, with its name" "*$W/rules*" sh -c 'driftbolt events --json | grep "\"reason\":\"ima-policy\"" | grep deny'
case_denied "its rules" EPERM "$kernel" write $policy
case_denied "its rules, another securityfs" EPERM "$kernel" write "$W/security/ima/policy"
case_denied "ftrace's switch" EPERM "$kernel" write $ftrace
case_denied "ftrace's switch, another proc" EPERM "$kernel" write "$W/proc/sys/kernel/ftrace_enabled"
case_status "by a shell" 2 sh -c "echo 0 >$ftrace"
case_ok "that is recorded" said deny tamper
control "to read it" "$kernel" read $ftrace
control "another sysctl" "$kernel" write /proc/sys/kernel/threads-max
need driftbolt bind ct cgroup:/refused
case_denied "ftrace's switch" EPERM in_scope "$kernel" write $ftrace
case_denied "dropped" EPERM in_scope "$PROBES/tryexec" exec "$W/dropped"
control "its list of measured files" "$kernel" read /sys/kernel/security/ima/ascii_runtime_measurements
control "another file of securityfs" "$kernel" write /sys/kernel/security/lockdown

# A descriptor from before: not refused, but not unseen. Linux 7 takes no 0 there while programs are attached.
need driftbolt mode audit ct
exec 9>$ftrace 8>$ftrace
need driftbolt mode enforce ct
case $(uname -r) in
6.*)
	echo 0 >&9
	case_output "switched off by a descriptor from before: status says so" '*NOT ENFORCING: kernel.ftrace_enabled is 0*' sh -c 'driftbolt status; [ $? = 1 ]'
	echo 1 >&8 # a sysctl takes one write a descriptor
	case_denied "dropped" EPERM in_scope "$PROBES/tryexec" exec "$W/dropped"
	;;
*) skip_case "switched off by a descriptor from before" "this kernel refuses it" ;;
esac
exec 9>&- 8>&-
need driftbolt mode audit ct
control "in audit again" "$kernel" write $policy
case_ok "no policy was loaded" driftbolt check
