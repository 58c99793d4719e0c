# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh: all of runtime-crun and runtime-runc. $runtime says which.
# shellcheck shell=bash disable=SC2034,SC2154
. /driftbolt/scenarios/lib/runtime.sh
C_PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir volume
volume='{ "destination": "/volume", "type": "bind", "source": "'$W'/volume", "options": ["rbind"] }'
C_MOUNTS=",$volume"

r_shell() {
	C_LOWER=$APP
	container_config plain "$W/app"
	container_start "$runtime"
}
r_exec() { "$runtime" exec "$C_NAME" "$@"; }
r_other() {
	local words config=$C_DIR/other
	printf -v words '"%s",' "${@//\"/\\\"}"
	mkdir -p "$config/root" "$W/other"/{upper,work}
	mount -t overlay overlay -o "lowerdir=$OTHER,upperdir=$W/other/upper,workdir=$W/other/work" "$config/root" || return
	# As the first container, with another program, root and cgroup.
	ARGS="\"args\": [${words%,}]," awk '/^ *"args"/ { print ENVIRON["ARGS"]; next } { print }' "$C_DIR/config.json" |
		sed "s|\"path\": \"$C_ROOT\"|\"path\": \"$config/root\"|; s|$C_CGROUP|$C_SCOPE/other|" >"$config/config.json"
	"$runtime" run -b "$config" other </dev/null
	set -- $?
	umount "$config/root"
	rm -rf "$W/other"
	return "$1"
}
r_stop() {
	container_stop
	umount "$C_ROOT"
	rm -rf "$W/app"
}

versions "$runtime"
runtime_layers "$W/layers" # not in a subshell
runtime_before
need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
runtime_works "$runtime"

# What is restarted finds the files of its first life; those it wrote are data.
r_shell
need inside_drop /usr/local/bin/hello /tmp/dropped
container_stop
container_start "$runtime"
case_output "restarted" '*a module beside it*' inside python3 /srv/app/app.py
case_ok "restarted: with what it wrote" inside test -s /tmp/dropped
r_stop

# Bytecode that python3 itself wrote is no more the image's than any other code written there; it goes on with the source.
zoo_quiet "$runtime, restarted"
import='import sys; sys.path = ["/srv/app"] + sys.path; import library; print(library.name)'
r_shell
case_output "python3 writes bytecode" 'a module beside it*' inside python3 -c "$import"
case_ok "which is there" inside_sh 'ls /srv/app/__pycache__/library.*.pyc'
case_output "and is not used" 'a module beside it*' inside python3 -c "$import"
case_output "which is counted" '*bytecode *' driftbolt status
zoo_quiet "$runtime, bytecode"
r_stop
zoo_begin

C_READONLY=true
C_MOUNTS=",$volume"',{ "destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["mode=1777"] }'
r_shell
case_output "read-only: python3" '*a module beside it*' inside python3 /srv/app/app.py
case_status "read-only: nothing is written" 1 inside_sh '>/usr/bin/new || exit 1'
zoo_quiet "$runtime, read-only"
need inside_drop /usr/local/bin/hello /tmp/dropped
case_denied "a dropped program" EPERM inside tryexec exec /tmp/dropped
r_stop
C_READONLY=false C_MOUNTS=",$volume"

runtime_refused
runtime_host

# Last, as there is no way back: a runtime loads a program for the devices of each cgroup.
case_ok "sealed" driftbolt seal
zoo_begin
runtime_works "sealed"
zoo_quiet "sealed"
runtime_refused
