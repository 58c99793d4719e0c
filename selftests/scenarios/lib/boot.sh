# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: a server of selftests/vm/boot-image, which was told to boot in enforce.

said_at_boot() { dmesg | grep -q "driftbolt: $1"; }
refusals() { # 1 if there is none, 2 if nobody knows
	driftbolt events --json >"$state/events" || return 2
	grep -E '"verdict":"(deny|kill)"' "$state/events"
}

is_up() {
	case_output "process 1 is systemd" '*/systemd' readlink /proc/1/exe
	case_output "the machine is up" running systemctl is-system-running --wait
	[ "$status" = 0 ] || systemctl --failed --no-pager | sed 's/^/# /'
	for unit in multi-user.target getty.target cron.service ssh.service rsyslog.service systemd-udevd.service; do
		case_output "$unit" active systemctl is-active $unit
	done
	echo "# up after $(cut -d' ' -f1 /proc/uptime) s"
}

booted_in_enforce() {
	dmesg | grep driftbolt | sed 's/^/# /'
	case_ok "the initramfs loaded, in enforce" said_at_boot "loaded 'host': .* enforce"
	is_up
	case_output "the host scope holds" "*image 'host': enforce*  holds in host*" driftbolt status
	case_output "somebody logs in and works" '*uid=0*cron*' su -l root -c 'id; ps ax; ls /usr/bin | sort | tail -n 1; exec true'
	case_status "nothing was refused" 1 refusals
	case_status "or counted" 1 sh -c 'driftbolt status --json | grep -E "\"(deny|kill)/"'
	driftbolt events | cut -c1-200 | sed 's/^/# /'

	case_status "a program that was planted on the disk is refused at its first exec" 1 "$PROBES/tryexec" exec /usr/bin/planted
	[ "$(verdict)" = EPERM ] && pass "with EPERM" || fail "with EPERM: $(verdict)"
	need driftbolt mode audit host
	baseline "planted" "$PROBES/tryexec" exec /usr/bin/planted
	need driftbolt mode enforce host
	case_denied "planted" EPERM "$PROBES/tryexec" exec /usr/bin/planted

	need rm -r /usr/sbin/driftbolt /usr/libexec/driftbolt /etc/driftbolt
	case_denied "planted" EPERM "$PROBES/tryexec" exec /usr/bin/planted
	systemctl kill --signal=KILL cron ssh rsyslog systemd-journald systemd-udevd systemd-logind
	case_denied "planted" EPERM "$PROBES/tryexec" exec /usr/bin/planted
	case_ok "systemd executes itself again" systemctl daemon-reexec
	case_denied "planted" EPERM "$PROBES/tryexec" exec /usr/bin/planted
	case_ok "services start again" systemctl restart cron ssh rsyslog
	control "an allowed program" "$PROBES/tryexec" exec "$PROBES/hello"
	refusals | grep -v planted >"$state/others"
	case_status "nothing else was refused" 1 grep . "$state/others"
	need driftbolt unload
	case_ok "planted runs after unload" "$PROBES/tryexec" exec /usr/bin/planted
}
