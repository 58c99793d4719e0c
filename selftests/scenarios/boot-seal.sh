# SPDX-License-Identifier: GPL-2.0-only
# desc: a Debian server with driftbolt=seal on the kernel's command line: it is sealed before its services start, they all do, and root cannot undo it
# suite: check-all
# root: boot-initramfs-tools
# cmdline: driftbolt=seal
# timeout: 600
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/boot.sh

case_ok "the initramfs loaded, in enforce" said_at_boot "loaded 'host': .* enforce"
is_up
case_output "sealed by its service" active systemctl is-active driftbolt-seal.service
systemctl status --no-pager --lines=80 driftbolt-seal.service | sed 's/^/# /'
case_output "status says so" '*sealed until this machine restarts*holds in host*' driftbolt status
case_status "unload is refused" 1 driftbolt unload
case_status "mode is refused" 1 driftbolt mode audit
case_ok "each attempt is refused" driftbolt seal --self-test
case_output "a service with rules for devices and addresses starts" '*ran*' \
	systemd-run --wait --pipe --quiet -p DevicePolicy=strict -p IPAddressDeny=any -p PrivateMounts=yes -p ProtectKernelTunables=yes echo ran
case_ok "services start again" systemctl restart cron ssh rsyslog
case_ok "systemd executes itself again" systemctl daemon-reexec
attempt "$PROBES/tryexec" exec /usr/bin/planted
[ "$(verdict)" = EPERM ] && pass "a program that was planted on the disk is refused" || fail "planted: $(verdict)"
control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
