# SPDX-License-Identifier: GPL-2.0-only
# desc: host in enforce: what the kernel starts for somebody is judged as any program: for core dumps, modules, keys, empty cgroups, formats
# suite: check
# check: 6.12
# vm: shared
# timeout: 300
. /driftbolt/scenarios/lib.sh
kernel=$PROBES/trykernel
binfmt=/proc/sys/fs/binfmt_misc
group=$W/cgroup

# On the host the writes that name such a program are recorded and not refused: its exec is the whole defence.
core=$(cat /proc/sys/kernel/core_pattern) modprobe=$(cat /proc/sys/kernel/modprobe)
at_end 'echo "$modprobe" >/proc/sys/kernel/modprobe; echo "$core" >/proc/sys/kernel/core_pattern'
at_end rm -f /sbin/request-key /sbin/request-key.mark
need modprobe binfmt_misc
grep -q " $binfmt binfmt_misc " /proc/mounts || { need mount -t binfmt_misc none "$binfmt"; at_end umount "$binfmt"; }
at_end 'echo -1 >"$binfmt/status"; rmdir "$group/box"; umount "$group"'
mkdir "$group" mnt
need mount -t cgroup -o none,name=helpers none "$group"
cp "$PROBES/hello" data.dbh # a program of the image, of the format that is registered

by_core() {
	echo "|$1" >/proc/sys/kernel/core_pattern
	"$PROBES/crash"
}
by_modprobe() {
	echo "$1" >/proc/sys/kernel/modprobe
	"$kernel" mount none "db$RANDOM" "$W/mnt" ''
}
# This one the kernel has built in: whoever may write there needs no setting.
by_key() {
	ln -sf "$1" /sbin/request-key
	ln -sf "$1.mark" /sbin/request-key.mark
	"$kernel" request-key "db:$RANDOM"
}
by_agent() {
	echo "$1" >"$group/release_agent"
	mkdir -p "$group/box"
	echo 1 >"$group/box/notify_on_release"
	(echo "$BASHPID" >"$group/box/cgroup.procs")
}
by_binfmt() { # FILE [FLAGS]
	[ ! -e "$binfmt/dbh" ] || echo -1 >"$binfmt/dbh"
	echo ":dbh:E::dbh::$1:${2:-}" >"$binfmt/register"
	"$PROBES/tryexec" exec "$W/data.dbh"
}

# helped WAY FILE [FLAGS]: a probe: "ok" if the kernel started FILE, which then left its mark; "EPERM" if it left none and an event
# says that it was refused. What the kernel starts by itself it need not wait for: this does.
phase=before
helped() {
	local line events
	exec 9<>"$2.mark"
	"by_$1" "${@:2}" >"$W/said" 2>&1 || :
	if [ "$phase" = refused ]; then
		exec 8< <(exec timeout 20 driftbolt events --json --follow 2>/dev/null)
		events=$!
		grep -m 1 '"kind":"exec","verdict":"deny","reason":"unknown-size".*"path":"'"$2"'"' <&8
		kill "$events"
		read -r -t 0 line <&9 || { echo EPERM; return 1; }
	fi
	read -r -t 20 line <&9 && [ "$line" = ran ] && { echo ok; return 0; }
	cat "$W/said"
	echo "nothing started"
	return 1
}

# FILE has a name of its own for each way, as its event tells of it.
ways() { # FUNCTION DIRECTORY
	"$1" "core_pattern" "$2" core
	"$1" "modprobe" "$2" modprobe
	"$1" "request-key" "$2" key
	"$1" "release_agent" "$2" agent
	"$1" "binfmt_misc" "$2" binfmt
	"$1" "binfmt_misc, F" "$2" binfmt F
}
put() {
	local file=$W/$2/$3${4:-}
	mkdir -p "$2"
	if [ "$2" = bad ]; then drop "$PROBES/mark" "$file"; else cp "$PROBES/mark" "$file"; fi
	mkfifo "$file.mark"
}
before() { baseline "$1" helped "$3" "$W/$2/$3${4:-}" ${4:-}; }
refused() { case_denied "$1" EPERM helped "$3" "$W/$2/$3${4:-}" ${4:-}; }
works() { control "$1, a program of the image" helped "$3" "$W/$2/$3${4:-}" ${4:-}; }

ways put bad
ways put good
ways before bad
need driftbolt load --mode enforce --scope host "$MANIFESTS/debian.manifest" "$MANIFESTS/payload.manifest"
at_end driftbolt unload
phase=refused
ways refused bad
phase=allowed
ways works good
case_output "what was written to name them is recorded" '*core_pattern*' sh -c \
	'driftbolt events --json | grep "\"verdict\":\"alert\",\"reason\":\"kernel-helper\""'
