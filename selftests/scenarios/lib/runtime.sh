# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh by the runtime-* scenarios: what each of Debian's container runtimes is asked to do with the images of
# scripts/images.sh, whose probes are in their layers. The scenario defines
#
#	r_shell		starts app:1 with a volume at /volume and the shell of container.sh in it (container_shell)
#	r_exec COMMAND...	executes into that container
#	r_other COMMAND...	runs the command in a container of other:1 with the same volume at /volume; its output and status
#	r_stop		ends the first container; its files are gone
#	r_identity	of that container what its events must say, as its engine tells it; where there is an engine that names it
#	r_client	speaks to the engine from outside; $socket is that socket's name, and r_shell mounts it below /sockets. Or neither
#	r_hooked IMAGE COMMAND...	runs the command in a container of app:1 with the hooks of hook_files and, unless IMAGE is empty,
#			the annotation driftbolt.image=IMAGE; its output and status
#
# and calls
#
#	runtime_before		baselines, before driftbolt is loaded
#	runtime_works		what a container must be able to do
#	runtime_refused		what it must not, with controls
#	runtime_host		loads the host's image besides, in enforce: the same again
#	runtime_day COMMAND...	a day of work in a container of app:1, "day", which runs already; COMMAND executes into it
#	hook_files, runtime_hooked	the hooks that `make install` installs; containers that they bind
#
# $copies=yes says that a manifest judges a directory: a copy of a program is that program, and there is no layer to copy a file up from.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/zoo.sh
C_WAIT=120
ARCHIVE=/driftbolt/images/images.tar

versions() { dpkg-query -W -f '# version: ${Package} ${Version}\n' "$@"; }

# wait_for FILE TEXT: until a daemon has said so.
wait_for() { timeout 120 sh -c "tail -n +1 -F '$1' 2>/dev/null | grep -m 1 -q '$2'"; }

# ran COMMAND...: a probe: "ok" if the dropped code was run and left its mark, else the errno that the interpreter names.
ran() {
	inside rm -f /tmp/mark
	inside "$@" >"$W/said" 2>&1 || :
	if inside test -e /tmp/mark; then echo ok; return 0; fi
	cat "$W/said"
	if grep -q 'Operation not permitted' "$W/said"; then echo EPERM; else echo other; fi
	return 1
}

# with_init COMMAND...: a probe: COMMAND, which starts a container's init from the host, says what the image's script says.
with_init() {
	"$@" >"$W/said" 2>&1 && grep -q 'hello from the shell of app' "$W/said" && { echo ok; return 0; }
	cat "$W/said"
	# crun and runc word it differently.
	if grep -qi 'operation not permitted' "$W/said"; then echo EPERM; else echo other; fi
	return 1
}

# The manifest of programs that the host lends to its containers: docs/design/007-containers.md tells why.
helpers() { # FILE...
	rm -rf "$W/helpers" && mkdir "$W/helpers" && cp --parents "$@" "$W/helpers" &&
		driftbolt-manifest rootfs "$W/helpers" -o "$W/helpers.manifest"
}

connect='import errno, socket, sys
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1])
    print("ok")
except OSError as e:
    sys.exit(errno.errorcode[e.errno])'

runtime_drop() {
	need inside_drop /usr/local/bin/hello /tmp/dropped
	need inside_drop /usr/local/lib/libmark.so /tmp/libmark.so
	need inside cp /usr/local/bin/hello /tmp/copy
	need inside_sh 'printf "#!/bin/sh\n>/tmp/mark\n" >/tmp/dropped.sh && chmod 755 /tmp/dropped.sh'
	need inside_sh 'echo "open(\"/tmp/mark\", \"w\")" >/tmp/dropped.py'
	need inside python3 -c 'import importlib.util, marshal
code = marshal.dumps(compile("open(\"/tmp/mark\", \"w\")", "x", "exec"))
open("/tmp/dropped.pyc", "wb").write(importlib.util.MAGIC_NUMBER + bytes(12) + code)'
	need r_other sh -c 'cp /usr/local/bin/other /volume/dropped && echo "data of another" >/volume/data'
}

runtime_attacks() {
	attack "a dropped program" EPERM inside tryexec exec /tmp/dropped
	attack "a dropped program, executed into the container" EPERM r_exec tryexec exec /tmp/dropped
	if [ "${copies:-}" = yes ]; then
		allowed "a copy of a program" inside tryexec exec /tmp/copy
	else
		attack "a copy of a program" EPERM inside tryexec exec /tmp/copy
	fi
	# Of the base layer, executed before; then in the container's own. Without layers it is the file itself that is relied on.
	allowed "a program, before it is changed" inside tryexec exec /usr/bin/id
	if [ "${copies:-}" = yes ]; then
		attack "a change of a program" EPERM inside tryexec append /usr/bin/id
	else
		need inside_sh 'printf x >>/usr/bin/id'
		attack "a program copied up and changed" EPERM inside tryexec exec /usr/bin/id
	fi
	attack "memfd of a program of the image" EPERM inside tryexec memfd /usr/local/bin/hello
	attack "sealed memfd of a dropped program" EPERM inside tryexec sealed /tmp/dropped
	attack "LD_PRELOAD of a dropped library" 'EPERM|not-loaded' inside_sh 'LD_PRELOAD=/tmp/libmark.so exec tryload mark ls /'
	attack "a dropped script" EPERM inside tryexec exec /tmp/dropped.sh
	attack "sh of a dropped script" EPERM ran sh /tmp/dropped.sh
	attack "python3 of a dropped script" EPERM ran python3 /tmp/dropped.py
	attack "python3 of dropped bytecode" EPERM ran python3 /tmp/dropped.pyc
	attack "a program that another image's container left in the volume" EPERM inside tryexec exec /volume/dropped
	allowed "a program of the image" inside tryexec exec /usr/local/bin/hello
	allowed "a program that a layer replaced" inside tryexec exec /usr/bin/arch
	allowed "LD_PRELOAD of a library of the image" inside_sh 'LD_PRELOAD=/usr/local/lib/libmark.so exec tryload mark ls /'
	allowed "sh of a script of the image" inside sh /srv/app/app.sh
	allowed "python3 of a script of the image" inside python3 /srv/app/app.py
	allowed "a program, executed into the container" r_exec tryexec exec /usr/local/bin/hello
	[ -n "${socket:-}" ] || return 0
	attack "the engine's socket" EPERM inside python3 -c "$connect" "/sockets/$socket"
	allowed "the engine's socket, from outside" r_client
}

event_of() { driftbolt events --json | grep "\"path\":\"$1\"" | tail -n 1; }

runtime_before() {
	phase=before
	r_shell
	runtime_drop
	runtime_attacks
	r_stop
}

runtime_works() { # NAME
	r_shell
	case_output "$1: a shell's work" 'two*' inside_sh 'cd /tmp && printf "one\ntwo\nthree\n" | sort | tail -n 1 | tee out && grep -c t out'
	case_output "$1: a script of the image" 'hello from the shell of app*' inside /srv/app/app.sh
	case_output "$1: python3, a module and a child" '*hello from the shell of app*a module beside it*' inside python3 /srv/app/app.py
	case_output "$1: executed into it" '*a module beside it*' r_exec python3 /srv/app/app.py
	case_output "$1: a second image" '*hello from the shell of other*' r_other python3 /srv/app/other.py
	need r_other sh -c 'echo "data of another" >/volume/data'
	case_output "$1: a volume that both use" 'data of another*' inside cat /volume/data
	r_stop
}

runtime_refused() {
	phase=enforced
	r_shell
	runtime_drop
	runtime_attacks
	if [ "$(type -t r_identity)" = function ]; then
		case_output "an event says which container it was" "*$(r_identity)*" event_of /tmp/dropped
	fi
	r_stop
}

# A day without anything to look at: neither a refusal nor an alert.
runtime_silent() { # NAME
	zoo_events >"$W/events"
	if [ -s "$W/events" ]; then
		fail "$1: no refusal and no alert"
		head -n 20 "$W/events" | sed 's/^/# /'
	else
		pass "$1: no refusal and no alert"
	fi
	zoo_begin
}
runtime_day() { # COMMAND...
	case_ok "a day: an operator's work" "$@" sh /srv/app/day.sh
	case_output "a day: a service" 'a module that python compiles for itself' "$@" python3 /srv/app/day.py /srv/app
	case_output "a day: the service again" 'a module that python compiles for itself' "$@" python3 /srv/app/day.py /srv/app
	case_ok "a day: an interactive shell that is left" "$@" bash --norc
}

# The image "app" has a manifest of app:1, but for one program: by what is said of that one it shows who judges.
hook_files() {
	local each
	for each in hooks.d.json runtime-spec.json; do
		sed "s|@sbindir@|$(dirname "$(command -v driftbolt)")|" "/driftbolt/oci/$each.in" >"$each" || return
	done
	mkdir hooks && cp hooks.d.json hooks/driftbolt.json && driftbolt-manifest archive "$ARCHIVE:localhost/app:1" -o app.manifest &&
		sed -i '/^file .* \/usr\/local\/bin\/hello$/d' app.manifest &&
		sed -i "s/^end .*/end $(grep -c '^file ' app.manifest)/" app.manifest
}
bindings() { bpftool -j map dump pinned /sys/fs/bpf/driftbolt/maps/db_scopes | grep -o '"image"' | wc -l; }
does_not_start() { ! "$@"; }
runtime_hooked() {
	need driftbolt load --mode enforce --name app app.manifest
	case_denied "bound by a hook: a program of a layer that its manifest lacks" EPERM r_hooked app tryexec exec /usr/local/bin/hello
	case_output "which is the image that it was bound to" '*"image":"app","scope":"cgroup:*' event_of /usr/local/bin/hello
	control "bound by a hook: a program of its manifest" r_hooked app tryexec exec /usr/bin/arch
	control "the same hook without the annotation: its layers judge" r_hooked '' tryexec exec /usr/local/bin/hello
	case_output "an image that is not loaded: it does not start" '*hook*' does_not_start r_hooked nobody true
	case_output "no binding stays" 0 bindings
	need driftbolt unload app
}

runtime_host() {
	drop "$PROBES/hello" host-dropped
	baseline "the host's dropped program" "$PROBES/tryexec" exec "$W/host-dropped"
	need driftbolt load --mode enforce --scope host --name machine "$MANIFESTS/runtimes.manifest" "$MANIFESTS/payload.manifest"
	zoo_begin
	runtime_works "beside the host's image"
	zoo_quiet "beside the host's image"
	case_denied "the host's dropped program" EPERM "$PROBES/tryexec" exec "$W/host-dropped"
	runtime_refused
}

# runtime_layers DIRECTORY: the layers of app:1 and other:1 as directories, for runtimes that bring no store of images.
runtime_layers() {
	local each
	for each in base python app last other; do
		mkdir -p "$1/$each"
		tar -xOf "$ARCHIVE" "$each.tar" | tar -xp -C "$1/$each" || return 1
	done
	APP=$1/last:$1/app:$1/python:$1/base OTHER=$1/other:$1/python:$1/base
}
