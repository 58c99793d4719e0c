# SPDX-License-Identifier: GPL-2.0-only
# desc: loaded by the initramfs, it outlives switch_root with /sys moved: PID 1 and all after it are judged; unload leaves nothing
# cmdline: db.early=switch-root.early
# guest: bpffs=no
# (switch-root.early mounts bpffs: a second one would hide the pins.)
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
at_end rm -f /root/early.log /root/dropped

said() { grep -qx "$1" /root/early.log; }
sed 's/^/# /' /root/early.log
baseline "dropped, after switch_root" said "baseline: dropped"
baseline "a copy of it made after switch_root" said "baseline: dropped"
baseline "dropped library" said "baseline: mapped"
case_ok "the initramfs loaded" said loaded
case_ok "it refused there" said "initramfs: dropped is refused"
case_ok "it allowed there" said "initramfs: allowed runs"
case_ok "this root was switched to" test /proc/1/root/etc/debian_version -ef /etc/debian_version
case_output "PID 1 runs from it" /usr/bin/bash readlink /proc/1/exe

case_output "the image is where it was" "*image 'machine': enforce*holds in host*" driftbolt status
case_status "no process of driftbolt exists" 1 pgrep driftbolt
case_denied "dropped, after switch_root" EPERM "$PROBES/tryexec" exec /root/dropped
need cp /root/dropped /tmp/dropped
at_end rm -f /tmp/dropped
case_denied "a copy of it made after switch_root" EPERM "$PROBES/tryexec" exec /tmp/dropped
case_denied "dropped library" EPERM "$PROBES/tryexec" map /tmp/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
control "a program of the new root" python3 -c 'print(1)'
case_output "its event is recorded" '*deny*exec*dropped by tryexec*' driftbolt events

need driftbolt unload
nothing_left "after unload"
case_ok "dropped runs again" "$PROBES/tryexec" exec /root/dropped
