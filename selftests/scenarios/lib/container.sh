# SPDX-License-Identifier: GPL-2.0-only
# Sourced after lib.sh by the container-* scenarios: one real container at a time, on an overlay over the guest's own root,
# with a shell inside that runs what it is told, so that a case costs no start of a runtime.
#
#	container_config plain|privileged DIRECTORY [host-pid]	the overlay's upper layer is DIRECTORY/upper; host-pid: it sees
#							the host's processes
#							C_EXTRA: more members of its config.json, as hooks and annotations
#	container_start crun|runc [CGROUP]		in a cgroup below $C_SCOPE, which exists and may be bound before; the
#							runtime itself is moved to CGROUP first
#	inside COMMAND...				in the container; its output and status, or 2 after C_WAIT seconds (30)
#	inside_sh TEXT					the same for a shell's command
#	inside_drop SOURCE TARGET			drop, done by the container
#	container_stop
#
# Its root is also at $C_ROOT, for the host. Before container_config, C_LOWER (/) says which lower layers it has, C_MOUNTS what is
# mounted besides a container's usual (as JSON with a comma before it; /driftbolt read-only), C_PATH and C_READONLY the rest.
# shellcheck shell=bash disable=SC2034,SC2154

C_NAME=ct-${SCENARIO:-manual}
C_SCOPE=/$C_NAME
C_CGROUP=$C_SCOPE/c
C_DIR=/run/$C_NAME
C_ROOT=$C_DIR/root
C_RUNTIME=
C_WAIT=30
C_EXTRA=
C_LOWER=/
C_PATH=/driftbolt/probes:/usr/sbin:/usr/bin:/sbin:/bin
C_READONLY=false
C_MOUNTS=',{ "destination": "/driftbolt", "type": "bind", "source": "/driftbolt", "options": ["rbind", "ro"] }'
mkdir -p "$C_ROOT" "/sys/fs/cgroup$C_SCOPE"
at_end rmdir "/sys/fs/cgroup$C_CGROUP" "/sys/fs/cgroup$C_SCOPE" '2>/dev/null || :'
at_end rm -rf "$C_DIR"

c_default_caps='"CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FSETID","CAP_FOWNER","CAP_MKNOD","CAP_NET_RAW","CAP_SETGID","CAP_SETUID","CAP_SETFCAP","CAP_SETPCAP","CAP_NET_BIND_SERVICE","CAP_SYS_CHROOT","CAP_KILL","CAP_AUDIT_WRITE"'
c_more_caps='"CAP_DAC_READ_SEARCH","CAP_LINUX_IMMUTABLE","CAP_NET_ADMIN","CAP_IPC_LOCK","CAP_IPC_OWNER","CAP_SYS_MODULE","CAP_SYS_RAWIO","CAP_SYS_PTRACE","CAP_SYS_ADMIN","CAP_SYS_BOOT","CAP_SYS_NICE","CAP_SYS_RESOURCE","CAP_SYS_TIME","CAP_SYS_TTY_CONFIG","CAP_MAC_OVERRIDE","CAP_MAC_ADMIN","CAP_SYSLOG","CAP_PERFMON","CAP_BPF","CAP_CHECKPOINT_RESTORE","CAP_NET_BROADCAST","CAP_LEASE","CAP_SYS_PACCT","CAP_AUDIT_CONTROL","CAP_AUDIT_READ","CAP_WAKE_ALARM","CAP_BLOCK_SUSPEND"'

# The shell inside: a line is a command, its output, in one stream, ends with a line "@status N". Also as JSON.
C_SHELL='exec 2>&1; while IFS= read -r line; do eval "$line" </dev/null; printf "\n@status %s\n" "$?"; done'
c_init=${C_SHELL//\\/\\\\}
c_init=${c_init//\"/\\\"}

container_config() { # plain|privileged UPPER [host-pid]
	local processes='{ "type": "pid" }, '
	[ "${3:-}" != host-pid ] || processes=
	local caps=$c_default_caps devices='{ "allow": false, "access": "rwm" }' readonly='"ro",' masked='"/proc/kcore", "/sys/firmware"'
	if [ "$1" = privileged ]; then
		caps="$c_default_caps,$c_more_caps" devices='{ "allow": true, "access": "rwm" }' readonly='' masked=''
	fi
	mkdir -p "$2/upper" "$2/work"
	umount -l "$C_ROOT" 2>/dev/null || :
	need mount -t overlay overlay -o "lowerdir=$C_LOWER,upperdir=$2/upper,workdir=$2/work" "$C_ROOT"
	at_end umount -l "$C_ROOT" '2>/dev/null || :'
	cat >"$C_DIR/config.json" <<-JSON
	{ "ociVersion": "1.0.2",
	  "process": { "terminal": false, "user": { "uid": 0, "gid": 0 }, "cwd": "/root",
	    "args": ["/bin/bash", "-c", "$c_init"],
	    "env": ["PATH=$C_PATH", "HOME=/root", "LC_ALL=C"],
	    "capabilities": { "bounding": [$caps], "effective": [$caps], "permitted": [$caps] },
	    "noNewPrivileges": false },
	  "root": { "path": "$C_ROOT", "readonly": $C_READONLY }, "hostname": "container", ${C_EXTRA:+$C_EXTRA,}
	  "mounts": [
	    { "destination": "/proc", "type": "proc", "source": "proc" },
	    { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"] },
	    { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["newinstance"] },
	    { "destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "nodev", "mode=1777"] },
	    { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [$readonly "nosuid"] },
	    { "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": [$readonly "nosuid"] }
	    $C_MOUNTS ],
	  "linux": { "cgroupsPath": "$C_CGROUP", "resources": { "devices": [$devices] }, "maskedPaths": [$masked],
	    "namespaces": [ $processes{ "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" } ] } }
	JSON
}

container_start() { # RUNTIME [CGROUP]
	C_RUNTIME=$1
	at_end "$C_RUNTIME" delete -f "$C_NAME" '2>/dev/null || :'
	container_shell "${2:-}" "$C_RUNTIME" run -b "$C_DIR" "$C_NAME"
}

# container_shell CGROUP COMMAND...: the same for any COMMAND that runs $C_SHELL somewhere, with bash. CGROUP may be empty.
container_shell() {
	rm -f "$C_DIR/in" "$C_DIR/out"
	mkfifo "$C_DIR/in" "$C_DIR/out"
	exec 7<>"$C_DIR/in" 8<>"$C_DIR/out"
	(
		[ -z "$1" ] || echo "$BASHPID" >"/sys/fs/cgroup$1/cgroup.procs"
		shift
		exec "$@" <"$C_DIR/in" >"$C_DIR/out" 2>&1 7>&- 8>&-
	) &
	c_pid=$!
	need inside true
}

inside() {
	local words line
	printf -v words '%q ' "$@"
	printf '%s\n' "$words" >&7
	while IFS= read -r -t "$C_WAIT" line <&8; do
		case $line in
		'@status '*) return "${line#@status }" ;;
		esac
		printf '%s\n' "$line"
	done
	echo "the container does not answer"
	return 2
}

inside_sh() { inside sh -c "$1"; }
inside_drop() { inside sh -c 'cp "$1" "$2" && printf x >>"$2" && chmod 755 "$2"' sh "$1" "$2"; }

container_stop() {
	echo exit >&7
	wait "$c_pid" || :
	exec 7>&- 8>&-
}

. /driftbolt/scenarios/lib/phases.sh
