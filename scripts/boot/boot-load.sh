#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# boot-load ROOT: what an initramfs does with the new root file system mounted at ROOT and not yet switched to: loads driftbolt so
# that the root's first program is judged. For klibc's, busybox's and dracut's shells, with modprobe and mount beside them. Says what
# it does on the kernel's log, and so on the console.
#
# Configuration, from the disk into the initramfs by the hook that calls this (docs/BOOT.md):
#   /etc/driftbolt/boot.conf		MODE=off|audit|enforce|seal (audit), ON_FAILURE=audit|rescue (audit), SETTINGS="NAME=LEVEL ..."
#   /etc/driftbolt/host.manifest	the root file system, by `driftbolt-manifest rootfs /`
#   /etc/driftbolt/host.d/*.manifest	more that may run on it
# On the kernel's command line, driftbolt=off|audit|enforce|seal is stronger than MODE. seal is enforce, and a mark in /run that
# driftbolt-seal.service looks for after the switch.
#
# Exit 0: boot goes on. 1: it should not (ON_FAILURE=rescue, and what was asked for could not be had): a shell for a person. Nothing
# is loaded then.
set -u
etc=/etc/driftbolt
root=${1:-}

say() { # PRIORITY TEXT
	printf '<%s>driftbolt: %s\n' "$1" "$2" >/dev/kmsg 2>/dev/null || printf 'driftbolt: %s\n' "$2" >&2
}
tell() { # PRIORITY: what the last command said
	printf '%s\n' "$output" | while IFS= read -r line; do
		line=${line#driftbolt: }
		say "$1" "$line"
	done
}

MODE=audit ON_FAILURE=audit SETTINGS=''
# Read, not executed: a slip of the pen must not end the shell.
configure() { # FILE
	while IFS= read -r line || [ -n "$line" ]; do
		value=${line#*=}
		value=${value#[\"\']}
		value=${value%[\"\']}
		case $line in
		'' | '#'*) ;;
		MODE=*) MODE=$value ;;
		ON_FAILURE=*) ON_FAILURE=$value ;;
		SETTINGS=*) SETTINGS=$value ;;
		*) say 3 "$etc/boot.conf: '$line' means nothing: MODE=, ON_FAILURE= or SETTINGS=" ;;
		esac
	done <"$1"
}
[ ! -e $etc/boot.conf ] || configure $etc/boot.conf

init='' seal=''
read -r cmdline </proc/cmdline || :
for word in $cmdline; do
	case $word in
	driftbolt=*) MODE=${word#driftbolt=} ;;
	init=*) init=${word#init=} ;;
	esac
done
case $ON_FAILURE in
audit | rescue) ;;
*)
	say 3 "'$ON_FAILURE' is no ON_FAILURE: audit or rescue. Taken as rescue"
	ON_FAILURE=rescue
	;;
esac
case $MODE in
off)
	say 5 "off: nothing is judged"
	exit 0
	;;
audit | enforce) ;;
seal)
	MODE=enforce
	seal=yes
	;;
*)
	say 3 "'$MODE' is no mode: off, audit, enforce or seal. Taken as enforce"
	MODE=enforce
	;;
esac

# What was asked for cannot be had, and $output says why. What cannot be enforced is often seen all the same.
fail() { # TEXT
	tell 2
	[ ! -e /sys/fs/bpf/driftbolt ] || driftbolt unload >/dev/null 2>&1
	if [ "$ON_FAILURE" = rescue ]; then
		say 2 "$1: the boot stops here, as $etc/boot.conf says (ON_FAILURE=rescue). driftbolt=off on the kernel's command line boots without"
		exit 1
	fi
	if [ "$MODE" = enforce ] && output=$(load audit 2>&1) && { [ -z "$settings_are_good" ] || output=$(settings 2>&1); }; then
		say 2 "$1, so it is audit: the boot goes on WITHOUT what was asked for"
	else
		[ ! -e /sys/fs/bpf/driftbolt ] || driftbolt unload >/dev/null 2>&1
		say 2 "$1: the boot goes on WITHOUT what was asked for; nothing is judged"
	fi
	exit 0
}

manifests() { # COMMAND...: with all manifests behind it
	[ -e $etc/host.manifest ] || {
		echo "no $etc/host.manifest in the initramfs: 'driftbolt-manifest rootfs / -o $etc/host.manifest', then make the initramfs again"
		return 1
	}
	set -- "$@" $etc/host.manifest
	for file in $etc/host.d/*.manifest; do
		[ ! -e "$file" ] || set -- "$@" "$file"
	done
	"$@"
}
load() { manifests driftbolt load --mode "$1" --scope host --from-switch --name host; } # MODE
# shellcheck disable=SC2086 # words
settings() { [ -z "$SETTINGS" ] || driftbolt set host $SETTINGS; }

# An init that is refused is a kernel panic, where nobody reads why: so it is asked for while there is somebody to ask.
init_may_run() {
	[ -n "$root" ] || return 0
	for file in $init /sbin/init /etc/init /bin/init /bin/sh; do
		driftbolt explain --root "$root" --exec "$file" && return 0
		# The kernel takes the next one where there is none; an init= of the command line is the only one.
		[ ! -e "$root$file" ] && [ ! -L "$root$file" ] && [ -z "$init" ] || return 1
	done
	return 1
}

# Their structures are read as they were known at the load: files on overlays and loop devices would be refused later.
for module in overlay loop; do
	modprobe -q $module 2>/dev/null || :
done
bpffs_is_mounted() {
	while read -r _ where type _; do
		[ "$where $type" != '/sys/fs/bpf bpf' ] || return 0
	done </proc/mounts
	return 1
}
# /sys moves to the new root, and this with it.
bpffs_is_mounted || mount -t bpf -o nosuid,nodev,noexec,mode=700 bpf /sys/fs/bpf || :

settings_are_good=''
output=$(load "$MODE" 2>&1) || fail "nothing was loaded"
loaded=$output
output=$(settings 2>&1) || fail "SETTINGS of $etc/boot.conf could not be set"
settings_are_good=yes
if [ "$MODE" = enforce ]; then
	output=$(init_may_run 2>&1) || fail "the first program of $root is not in the manifest, or what it needs"
fi
output=$loaded
tell 5
[ -z "$seal" ] || { mkdir -p /run/driftbolt && : >/run/driftbolt/seal; } ||
	say 2 "/run/driftbolt/seal cannot be made: the machine will not be sealed"
