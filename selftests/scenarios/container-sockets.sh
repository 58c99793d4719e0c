# SPDX-License-Identifier: GPL-2.0-only
# desc: a container does not talk to the runtimes of its host, by whatever path their sockets reach it; a runtime of its own it may use
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
S=$W/sockets
C_MOUNTS+=",{ \"destination\": \"/sockets\", \"type\": \"bind\", \"source\": \"$S\", \"options\": [\"rbind\"] }"

serve='import os, socket, sys
for path in sys.argv[2:]:
    s = socket.socket(socket.AF_UNIX)
    if path[0] != "@": os.makedirs(os.path.dirname(path), exist_ok=True)
    s.bind(path.replace("@", chr(0)))
    s.listen()
    os.set_inheritable(s.detach(), True)
open(sys.argv[1], "w").write("up\n")
os.execvp("sleep", ["sleep", "1000"])'
connect='import errno, socket, sys
try:
    socket.socket(socket.AF_UNIX).connect(sys.argv[1].replace("@", chr(0)))
    print("ok")
except OSError as e:
    sys.exit(errno.errorcode[e.errno])'
connects() { inside python3 -c "$connect" "$1"; }

names=(docker.sock containerd.sock containerd.sock.ttrpc crio.sock podman.sock cri-dockerd.sock buildkitd.sock nri.sock)
# The shims' directory is told by its name from the root.
C_MOUNTS+=',{ "destination": "/shims", "type": "bind", "source": "/run/containerd", "options": ["rbind"] }'
mkdir -p /run/containerd/s "$S"
at_end rm -rf /run/containerd
others=(my-docker.sock docker.sock.d/app xdocker.sock a.sock)
mkfifo up
python3 -c "$serve" up "${names[@]/#/$S/}" "${others[@]/#/$S/}" /run/containerd/s/0123 '@/containerd-shim/x.sock' '@/elsewhere' &
at_end kill $!
read -r _ <up
container_config plain "$W/sockets-root"
# The host's abstract sockets, as with --network host.
sed -i 's/{ "type": "network" }, //' "$C_DIR/config.json"
container_start crun
attacks() {
	local each
	for each in "${names[@]}"; do attack "$each" EPERM connects "/sockets/$each"; done
	attack "a shim's" EPERM connects /shims/s/0123
	attack "a shim's, abstract" EPERM connects '@/containerd-shim/x.sock'
	attack "under another name" EPERM connects /sockets/renamed
	attack "by a symbolic link" EPERM connects /sockets/link
}
need ln -s docker.sock "$S/link"
need mv "$S/podman.sock" "$S/renamed"
need ln "$S/renamed" "$S/podman.sock"
need driftbolt load --mode audit --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=audited
attacks
enforce ct
attacks
for each in "${others[@]}"; do control "no runtime's: $each" connects "/sockets/$each"; done
control "no runtime's, abstract" connects @/elsewhere
case_output "said" '*"verdict":"deny","reason":"runtime-socket"*' sh -c 'driftbolt events --json | grep runtime-socket | tail -n 1'
# A runtime inside the container starts what it starts inside it.
need inside_sh "mkfifo /tmp/up; python3 -c '$serve' /tmp/up /run/docker.sock >/dev/null 2>&1 & read -r _ </tmp/up"
control "a runtime of its own" connects /run/docker.sock
control "the host talks to its own" python3 -c "$connect" "$S/docker.sock"
need driftbolt set ct runtime-socket=alert
case_output "as a setting: alert" ok connects /sockets/docker.sock
case_output "recorded" '*"verdict":"alert","reason":"runtime-socket"*' sh -c 'driftbolt events --json | tail -n 1'
need driftbolt set ct runtime-socket=off
case_output "off" ok connects /sockets/docker.sock
container_stop
