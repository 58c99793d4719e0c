# SPDX-License-Identifier: GPL-2.0-only
# desc: the DaemonSet's way: a privileged container with the host's processes and bpffs loads the containers scope, in audit, then in enforce, and is judged by its own layers itself
# suite: check-all
# vm: shared
# timeout: 240
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
cp "$PROBES/hello" hello
hello=$W/hello # probes are no layer
cp "$D/bin/driftbolt" loader # in the container's lower layer, as in the loader's image
cp "$PROBES/tryexec" try
cp "$hello" shipped && printf y >>shipped
C_MOUNTS=',{ "destination": "/sys/fs/bpf", "type": "bind", "source": "/sys/fs/bpf", "options": ["bind", "rw"] }'

container_config privileged "$W/node" host-pid
container_start crun
need inside_drop "$hello" /tmp/dropped
baseline "dropped" inside "$W/try" exec /tmp/dropped
case_ok "check" inside "$W/loader" check
case_output "the first roll-out" '*audit*' inside "$W/loader" load --scope containers
at_end driftbolt unload
case_ok "in audit" inside "$W/try" exec /tmp/dropped
case_output "which is recorded" '*"verdict":"audit"*' driftbolt events --json
case_output "the second" '*enforce*' inside "$W/loader" load --scope containers --mode enforce
case_denied "dropped" EPERM inside "$W/try" exec /tmp/dropped
control "what its layers have" inside "$W/try" exec "$W/shipped"
case_output "a third, now that it is judged itself" '*enforce*' inside "$W/loader" load --scope containers --mode enforce
case_denied "dropped" EPERM inside "$W/try" exec /tmp/dropped
control "what its layers have" inside "$W/try" exec "$W/shipped"
case_output "libbpf's own look at the kernel is refused, and told" '*deny*foreign-bpf*' driftbolt events
container_stop

# Other containers of the node; the loader is gone, as when its init container has ended.
container_config plain "$W/other"
container_start runc
need inside_drop "$hello" /tmp/dropped
case_denied "dropped" EPERM inside "$W/try" exec /tmp/dropped
control "what its layers have" inside "$W/try" exec "$W/shipped"
container_stop
case_ok "status, from the host" driftbolt status
