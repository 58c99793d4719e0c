# SPDX-License-Identifier: GPL-2.0-only
# desc: which tasks are in the containers scope, and that nothing they do leads out of it or into one of their own making
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
. /driftbolt/scenarios/lib/container.sh
hello=$PROBES/hello
containers() { bpftool -j map dump pinned /sys/fs/bpf/driftbolt/maps/db_containers | grep -o '"boot_ns"' | wc -l; }

# own_overlay DIRECTORY PROBE...: a root of the caller's own making, with a dropped program in its lower layer, as a container has one.
own_overlay='set -e
d=$1; shift
mkdir -p $d/lower $d/upper $d/work $d/root
mount -t tmpfs tmpfs $d/upper && mkdir $d/upper/u $d/upper/w
cp "$1" $d/lower/evil && printf x >>$d/lower/evil && chmod 755 $d/lower/evil
mount -t overlay overlay -o lowerdir=$d/lower,upperdir=$d/upper/u,workdir=$d/upper/w $d/root
shift
exec "$@"'
work=$PROBES/hello

# said COMMAND...: a probe: "ok" if it ended well, else which errno it was for, whoever says so and however.
said() {
	"$@" >"$W/said" 2>&1 && { echo ok; return 0; }
	cat "$W/said"
	if grep -q 'EPERM\|Operation not permitted' "$W/said"; then echo EPERM
	elif grep -q 'Permission denied' "$W/said"; then echo EACCES
	else echo other; fi
	return 1
}

# A runtime inside the container: its root is an overlay of the container's own, with the probes and a dropped program in its layer.
nested_root='set -e
mkdir -p /tmp/n && mount -t tmpfs t /tmp/n && mkdir /tmp/n/lower /tmp/n/upper /tmp/n/work /tmp/n/root
cp "$1/tryexec" "$1/hello" /tmp/n/lower && cp "$1/hello" /tmp/n/lower/evil && printf x >>/tmp/n/lower/evil
mount -t overlay overlay -o lowerdir=/tmp/n/lower,upperdir=/tmp/n/upper,workdir=/tmp/n/work /tmp/n/root'
nested_config() { # of one that runs each of the two programs
	local each
	for each in evil hello; do
		mkdir -p "nested-$each"
		sed "s|\"path\": \"$C_ROOT\"|\"path\": \"/tmp/n/root\"|; s|$C_CGROUP\"|$C_SCOPE/nested\"|
			s|\"args\": .*|\"args\": [\"/tryexec\", \"exec\", \"/$each\"],|; s|\"cwd\": \"/root\"|\"cwd\": \"/\"|" \
			"$C_DIR/config.json" >"nested-$each/config.json"
	done
}
nested() { said inside crun run -b "$W/nested-$1" nested; }

own_root="mount -t tmpfs t /mnt && cp $hello /mnt/evil && printf x >>/mnt/evil && cp $PROBES/tryexec $hello /mnt/ &&
	mkdir /mnt/old && cd /mnt && pivot_root . old &&"

attacks() {
	need inside_sh "set -- '$PROBES'; $nested_root"
	need inside_drop "$hello" /tmp/dropped
	need inside mkdir -p /tmp/o
	attack "dropped" EPERM inside tryexec exec /tmp/dropped
	attack "on an overlay of its own" EPERM inside_sh \
		"exec unshare -m sh -c '$own_overlay' sh /tmp/o/1 $work tryexec exec /tmp/o/1/root/evil"
	attack "with a root on an overlay of its own" EPERM inside_sh \
		"exec unshare -m sh -c '$own_overlay' sh /tmp/o/2 $work tryexec chroot /evil /tmp/o/2/root"
	attack "in a mount namespace of its own" EPERM inside unshare -m tryexec exec /tmp/dropped
	attack "in a user namespace of its own" EPERM inside unshare -Urm tryexec exec /tmp/dropped
	attack "in a pid namespace of its own" EPERM inside unshare -pf tryexec exec /tmp/dropped
	attack "with a root elsewhere" EPERM inside tryexec chroot /dropped /tmp
	attack "in another cgroup" EPERM inside_sh \
		'mkdir -p /sys/fs/cgroup/own && echo $$ >/sys/fs/cgroup/own/cgroup.procs && exec tryexec exec /tmp/dropped'
	attack "in a mount namespace that it enters again" EPERM inside unshare -m sh -c \
		'unshare -m nsenter -t $$ -m tryexec exec /tmp/dropped; exit $?'
	attack "with a root that it pivoted to" EPERM inside unshare -m sh -c "$own_root exec /tryexec exec /evil"
	allowed "a program of the manifest with such a root" inside unshare -m sh -c "$own_root exec /tryexec exec /hello"
	attack "a dropped program that a runtime inside starts, in a layer of its overlay" EPERM nested evil
	allowed "a program of the manifest that a runtime inside starts" nested hello
	allowed "a program of the image" inside tryexec exec "$W/shipped"
	allowed "a script of the image" inside sh "$W/script.sh"
	allowed "a script of the image on standard input" inside_sh "sh <$W/script.sh"
	allowed "and one whose name says nothing" inside_sh "sh <$W/script"
	allowed "a program of the image in a mount namespace of its own" inside unshare -m tryexec exec "$W/shipped"
}

cp "$hello" shipped && printf y >>shipped # in the lower layer, and in no manifest
echo exit >script.sh && cp script.sh script

# over_root: inside, the root of the mount namespace becomes a file system of the container's own making.
over_root() {
	need inside_sh "mount -t tmpfs t /mnt && cp $hello /mnt/evil && printf x >>/mnt/evil && cp $PROBES/tryexec $hello /mnt/ && mkdir /mnt/old /mnt/proc"
	need inside_sh 'mount -t proc proc /mnt/proc && cd /mnt && pivot_root . old'
	attack "executed into a root that was pivoted over" EPERM timeout 20 crun exec "$C_NAME" /tryexec exec /evil
	allowed "an allowed program executed into it" timeout 20 crun exec "$C_NAME" /tryexec exec /hello
	need crun kill "$C_NAME" KILL # the runtime waits for a shell whose root is gone
}

container_config privileged "$W/before"
nested_config
container_start crun
attacks
over_root
container_stop
cp "$hello" other && printf z >>other && mkdir -p /run/plain

# One that runs already when containers become a scope, and sees the host's processes.
drop "$hello" host-dropped
container_config privileged "$W/running" host-pid
container_start runc
need inside_drop "$hello" /tmp/dropped
baseline "in a container that ran before" inside tryexec exec /tmp/dropped
baseline "in the namespaces of the host's init" said inside nsenter -t 1 -a "$PROBES/tryexec" exec "$W/host-dropped"
phase=enforced
need driftbolt load --mode enforce --scope containers --name ct "$MANIFESTS/payload.manifest"
at_end driftbolt unload
case_denied "in a container that ran before" EPERM inside tryexec exec /tmp/dropped
control "a container that ran before goes on" inside tryexec exec "$W/shipped"
case_denied "in the namespaces of the host's init" EACCES said inside nsenter -t 1 -a "$PROBES/tryexec" exec "$W/host-dropped"
case_output "they are not entered" '*"verdict":"deny","reason":"outside-process"*' sh -c 'driftbolt events --json | tail -n 1'
control "in namespaces of its own" inside sh -c "nsenter -t \$\$ -m -p '$PROBES/tryexec' exec '$hello'"
case_output "one container is known" 1 containers
container_stop
umount "$C_ROOT"
case_output "and forgotten with its root" 0 containers

container_config privileged "$W/enforced"
container_start crun
attacks
case_output "no overlay of its own counts as a container" 1 containers
over_root
container_stop

# No manifest at all, and no mode: what would be refused is recorded, until one command says otherwise.
case_status "it holds in the containers scope" 1 driftbolt unload ct
case_ok "the scope is taken away" driftbolt unbind containers
case_ok "the image is unloaded" driftbolt unload ct
case_output "without a mode" "loaded 'containers': 0 digests, audit" driftbolt load --scope containers
cp "$PROBES/tryexec" tryexec
container_config plain "$W/bare"
container_start crun
bare_attacks() {
	need inside_drop "$hello" "/tmp/dropped-$phase"
	attack "without a manifest: dropped" EPERM inside "$W/tryexec" exec "/tmp/dropped-$phase"
	attack "without a manifest: from memory" EPERM inside "$W/tryexec" memfd "$W/shipped"
}
phase=audited
bare_attacks
case_ok "in audit it is recorded" sh -c 'driftbolt events --json | grep "\"verdict\":\"audit\",\"reason\":\"drift\"" | grep -q "/tmp/dropped-audited\""'
enforce
bare_attacks
case_ok "the command of the README" driftbolt load --mode enforce --scope containers
case_denied "without a manifest: dropped" EPERM inside "$W/tryexec" exec /tmp/dropped-enforced
control "without a manifest: the image's own" inside "$W/tryexec" exec "$W/shipped"
case_ok "the scope is taken away, and given to another image" sh -c \
	"driftbolt unbind containers && driftbolt load --mode enforce --scope containers --name ct '$MANIFESTS/payload.manifest'"
case_denied "without a manifest: dropped" EPERM inside "$W/tryexec" exec /tmp/dropped-enforced
control "a container that runs is of that from now on" inside "$PROBES/tryexec" exec "$W/shipped"
container_stop
need driftbolt unload containers

# The host has no image: what is no container is judged by nobody.
case_ok "the host is left alone" "$PROBES/tryexec" exec "$W/host-dropped"
case_ok "a mount namespace does not make a container" unshare -m "$PROBES/tryexec" exec "$W/host-dropped"
need mount -t overlay overlay -o "lowerdir=/:/run/plain" "$C_ROOT"
case_ok "nor does a root on an overlay" "$PROBES/tryexec" chroot "$W/host-dropped" "$C_ROOT"
umount "$C_ROOT"

# With a host image, only a runtime starts containers: a root of its own overlay is no way out of the host's image.
baseline "the host's own overlay" unshare -m sh -c "$own_overlay" sh /run/plain/1 "$work" "$PROBES/tryexec" chroot /evil /run/plain/1/root
need driftbolt load --mode enforce --scope host --name machine "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
case_denied "the host's own overlay" EPERM \
	unshare -m sh -c "$own_overlay" sh /run/plain/2 "$work" "$PROBES/tryexec" chroot /evil /run/plain/2/root
container_config plain "$W/beside"
container_start runc
need driftbolt mode audit ct
phase=audited
need inside_drop "$hello" /tmp/audited
attack "beside a host image" EPERM inside tryexec exec /tmp/audited
enforce ct
need inside_drop "$hello" /tmp/dropped
attack "beside a host image" EPERM inside tryexec exec /tmp/dropped
control "beside a host image, a program of the image that the host's does not list" inside tryexec exec "$W/other"
container_stop
need driftbolt mode off ct
container_config plain "$W/off"
container_start crun
need inside_drop "$hello" /tmp/dropped
case_ok "mode off: nothing is judged" inside tryexec exec /tmp/dropped
container_stop
