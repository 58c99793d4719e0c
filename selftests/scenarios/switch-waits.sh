# SPDX-License-Identifier: GPL-2.0-only
# desc: loaded by the initramfs with --from-switch: what the initramfs runs is not judged, process 1 and all after the switch of root are
# cmdline: db.early=switch-waits.early
# guest: bpffs=no
# (switch-waits.early mounts bpffs: a second one would hide the pins.)
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/gap.sh
at_end rm -f /root/early.log /root/dropped

said() { grep -qx "$1" /root/early.log; }
sed 's/^/# /' /root/early.log
case_ok "the initramfs loaded" said loaded
baseline "dropped, in the initramfs" said "initramfs: dropped runs"
baseline "dropped, mapped there" said "initramfs: dropped is mapped"
baseline "dropped, from the root to come" said "initramfs: dropped runs in the root to come, again"
case_ok "status said that it waited, before and after that" \
	test "$(grep -c '^  will hold in host from the switch of root on' /root/early.log)" = 2
case_output "now it holds" '*image '\''machine'\'': enforce*  holds in host*' sh -c 'driftbolt status | head -n 4'
case_status "and waits no more" 1 sh -c 'driftbolt status --json | grep waits_for_switch_of_root'
case_output "PID 1 was judged and runs from this root" /usr/bin/bash readlink /proc/1/exe
case_denied "dropped, in the initramfs" EPERM "$PROBES/tryexec" exec /root/dropped
case_denied "dropped, mapped there" EPERM "$PROBES/tryexec" map /root/dropped
case_denied "dropped, from the root to come" EPERM chroot / "$PROBES/tryexec" exec /root/dropped
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
control "a program of this root" python3 -c 'print(1)'
case_status "nothing before the switch was recorded, in audit either" 1 sh -c 'driftbolt events --json | grep -v "\"verdict\":\"deny\"" | grep "\"path\":\"[^\"]*dropped"'

case_output "here --from-switch is refused" '*not the root of an initramfs*nothing was loaded*' \
	sh -c "driftbolt load --scope host --from-switch --name machine $MANIFESTS/debian.manifest 2>&1 || true"
need driftbolt unload
nothing_left "after unload"
case_ok "dropped runs again" "$PROBES/tryexec" exec /root/dropped
