# SPDX-License-Identifier: GPL-2.0-only
# desc: containerd (ctr): containers without a manifest, in enforce, without and with an image of the host; the hook binds those that name an image
# suite: check-all
# root: runtimes
# timeout: 2400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
mkdir volume
plain=(--mount "type=bind,src=$W/volume,dst=/volume,options=rbind"
	--mount "type=bind,src=/run/containerd/containerd.sock,dst=/sockets/containerd.sock,options=bind")
socket=containerd.sock

r_shell() { container_shell '' ctr run --rm "${plain[@]}" localhost/app:1 app bash -c "$C_SHELL"; }
r_exec() { ctr task exec --exec-id "e$((execs = execs + 1))" app "$@"; }
r_other() { ctr run --rm "${plain[@]}" localhost/other:1 other "$@"; }
r_stop() { container_stop; }
r_identity() { printf '"container_id":"%s",' "$(ctr containers list -q)"; }
r_client() { ctr version; }
# As containerd's CRI does with base_runtime_spec: the specification is given whole, with the hooks in it.
r_hooked() { # IMAGE COMMAND...
	local words
	printf -v words '"%s",' "${@:2}"
	{ sed '$d' runtime-spec.json && echo "${1:+, \"annotations\": { \"driftbolt.image\": \"$1\" \}}," && ctr oci spec | sed \
		"1d; s|\"process\": {|& \"args\": [${words%,}], \"env\": [\"PATH=/usr/local/bin:/usr/bin:/bin\"],|
		s|\"path\": \"rootfs\"|\"path\": \"$W/rootfs\"|; s|\"cgroupsPath\": \"/default\"|\"cgroupsPath\": \"/default/hooked\"|"
	} >spec.json && ctr run --rm --config spec.json hooked
}
execs=0

versions containerd runc
containerd >containerd.log 2>&1 &
containerd=$!
at_end "kill $containerd; wait $containerd"
need wait_for "$W/containerd.log" 'containerd successfully booted'
need ctr image import "$ARCHIVE"
need hook_files
mkdir rootfs
need ctr image mount --rw localhost/app:1 "$W/rootfs"
at_end umount "$W/rootfs"
baseline "bound by a hook: a program of a layer that its manifest lacks" r_hooked '' tryexec exec /usr/local/bin/hello
runtime_before
need driftbolt load --mode enforce --scope containers
at_end driftbolt unload
zoo_begin
runtime_works containerd
need ctr run -d "${plain[@]}" localhost/app:1 app sh -c 'while :; do sleep 1000; done'
case_output "executed into one in the background" '*a module beside it*' r_exec python3 /srv/app/app.py
need ctr task kill -s KILL app
ctr task delete app >/dev/null
case_ok "started again" ctr task start -d app
case_output "started again: it works" '*a module beside it*' r_exec python3 /srv/app/app.py
need ctr task kill -s KILL app
ctr task delete app >/dev/null
need ctr container delete app
case_output "read-only" '*a module beside it*' ctr run --rm --read-only "${plain[@]}" localhost/app:1 ro python3 /srv/app/app.py
zoo_quiet containerd
runtime_hooked
runtime_refused
runtime_host
