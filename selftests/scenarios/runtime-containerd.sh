# SPDX-License-Identifier: GPL-2.0-only
# desc: containerd (ctr): containers without a manifest, in enforce, without and with an image of the host
# suite: check-all
# root: runtimes
# timeout: 2400
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/runtime.sh
mkdir volume
plain=(--mount "type=bind,src=$W/volume,dst=/volume,options=rbind")

r_shell() { container_shell '' ctr run --rm "${plain[@]}" localhost/app:1 app bash -c "$C_SHELL"; }
r_exec() { ctr task exec --exec-id "e$((execs = execs + 1))" app "$@"; }
r_other() { ctr run --rm "${plain[@]}" localhost/other:1 other "$@"; }
r_stop() { container_stop; }
execs=0

versions containerd runc
containerd >containerd.log 2>&1 &
containerd=$!
at_end "kill $containerd; wait $containerd"
need wait_for "$W/containerd.log" 'containerd successfully booted'
need ctr image import "$ARCHIVE"
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
runtime_refused
runtime_host
