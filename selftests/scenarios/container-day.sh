# SPDX-License-Identifier: GPL-2.0-only
# desc: a day in the life of containers judged by their layers, in enforce: neither a refusal nor an alert; and the time from nothing installed to there
# suite: check-all
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh

seen() { driftbolt events --json | wc -l; }
silent() { # NAME
	local now
	now=$(seen)
	if [ "$now" = "$before" ]; then
		pass "$1: no refusal and no alert"
	else
		fail "$1: no refusal and no alert"
		driftbolt events | tail -n "$((now - before))" | head -n 20 | sed 's/^/# /'
	fi
	before=$now
}
# What an image ships: its application, in a layer below.
app=/run/day-app # a layer: not below another one
at_end rm -rf "$app"
mkdir -p "$app/usr/lib/app"
echo 'name = "a module that python compiles for itself"' >"$app/usr/lib/app/helper.py"
cp "$PROBES/hello" "$app/usr/lib/app/program"
cp /driftbolt/scenarios/zoo/day.* "$app/usr/lib/app/"
printf layer >>"$app/usr/lib/app/program"
C_LOWER=$app:/

container_config plain "$W/one"
container_start crun
drop "$PROBES/hello" dropped
# The programs are put in place, as `make install` or a package does, the machine is asked, and one command enforces.
installed=$(command -v driftbolt driftbolt-manifest)
read -r start _ </proc/uptime
# shellcheck disable=SC2086
need install -m 755 -t /usr/local/sbin $installed
at_end rm -f /usr/local/sbin/driftbolt /usr/local/sbin/driftbolt-manifest
case_output "this machine enforces" 'ok *' /usr/local/sbin/driftbolt check
read -r checked _ </proc/uptime
need /usr/local/sbin/driftbolt load --mode enforce --scope containers "$MANIFESTS/payload.manifest"
at_end driftbolt unload
read -r now _ </proc/uptime
echo "# from nothing installed to an enforcing host with a container that went on running: $(awk "BEGIN { print $now - $start \" s, of it \" $checked - $start }") s to install and check"
case_ok "in less than two minutes" test "$((${now%.*} - ${start%.*}))" -lt 120
# A process that was there before the load is none that a runtime starts now.
told() { case_output "$1" "*\"reason\":\"inline-code\"*$2*" sh -c 'driftbolt events --json | grep inline-code | tail -n 1'; }
inside sh -c 'true inline-marker-1'
told "code on a command line, started by what ran before" inline-marker-1
before=$(seen)

day() { # RUNTIME
	# As an image's shell-form command, a health check and `exec` do.
	case_ok "$1: a health check" "$1" exec "$C_NAME" sh -c '/usr/lib/app/program >/dev/null && test -d /srv'
	case_ok "$1: an operator's work" "$1" exec "$C_NAME" sh "/usr/lib/app/day.sh"
	case_output "$1: a service" 'a module that python compiles for itself' "$1" exec "$C_NAME" python3 "/usr/lib/app/day.py" /usr/lib/app
	case_ok "$1: which has compiled it" test -e "$C_ROOT/usr/lib/app/__pycache__"
	case_output "$1: the service again" 'a module that python compiles for itself' "$1" exec "$C_NAME" python3 "/usr/lib/app/day.py" /usr/lib/app
	case_ok "$1: an interactive shell that is left" "$1" exec "$C_NAME" bash --norc
	case_ok "$1: paused and resumed" sh -c "$1 pause $C_NAME && $1 resume $C_NAME"
	case_ok "$1: listed and looked at" sh -c "$1 list && $1 ps $C_NAME && $1 state $C_NAME"
	silent "$1"
}
day crun
container_stop
silent "crun: stopped"
container_config privileged "$W/two"
container_start runc
day runc
container_stop
# Restarted: it finds what it wrote.
container_start runc
day runc
need runc exec "$C_NAME" sh -c "sh -c 'true inline-marker-2'; true"
told "code on a command line, started inside" inline-marker-2
baseline "not because nobody looks" "$PROBES/tryexec" exec "$W/dropped"
need inside_drop "$PROBES/hello" /tmp/dropped
case_denied "not because nobody looks" EPERM inside tryexec exec /tmp/dropped
control "a program of a layer" inside tryexec exec /usr/lib/app/program
container_stop
